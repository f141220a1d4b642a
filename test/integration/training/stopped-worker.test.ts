import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { createRetrainEvents } from "../../../src/training/events.js";
import { onAbort } from "../../../src/training/limited-attempt.js";
import { createRetrainQueue, type RetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import { createTrainingThreads, type TrainingThreads } from "../../../src/training/thread-pool.js";
import type { RetrainEvent, RetrainEvents, RetrainService } from "../../../src/training/types.js";
import { createRetrainWorker, type RetrainWorker } from "../../../src/training/worker.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { startTestRedis, type TestRedis } from "../../support/redis.js";
import {
  makeDays,
  makeRetrainDatabase,
  makeShop,
  moveDataThrough,
  silent,
  type RetrainDatabase,
} from "../../support/retrain.js";

const now = () => new Date("2015-06-20T08:00:00Z");
/** Far longer than a test: whatever is taken over was handed back, not waited for. */
const LOCK_MS = 600_000;

describe.each(["PostgreSQL", "Redis"])("a worker that is stopped, its queue in %s", (engine) => {
  let postgres: TestPostgres;
  let redis: TestRedis | undefined;
  let database: RetrainDatabase;
  let threads: TrainingThreads;
  let registry: FakeRegistry;
  let queue: RetrainQueue;
  let events: RetrainEvents & { close(): Promise<void> };
  let service: RetrainService;
  let url: string;
  let told: RetrainEvent[];
  const workers: RetrainWorker[] = [];

  beforeAll(async () => {
    [postgres, threads] = await Promise.all([
      startTestPostgres(),
      createTrainingThreads({ threads: 1, logger: silent }),
    ]);
    if (engine === "Redis") redis = await startTestRedis();
    const databaseUrl = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url: databaseUrl, stores: 1, dataThrough: "2015-06-19" });
    url = redis?.url ?? databaseUrl;
  });
  afterAll(async () => {
    await database.close();
    await redis?.close();
    await Promise.all([postgres.stop(), threads.close()]);
  });

  beforeEach(async () => {
    await database.empty();
    registry = createFakeRegistry();
    queue = createRetrainQueue({ url, onError: () => undefined });
    events = await createRetrainEvents({ url: database.url, pool: database.pool, logger: silent });
    service = createRetrainService({ pool: database.pool, queue, registry, now, logger: silent });
    told = [];
    events.subscribe((event) => told.push(event));
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.close(0);
    await queue.close();
    await events.close();
  });

  const startWorker = async () => {
    const shop = makeShop(database.stores, () =>
      makeDays({ through: "2015-06-19", days: 120, scale: 5_000 }),
    );
    const worker = await createRetrainWorker({
      ...{ pool: database.pool, url, registry, catalogue: shop, history: shop },
      ...{ codeVersion: "0.1.0", now, logger: silent, threads, lockDurationMs: LOCK_MS },
    });
    workers.push(worker);
    return worker;
  };

  const ask = () =>
    service.request({ stores: database.stores, force: false, requestedBy: "planner", trigger: "person" });

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

  /** Makes the first model wait on its way to the registry until it is let go or its attempt is over. */
  const holdFirstModel = () => {
    const logModel: typeof registry.logModel = registry.logModel.bind(registry);
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const reached = new Promise<void>((arrived) => {
      registry.logModel = async (model, signal) => {
        registry.logModel = logModel;
        arrived();
        if (signal) onAbort(signal, letGo);
        await held;
        signal?.throwIfAborted();
        return await logModel(model, signal);
      };
    });
    return { letGo, reached };
  };

  test("ends the job that runs if its grace is long enough", async () => {
    const { letGo, reached } = holdFirstModel();
    const worker = await startWorker();
    const {
      results: [result],
    } = await ask();
    await reached;
    const closing = worker.close(60_000);
    letGo();
    await closing;
    const jobs = await service.loadJobs([result?.job?.id ?? ""]);
    expect([...jobs.values()]).toMatchObject([{ status: "SUCCEEDED", attempts: 1, version: 1 }]);
  });

  test("hands back what still runs, which is no failure, and the next worker makes the one version at once", async () => {
    const { reached } = holdFirstModel();
    const worker = await startWorker();
    const {
      results: [result],
    } = await ask();
    await reached;
    await worker.close(0);
    const id = result?.job?.id ?? "";
    expect((await service.loadJobs([id])).get(id)).toMatchObject({
      ...{ status: "QUEUED", attempts: 1, progress: 0, failure: null },
    });
    await startWorker();
    expect((await until(({ kind }) => kind === "SUCCEEDED")).job).toMatchObject({ attempts: 2, version: 1 });
    expect(told.map(({ kind, job }) => [kind, job.attempts])).toEqual([
      ["QUEUED", 0],
      ["RUNNING", 1],
      ["RUNNING", 1],
      ["QUEUED", 1],
      ["RUNNING", 2],
      ["RUNNING", 2],
      ["SUCCEEDED", 2],
    ]);
    expect((await registry.listVersions(["1"])).get("1")).toHaveLength(1);
  });

  test("hands back a job that newer work follows, and both run, one after the other", async () => {
    const { reached } = holdFirstModel();
    const worker = await startWorker();
    const {
      results: [first],
    } = await ask();
    await reached;
    await moveDataThrough(database.pool, database.stores[0]?.id ?? 0, "2015-06-20");
    const {
      results: [followUp],
    } = await ask();
    expect(followUp?.outcome).toBe("ENQUEUED");
    await worker.close(0);
    const id = first?.job?.id ?? "";
    expect((await service.loadJobs([id])).get(id)).toMatchObject({
      status: "RUNNING",
      attempts: 1,
      version: null,
    });
    await startWorker();
    const end = await until(({ kind, job }) => kind === "SUCCEEDED" && job.id === followUp?.job?.id);
    expect(end.job.version).toBe(2);
    expect(told.filter(({ kind }) => kind === "FAILED")).toEqual([]);
  });
});
