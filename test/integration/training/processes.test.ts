import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { createRetrainEvents } from "../../../src/training/events.js";
import { makeJobTransitions } from "../../../src/training/job-transitions.js";
import { createRetrainQueue, type RetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import { createTrainingThreads, type TrainingThreads } from "../../../src/training/thread-pool.js";
import type { RetrainEvent, RetrainService } from "../../../src/training/types.js";
import {
  createRetrainWorker,
  type RetrainWorker,
  type RetrainWorkerOptions,
} from "../../../src/training/worker.js";
import { startApis } from "../../support/api-processes.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { QUEUE_SERVERS, startQueueServer, type QueueServer } from "../../support/queue-servers.js";
import {
  makeDays,
  makeRetrainDatabase,
  makeShop,
  moveDataThrough,
  silent,
  untilBatchFinished,
  type RetrainDatabase,
} from "../../support/retrain.js";
import type { RegistryCall, WorkerProcessOptions } from "../../support/retrain-worker-process.js";
import { buildScripts, type ScriptProcesses } from "../../support/script-processes.js";

const SHIFTED_CLOCK = resolve(import.meta.dirname, "../../support/shifted-clock.cjs");
const FLEET = 1_115;
const now = () => new Date("2015-06-20T08:00:00Z");

let scripts: ScriptProcesses;

beforeAll(async () => {
  scripts = await buildScripts(["retrain-worker-process"]);
});
afterAll(() => scripts.close());

describe.each(QUEUE_SERVERS)("many processes and a queue on %s", (serverName) => {
  let postgres: TestPostgres;
  let queueServer: QueueServer;
  let database: RetrainDatabase;
  let threads: TrainingThreads;
  let queueUrl: string;
  let queue: RetrainQueue;
  let registry: FakeRegistry;
  let service: RetrainService;
  let worker: RetrainWorker | undefined;
  let release: () => void;
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    [postgres, queueServer, threads] = await Promise.all([
      startTestPostgres(),
      startQueueServer(serverName),
      createTrainingThreads({ threads: 1, logger: silent }),
    ]);
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: FLEET + 1, dataThrough: "2015-06-19" });
  });
  afterAll(async () => {
    await database.close();
    await Promise.all([postgres.stop(), queueServer.close(), threads.close()]);
  });

  beforeEach(async () => {
    await database.empty();
    queueUrl = await queueServer.makeQueue(database.url);
    queue = createRetrainQueue({ url: queueUrl, onError: () => undefined });
    registry = createFakeRegistry();
    service = createRetrainService({
      ...{ pool: database.pool, queue, registry, now, logger: silent },
    });
    release = () => undefined;
  });
  afterEach(async () => {
    release();
    await worker?.close();
    worker = undefined;
    for (const close of closers.splice(0)) await close();
    await queue.close();
  });

  const getStore = (index: number) => {
    const store = database.stores[index];
    if (!store) throw new Error(`there is no store ${index}`);
    return store;
  };

  const startWorker = async (change: Partial<RetrainWorkerOptions> = {}) => {
    const shop = makeShop(database.stores, () =>
      makeDays({ through: "2015-06-20", days: 120, scale: 5_000 }),
    );
    worker = await createRetrainWorker({
      ...{
        pool: database.pool,
        url: queueUrl,
        registry,
        catalogue: shop,
        history: shop,
        codeVersion: "0.1.0",
      },
      ...{ now, logger: silent, threads, lockDurationMs: 2_000, reconcileIntervalMs: 300 },
      ...{ retries: { attempts: 3, backoffMs: 20 }, ...change },
    });
  };

  /** Keeps trainings from their end until `release` is called; answers when so many are there. */
  const holdTrainings = (count = 1) => {
    const held = new Promise<void>((go) => (release = go));
    const logModel = registry.logModel.bind(registry);
    let waiting = 0;
    return new Promise<void>((arrived) => {
      registry.logModel = async (model) => {
        if (++waiting === count) arrived();
        await held;
        return await logModel(model);
      };
    });
  };

  const loadJob = async (id: string) => (await service.loadJobs([id])).get(id);

  test("200 requests at once over 4 APIs are one run, and newer data meanwhile is one more", async () => {
    const arrived = holdTrainings();
    const [apis] = await Promise.all([
      startApis(4, { databaseUrl: database.url, queueUrl }),
      // stamps of the APIs are of the present
      startWorker({ now: () => new Date() }),
    ]);
    closers.push(() => apis.close());
    const answers = await apis.askForRetrain("1", 50);
    expect(answers).toHaveLength(200);
    const [first, ...others] = new Set(answers.map(({ jobId }) => jobId));
    expect(others).toEqual([]);
    expect(answers.filter(({ outcome }) => outcome === "ENQUEUED")).toHaveLength(1);
    expect(answers.map(({ requestCount }) => requestCount).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
    expect(await loadJob(first ?? "")).toMatchObject({ requestCount: 200 });
    await arrived;

    await moveDataThrough(database.pool, getStore(0).id, "2015-06-20");
    const later = await apis.askForRetrain("1", 10);
    const [followUp, ...more] = new Set(later.map(({ jobId }) => jobId));
    expect([followUp === first, more]).toEqual([false, []]);
    expect(await loadJob(followUp ?? "")).toMatchObject({ status: "QUEUED", requestCount: 40 });
    release();
    for (const id of [first, followUp]) {
      await untilBatchFinished(database.pool, (await loadJob(id ?? ""))?.batchId ?? "");
    }
    const versions = (await registry.listVersions(["1"])).get("1");
    expect(versions?.map(({ facts }) => [facts.jobId, facts.trainedThrough])).toEqual([
      [followUp, "2015-06-20"],
      [first, "2015-06-19"],
    ]);
    expect(registry.runs.size).toBe(2);
    expect((await service.findJobs({}, { first: 1 })).totalCount).toBe(2);
  });

  test("a person's request goes before a fleet of 1,115 stores that is under way", async () => {
    const concurrency = 4;
    const told: RetrainEvent[] = [];
    const events = await createRetrainEvents({ url: database.url, pool: database.pool, logger: silent });
    try {
      let hear: (event: RetrainEvent) => void = () => undefined;
      events.subscribe((event) => {
        told.push(event);
        hear(event);
      });
      const until = (fits: (event: RetrainEvent) => boolean) =>
        new Promise<void>((found) => {
          hear = (event) => void (fits(event) && found());
        });
      const isUnderWay = until(({ kind }) => kind === "SUCCEEDED");
      await service.request({
        ...{
          stores: database.stores.slice(0, FLEET),
          force: true,
          requestedBy: "nightly",
          trigger: "schedule",
        },
      });
      await startWorker({ concurrency });
      await isUnderWay;
      // all hands are full: nothing starts between the row of a request and its place in the queue
      await holdTrainings(concurrency);
      // the first was never asked for before, the other waits as the fleet's last
      const mine = [getStore(FLEET), getStore(FLEET - 1)];
      const areDone = until(
        ({ kind, job }) =>
          kind === "SUCCEEDED" && (job.storeId === mine[0]?.id || job.storeId === mine[1]?.id),
      ).then(() =>
        told.filter(({ kind, job }) => kind === "SUCCEEDED" && mine.some(({ id }) => id === job.storeId))
          .length === 2
          ? undefined
          : until(({ kind, job }) => kind === "SUCCEEDED" && mine.some(({ id }) => id === job.storeId)),
      );
      await service.request({ stores: mine, force: true, requestedBy: "ann", trigger: "person" });
      release();
      await areDone;
      const asked = told.findIndex(({ kind, job }) => kind === "QUEUED" && job.storeId === mine[0]?.id);
      const starts = told
        .slice(asked)
        .filter(({ kind, job }) => kind === "RUNNING" && job.progress === 0.05)
        .map(({ job }) => job.storeId);
      for (const { id } of mine) expect(starts.indexOf(id)).toBeLessThanOrEqual(concurrency + 1);
      expect((await service.findJobs({ statuses: ["QUEUED"] }, { first: 1 })).totalCount).toBeGreaterThan(
        1_000,
      );
    } finally {
      await events.close();
    }
  });

  test("a worker whose clock is an hour ahead takes nobody's job away, and what it leaves is done at once", async () => {
    const transitions = makeJobTransitions(database.pool, now);
    const ask = async (index: number) => {
      const stores = [getStore(index)];
      const { results } = await service.request({
        ...{ stores, force: true, requestedBy: "planner", trigger: "person" },
      });
      return results[0]?.job ?? null;
    };
    const arrived = holdTrainings();
    await startWorker({ concurrency: 1 });
    const running = await ask(0);
    await arrived;
    // a store one of whose jobs runs: the next one is put off by whoever takes it
    const blocking = await ask(1);
    const claim = await transitions.claim(blocking?.id ?? "");
    if (claim.kind !== "claimed") throw new Error(claim.kind);
    await moveDataThrough(database.pool, getStore(1).id, "2015-06-20");
    const putOff = await ask(1);
    await queue.add([{ id: putOff?.id ?? "", priority: 1 }]);
    const interrupted = await ask(2);

    const options: WorkerProcessOptions = {
      ...{ url: database.url, queueUrl, stores: database.stores.slice(0, 3), now: now().toISOString() },
    };
    const ahead = scripts.start("retrain-worker-process", [JSON.stringify(options)], {
      execArgv: ["--require", SHIFTED_CLOCK],
      env: { ...process.env, CLOCK_SHIFT_MS: "3600000" },
      serialization: "advanced",
    });
    try {
      // its registry never answers
      await new Promise<void>((called) =>
        ahead.on("message", ({ method }: RegistryCall) => method === "findStoreModels" && called()),
      );
      const deadline = performance.now() + 20_000;
      while (!(await queue.loadDelayedIds()).has(putOff?.id ?? "")) {
        if (performance.now() > deadline) throw new Error("the job is never put off");
        await delay(20);
      }
      // four times as long as its pause between two looks for stalled jobs
      await database.pool.query("SELECT pg_sleep(2)");
      expect(await loadJob(running?.id ?? "")).toMatchObject({ status: "RUNNING", attempts: 1 });
      expect(await loadJob(interrupted?.id ?? "")).toMatchObject({ status: "RUNNING", attempts: 1 });
    } finally {
      await scripts.kill(ahead);
    }
    await transitions.fail(
      claim.attempt,
      { code: "FIT_FAILED", message: "No finite optimum.", isRetryable: false },
      false,
    );
    release();
    for (const job of [running, putOff, interrupted]) {
      await untilBatchFinished(database.pool, job?.batchId ?? "");
    }
    expect(await loadJob(running?.id ?? "")).toMatchObject({ status: "SUCCEEDED", attempts: 1 });
    expect(await loadJob(putOff?.id ?? "")).toMatchObject({ status: "SUCCEEDED" });
    expect(await loadJob(interrupted?.id ?? "")).toMatchObject({ status: "SUCCEEDED", attempts: 2 });
  });
});
