import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { ServiceUnavailableError } from "../../../src/errors.js";
import type { Store, StoreDay } from "../../../src/stores/types.js";
import { DEFAULT_RECIPE, getRecipeLabel } from "../../../src/model/index.js";
import { createRetrainEvents } from "../../../src/training/events.js";
import { createRetrainQueue, type RetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import { createTrainingThreads, type TrainingThreads } from "../../../src/training/thread-pool.js";
import type { RetrainEvent, RetrainEvents, RetrainService } from "../../../src/training/types.js";
import {
  createRetrainWorker,
  type RetrainWorker,
  type RetrainWorkerOptions,
} from "../../../src/training/worker.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { QUEUE_SERVERS, startQueueServer, type QueueServer } from "../../support/queue-servers.js";
import {
  makeDays,
  makeRetrainDatabase,
  makeShop,
  moveDataThrough,
  silent,
  type RetrainDatabase,
  untilBatchFinished,
} from "../../support/retrain.js";
import { waitUntil } from "../../support/wait.js";

const now = () => new Date("2015-06-20T08:00:00Z");

const RECIPE = getRecipeLabel(DEFAULT_RECIPE);

describe.each(QUEUE_SERVERS)("the retrain worker on %s", (serverName) => {
  let postgres: TestPostgres;
  let queueServer: QueueServer;
  let threads: TrainingThreads;
  let queueUrl: string;
  let database: RetrainDatabase;
  let registry: FakeRegistry;
  let queue: RetrainQueue;
  let events: RetrainEvents & { close(): Promise<void> };
  let service: RetrainService;
  let worker: RetrainWorker | undefined;
  let told: RetrainEvent[];
  let makeStoreDays: (store: Store) => StoreDay[];

  beforeAll(async () => {
    [postgres, queueServer, threads] = await Promise.all([
      startTestPostgres(),
      startQueueServer(serverName),
      createTrainingThreads({ threads: 1, logger: silent }),
    ]);
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: 5, dataThrough: "2015-06-19" });
  });
  afterAll(async () => {
    await database.close();
    await Promise.all([postgres.stop(), queueServer.close(), threads.close()]);
  });

  beforeEach(async () => {
    const { url } = database;
    await database.empty();
    registry = createFakeRegistry();
    queueUrl = await queueServer.makeQueue(url);
    queue = createRetrainQueue({ url: queueUrl, onError: () => undefined, retries });
    events = await createRetrainEvents({ url, pool: database.pool, logger: silent });
    service = createRetrainService({
      ...{ pool: database.pool, queue, registry, now, logger: silent },
    });
    told = [];
    events.subscribe((event) => told.push(event));
    makeStoreDays = () => makeDays({ through: "2015-06-19", days: 120, scale: 5_000 });
  });
  afterEach(async () => {
    await worker?.close();
    worker = undefined;
    await queue.close();
    await events.close();
  });

  const retries = { attempts: 3, backoffMs: 20 };

  const startWorker = async (change: Partial<RetrainWorkerOptions> = {}) => {
    worker = await createRetrainWorker({
      ...{
        pool: database.pool,
        url: queueUrl,
        registry,
        codeVersion: "0.1.0",
      },
      ...{ now, logger: silent, threads, lockDurationMs: 2_000, reconcileIntervalMs: 500, retries },
      catalogue: makeShop(database.stores, makeStoreDays),
      history: makeShop(database.stores, (store) => makeStoreDays(store)),
      ...change,
    });
  };

  const ask = async (count: number, force = false) =>
    (
      await service.request({
        stores: database.stores.slice(0, count),
        ...{ force, requestedBy: "planner", trigger: "person" },
      })
    ).results;

  /** Resolves when an event has been told that fits. */
  const until = (fits: (event: RetrainEvent) => boolean) =>
    new Promise<RetrainEvent>((resolve) => {
      const known = told.find(fits);
      if (known) return resolve(known);
      const stop = events.subscribe((event) => {
        if (!fits(event)) return;
        stop();
        resolve(event);
      });
    });

  const untilEnded = (id: string | undefined) =>
    until(
      ({ kind, job }) =>
        job.id === id && (kind === "SUCCEEDED" || (kind === "FAILED" && job.status === "FAILED")),
    );

  const untilFinished = () => waitUntil(() => [...registry.runs.values()].some(({ endedAt }) => endedAt));

  /** For what is the same wherever the queue is. */
  const testOnce = (name: string, run: () => Promise<void>) => {
    if (serverName === "PostgreSQL") test(name, run);
  };

  test("one store goes from its series to a champion, and tells each step in order", async () => {
    await startWorker();
    const [result] = await ask(1);
    await untilEnded(result?.job?.id);
    expect(told.map(({ kind, job }) => [kind, job.status, job.progress])).toEqual([
      ["QUEUED", "QUEUED", 0],
      ["RUNNING", "RUNNING", 0.05],
      ["RUNNING", "RUNNING", 0.4],
      ["SUCCEEDED", "SUCCEEDED", 1],
    ]);
    expect(told.at(-1)?.job).toMatchObject({
      ...{ attempts: 1, dataThrough: "2015-06-19", version: 1, promoted: true, failure: null },
      ...{ startedAt: now(), finishedAt: now() },
    });
    const champion = (await registry.findStoreModels(["1"])).get("1")?.champion;
    expect(champion?.facts).toMatchObject({
      ...{
        trainedThrough: "2015-06-19",
        dataRevision: 0,
        recipe: RECIPE,
        forecaster: "prophet",
        codeVersion: "0.1.0",
      },
      ...{ trainedAt: "2015-06-20T08:00:00.000Z", jobId: result?.job?.id },
    });
    expect(champion?.facts.dataDigest).toMatch(/^[0-9a-f]{32}$/);
    expect(champion?.facts.backtest?.cutoffs).toEqual([
      ...["2015-05-22", "2015-05-29", "2015-06-05", "2015-06-12"],
    ]);
    expect(await ask(1)).toMatchObject([{ outcome: "UP_TO_DATE" }]);
  });

  testOnce(
    "a new model takes the place of a champion at fault, and not that of one that cannot be read for now",
    async () => {
      const find = registry.findStoreModels.bind(registry);
      let code: "NOT_DAILY" | "UNAVAILABLE" = "NOT_DAILY";
      registry.findStoreModels = async (codes) => {
        const models = await find(codes);
        for (const state of models.values()) {
          state.championIssue = { code, message: "Version 9 is at fault.", version: 9 };
          if (state.champion) state.champion.pin = { kind: "person", by: "ann", at: null, reason: null };
        }
        return models;
      };
      await startWorker();
      const outcomes = [];
      for (code of ["UNAVAILABLE", "NOT_DAILY", "UNAVAILABLE"] as const) {
        const [result] = await ask(1, true);
        outcomes.push((await untilEnded(result?.job?.id)).job.promoted);
      }
      expect(outcomes).toEqual([true, true, false]);
    },
  );

  testOnce("50 concurrent requests for one store give one run", async () => {
    await startWorker();
    const results = (await Promise.all(Array.from({ length: 50 }, () => ask(1)))).flat();
    await untilEnded(results[0]?.job?.id);
    await untilFinished();
    expect(registry.calls.filter((call) => call === "logModel")).toHaveLength(1);
    expect(registry.runs.size).toBe(1);
  });

  test("a batch that is cancelled while a store of it trains ends with that store, and its run with it", async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const logModel = registry.logModel.bind(registry);
    const trained = new Promise<void>((arrived) => {
      registry.logModel = async (model) => {
        arrived();
        await held;
        return await logModel(model);
      };
    });
    await startWorker({ concurrency: 1 });
    const { batch, results } = await service.request({
      stores: database.stores.slice(0, 4),
      ...{ force: false, requestedBy: "planner", trigger: "person" },
    });
    await trained;
    expect(await service.cancelBatch(batch?.id ?? "", "planner")).toMatchObject({ kind: "cancelled" });
    letGo();
    await untilBatchFinished(database.pool, batch?.id ?? "");
    const jobs = await service.loadJobs(results.map(({ job }) => job?.id ?? ""));
    const statuses = [...jobs.values()].map(({ status }) => status).toSorted();
    expect(statuses).toEqual(["CANCELLED", "CANCELLED", "CANCELLED", "SUCCEEDED"]);
    const [run] = registry.runs.values();
    expect(run?.results?.map(({ status }) => status).toSorted()).toEqual(statuses);
  });

  testOnce("a batch of several stores is one run, finished once, with a line a store", async () => {
    makeStoreDays = ({ code }) =>
      makeDays({ through: "2015-06-19", days: code === "3" ? 5 : 120, scale: 5_000 });
    await startWorker();
    const results = await ask(5);
    await Promise.all(results.map(({ job }) => untilEnded(job?.id)));
    await untilFinished();
    expect(registry.calls.filter((call) => call === "startRun" || call === "finishRun")).toEqual([
      ...["startRun", "finishRun"],
    ]);
    const [run] = registry.runs.values();
    expect(run?.batch).toMatchObject({
      ...{ name: "retrain 5 stores 2015-06-20 08:00", requestedBy: "planner", trigger: "person" },
      ...{
        recipe: RECIPE,
        codeVersion: "0.1.0",
        storeCount: 5,
        startedAt: now(),
      },
    });
    expect(run?.results?.map(({ storeCode, status, rows }) => [storeCode, status, rows])).toEqual([
      ["1", "SUCCEEDED", 103],
      ["2", "SUCCEEDED", 103],
      ["3", "FAILED", null],
      ["4", "SUCCEEDED", 103],
      ["5", "SUCCEEDED", 103],
    ]);
    expect(run?.results?.[2]?.failure).toMatch(/^NOT_ENOUGH_DATA: /);
  });

  test("a series too short to fit fails for good at the first attempt", async () => {
    makeStoreDays = () => makeDays({ through: "2015-06-19", days: 5, scale: 5_000 });
    await startWorker();
    const [result] = await ask(1);
    const end = await untilEnded(result?.job?.id);
    expect(end).toMatchObject({
      ...{ kind: "FAILED", willRetry: false },
      job: { status: "FAILED", attempts: 1, failure: { code: "NOT_ENOUGH_DATA", isRetryable: false } },
    });
    await untilFinished();
  });

  testOnce("a store that was never open fails with a sentence that names it", async () => {
    makeStoreDays = () => [];
    await startWorker();
    const [result] = await ask(1);
    expect((await untilEnded(result?.job?.id)).job.failure).toEqual({
      code: "NOT_ENOUGH_DATA",
      message: "Store 1 has no observed day on which it was open.",
      isRetryable: false,
    });
  });

  testOnce("a registry that fails after it registered gets one version all the same", async () => {
    const logModel: typeof registry.logModel = registry.logModel.bind(registry);
    registry.logModel = async (model) => {
      await logModel(model);
      registry.logModel = logModel;
      throw new ServiceUnavailableError("mlflow", "MLflow hung up.");
    };
    await startWorker();
    const [result] = await ask(1);
    const end = await untilEnded(result?.job?.id);
    expect(told.map(({ kind, job }) => [kind, job.status])).toEqual([
      ["QUEUED", "QUEUED"],
      ["RUNNING", "RUNNING"],
      ["RUNNING", "RUNNING"],
      ["FAILED", "QUEUED"],
      ["RUNNING", "RUNNING"],
      ["SUCCEEDED", "SUCCEEDED"],
    ]);
    expect(told[3]).toMatchObject({
      willRetry: true,
      job: { failure: { code: "REGISTRY_UNAVAILABLE", message: "MLflow hung up.", isRetryable: true } },
    });
    expect(end.job).toMatchObject({ attempts: 2, version: 1, promoted: true, failure: null });
    expect((await registry.listVersions(["1"])).get("1")).toHaveLength(1);
  });

  testOnce(
    "a champion that a person pinned stays, and the alias of the challenger is made up for by the next attempt",
    async () => {
      await startWorker();
      const [first] = await ask(1);
      await untilEnded(first?.job?.id);
      await registry.pin("1", 1, { by: "ann", at: now(), reason: "the promo week" });
      const logModel: typeof registry.logModel = registry.logModel.bind(registry);
      registry.logModel = async (model) => {
        await logModel(model);
        await registry.setChallenger("1", null);
        registry.logModel = logModel;
        throw new ServiceUnavailableError("mlflow", "MLflow hung up.");
      };
      const [second] = await ask(1, true);
      const end = await untilEnded(second?.job?.id);
      expect(end.job).toMatchObject({ attempts: 2, version: 2, promoted: false });
      expect((await registry.findStoreModels(["1"])).get("1")).toMatchObject({
        ...{ champion: { version: 1, pin: { kind: "person" } }, challenger: 2 },
      });
    },
  );

  test("a registry that stays away fails the job after its attempts, and the run is written when it is back", async () => {
    await startWorker();
    const [result] = await ask(1);
    registry.failure = new ServiceUnavailableError("mlflow", "MLflow does not answer.");
    const end = await untilEnded(result?.job?.id);
    expect(end.job).toMatchObject({ attempts: 3, failure: { code: "REGISTRY_UNAVAILABLE" } });
    expect(told.filter(({ kind }) => kind === "FAILED")).toMatchObject([
      ...[{ willRetry: true }, { willRetry: true }, { willRetry: false }],
    ]);
    registry.failure = null;
    await untilFinished();
    expect([...registry.runs.values()][0]?.results).toMatchObject([{ storeCode: "1", status: "FAILED" }]);
  });

  testOnce("newer data during a run is trained by one follow-up, after it", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const logModel: typeof registry.logModel = registry.logModel.bind(registry);
    registry.logModel = async (model) => {
      await held;
      return await logModel(model);
    };
    makeStoreDays = () => makeDays({ through: "2015-06-20", days: 121, scale: 5_000 });
    await startWorker();
    const [first] = await ask(1);
    await until(({ kind, job }) => kind === "RUNNING" && job.progress === 0.4);
    await moveDataThrough(database.pool, database.stores[0]?.id ?? 0, "2015-06-20");
    const [followUp] = await ask(1);
    expect(followUp?.outcome).toBe("ENQUEUED");
    release();
    await untilEnded(followUp?.job?.id);
    const versions = (await registry.listVersions(["1"])).get("1");
    expect(versions?.map(({ facts }) => [facts.jobId, facts.trainedThrough])).toEqual([
      [followUp?.job?.id, "2015-06-20"],
      [first?.job?.id, "2015-06-19"],
    ]);
  });

  testOnce("an attempt beyond its limit, wherever it hangs, fails by name and is tried again", async () => {
    const logModel: typeof registry.logModel = registry.logModel.bind(registry);
    registry.logModel = () => {
      registry.logModel = logModel;
      return new Promise(() => undefined);
    };
    await startWorker({ attemptLimitMs: 1_500 });
    const [result] = await ask(1);
    const end = await untilEnded(result?.job?.id);
    expect(end.job).toMatchObject({ status: "SUCCEEDED", attempts: 2, version: 1 });
    expect(told.find(({ kind }) => kind === "FAILED")).toMatchObject({
      willRetry: true,
      job: {
        status: "QUEUED",
        failure: {
          ...{ code: "TIMED_OUT", isRetryable: true },
          message: "The attempt took longer than its limit of 1.5 s (STORECAST_ATTEMPT_LIMIT_SECONDS).",
        },
      },
    });
  });

  test("a job whose time is over gets no further attempt, and says what its last one met", async () => {
    registry.failure = new ServiceUnavailableError("mlflow", "MLflow hung up.");
    await startWorker({ jobLimitSeconds: 0.01 });
    const [result] = await ask(1, true);
    const end = await untilEnded(result?.job?.id);
    expect(end.job).toMatchObject({
      ...{ status: "FAILED", attempts: 1 },
      failure: {
        ...{ code: "TIMED_OUT", isRetryable: true },
        message:
          "The job was not done within its limit of 0.01 s (STORECAST_JOB_LIMIT_SECONDS). Its last attempt: REGISTRY_UNAVAILABLE: MLflow hung up.",
      },
    });
  });

  test("a person's store goes before those of a schedule that waited longer", async () => {
    const { results: scheduled } = await service.request({
      stores: database.stores.slice(0, 4),
      ...{ force: false, requestedBy: "nightly", trigger: "schedule" },
    });
    const [, , , , mine] = await ask(5);
    await startWorker({ concurrency: 1 });
    for (const { job } of scheduled) await untilEnded(job?.id);
    const started = told.filter(({ kind, job }) => kind === "RUNNING" && job.progress === 0.05);
    expect(started[0]?.job.id).toBe(mine?.job?.id);
  });

  test("a retry does not wait behind a fleet", async () => {
    const logModel: typeof registry.logModel = registry.logModel.bind(registry);
    registry.logModel = () => {
      registry.logModel = logModel;
      return Promise.reject(new ServiceUnavailableError("mlflow", "MLflow hung up."));
    };
    const { results } = await service.request({
      ...{ stores: database.stores, force: false, requestedBy: "nightly", trigger: "schedule" },
    });
    await startWorker({ concurrency: 1 });
    for (const { job } of results) await untilEnded(job?.id);
    const started = told.filter(({ kind, job }) => kind === "RUNNING" && job.progress === 0.05);
    expect(started.slice(0, 4).map(({ job }) => job.attempts)).toContain(2);
  });

  testOnce("a worker whose database is away says so and leaves nothing running", async () => {
    await expect(startWorker({ url: "postgresql://nobody@127.0.0.1:1/none" })).rejects.toMatchObject({
      ...{ code: "SERVICE_UNAVAILABLE", service: "database" },
    });
  });

  testOnce("a worker whose connections are all cut goes on with the next job", async () => {
    await startWorker();
    await untilEnded((await ask(1))[0]?.job?.id);
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    const [result] = await ask(1, true);
    expect((await untilEnded(result?.job?.id)).kind).toBe("SUCCEEDED");
  });

  test("jobs that never reached the queue are found and run", async () => {
    await queue.close();
    const deaf: RetrainQueue = {
      ...queue,
      add: () => Promise.reject(new ServiceUnavailableError("queue", "-")),
    };
    const careless = createRetrainService({
      ...{ pool: database.pool, queue: deaf, registry, now, logger: silent },
    });
    const {
      results: [result],
    } = await careless.request({
      stores: database.stores.slice(0, 1),
      ...{ force: false, requestedBy: "planner", trigger: "person" },
    });
    expect(result?.outcome).toBe("ENQUEUED");
    await startWorker();
    expect((await untilEnded(result?.job?.id)).kind).toBe("SUCCEEDED");
  });

  test("closing waits for the job that runs and leaves the others to the next worker", async () => {
    const logModel: typeof registry.logModel = registry.logModel.bind(registry);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const isRunning = new Promise<void>((arrived) => {
      registry.logModel = async (model) => {
        arrived();
        await held;
        return await logModel(model);
      };
    });
    await startWorker({ concurrency: 1 });
    const results = await ask(5);
    await isRunning;
    const closing = worker?.close();
    release();
    await closing;
    const jobs = await service.loadJobs(results.map(({ job }) => job?.id ?? ""));
    const statuses = [...jobs.values()].map(({ status }) => status).toSorted();
    expect(statuses).toEqual(["QUEUED", "QUEUED", "QUEUED", "QUEUED", "SUCCEEDED"]);
    await startWorker();
    for (const { job } of results) expect((await untilEnded(job?.id)).kind).toBe("SUCCEEDED");
  });
});
