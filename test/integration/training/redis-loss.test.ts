import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { createRetrainQueue, type RetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import { createTrainingThreads, type TrainingThreads } from "../../../src/training/thread-pool.js";
import type { RetrainService } from "../../../src/training/types.js";
import { createRetrainWorker, type RetrainWorker } from "../../../src/training/worker.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { startTestRedis, type TestRedis } from "../../support/redis.js";
import {
  makeDays,
  makeRetrainDatabase,
  makeShop,
  silent,
  untilBatchFinished,
  type RetrainDatabase,
} from "../../support/retrain.js";

const now = () => new Date("2015-06-20T08:00:00Z");

describe("a queue in a Redis that keeps nothing", () => {
  let postgres: TestPostgres;
  let redis: TestRedis;
  let database: RetrainDatabase;
  let threads: TrainingThreads;
  let queue: RetrainQueue;
  let registry: FakeRegistry;
  let service: RetrainService;
  let worker: RetrainWorker | undefined;

  beforeAll(async () => {
    [postgres, redis, threads] = await Promise.all([
      startTestPostgres(),
      startTestRedis(),
      createTrainingThreads({ threads: 1, logger: silent }),
    ]);
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: 3, dataThrough: "2015-06-19" });
  });
  afterAll(async () => {
    await database.close();
    await Promise.all([postgres.stop(), redis.close(), threads.close()]);
  });

  beforeEach(async () => {
    await database.empty();
    await redis.flush();
    queue = createRetrainQueue({ url: redis.url, onError: () => undefined });
    registry = createFakeRegistry();
    service = createRetrainService({
      ...{ pool: database.pool, queue, registry, now, logger: silent },
    });
  });
  afterEach(async () => {
    await worker?.close();
    worker = undefined;
    await queue.close();
  });

  const startWorker = async () => {
    const shop = makeShop(database.stores, () =>
      makeDays({ through: "2015-06-19", days: 120, scale: 5_000 }),
    );
    worker = await createRetrainWorker({
      ...{
        pool: database.pool,
        url: redis.url,
        registry,
        catalogue: shop,
        history: shop,
        codeVersion: "0.1.0",
      },
      ...{ now, logger: silent, threads, concurrency: 1, lockDurationMs: 1_000, reconcileIntervalMs: 300 },
      ...{ retries: { attempts: 3, backoffMs: 20 } },
    });
  };

  const ask = async () => {
    const { results } = await service.request({
      ...{ stores: database.stores, force: true, requestedBy: "planner", trigger: "person" },
    });
    return results.map(({ job }) => job);
  };

  /** Calls `interrupt` once, while the first model is on its way to the registry. */
  const interruptTraining = (interrupt: () => Promise<void>) => {
    const logModel: typeof registry.logModel = registry.logModel.bind(registry);
    registry.logModel = async (model) => {
      registry.logModel = logModel;
      await interrupt();
      return await logModel(model);
    };
  };

  const expectAllTrained = async (jobs: Awaited<ReturnType<typeof ask>>) => {
    await untilBatchFinished(database.pool, jobs[0]?.batchId ?? "");
    const { items } = await service.findJobs({}, { first: 10 });
    expect(items.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
    const versions = await registry.listVersions(["1", "2", "3"]);
    expect([...versions.values()].map(({ length }) => length)).toEqual([1, 1, 1]);
  };

  test("that forgets everything during a training loses no job and doubles none", async () => {
    interruptTraining(() => redis.flush());
    await startWorker();
    await expectAllTrained(await ask());
  });

  test("that is killed during a training and comes back empty loses no job and doubles none", async () => {
    interruptTraining(async () => {
      await redis.kill();
      await redis.start();
    });
    await startWorker();
    await expectAllTrained(await ask());
  });

  test("that is away takes requests all the same, and they are trained when it is back", async () => {
    await startWorker();
    await redis.kill();
    const jobs = await ask();
    expect(jobs).toMatchObject([{ status: "QUEUED" }, { status: "QUEUED" }, { status: "QUEUED" }]);
    await redis.start();
    await expectAllTrained(jobs);
  });

  test("that is away lets no worker begin, and lets an idle one end", async () => {
    await startWorker();
    await redis.kill();
    try {
      await worker?.close();
      await expect(startWorker()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE", service: "queue" });
    } finally {
      await redis.start();
    }
  });
});
