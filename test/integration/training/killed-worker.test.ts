import type { ChildProcess } from "node:child_process";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Redis } from "ioredis";

import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { createRetrainQueue, type RetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import type { RetrainService } from "../../../src/training/types.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { QUEUE_SERVERS, startQueueServer, type QueueServer } from "../../support/queue-servers.js";
import {
  makeRetrainDatabase,
  silent,
  untilBatchFinished,
  type RetrainDatabase,
} from "../../support/retrain.js";
import type {
  RegistryAnswer,
  RegistryCall,
  WorkerProcessOptions,
} from "../../support/retrain-worker-process.js";
import { buildScripts, type ScriptProcesses } from "../../support/script-processes.js";

const now = "2015-06-20T08:00:00.000Z";

/** What a single death leaves is held call by call, on a real server, in `killed-between-calls.test.ts`. */
describe.each(QUEUE_SERVERS)("a worker that is killed, its queue on %s", (serverName) => {
  // each costs seconds: on Redis the queue and the row are told of the first three
  const deaths = serverName === "Redis" ? 1 : 4;
  let postgres: TestPostgres;
  let queueServer: QueueServer;
  let queueUrl: string;
  let database: RetrainDatabase;
  let registry: FakeRegistry;
  let queue: RetrainQueue;
  let service: RetrainService;
  let scripts: ScriptProcesses;
  /** Loaded, and waiting for their word. */
  const spares: ChildProcess[] = [];

  beforeAll(async () => {
    [postgres, queueServer, scripts] = await Promise.all([
      startTestPostgres(),
      startQueueServer(serverName),
      buildScripts(["retrain-worker-process"]),
    ]);
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: 1, dataThrough: "2015-06-19" });
    registry = createFakeRegistry();
    queueUrl = await queueServer.makeQueue(url);
    queue = createRetrainQueue({ url: queueUrl, onError: () => undefined });
    service = createRetrainService({
      ...{ pool: database.pool, queue, registry, logger: silent },
      now: () => new Date(now),
    });
    const options: WorkerProcessOptions = {
      ...{ url, queueUrl, stores: database.stores, now, isSpare: true },
    };
    for (let count = 0; count < deaths + 1; count++) {
      const args = [JSON.stringify(options)];
      spares.push(scripts.start("retrain-worker-process", args, { serialization: "advanced" }));
    }
  });
  afterAll(async () => {
    await scripts.close();
    await queue.close();
    await database.close();
    await Promise.all([postgres.stop(), queueServer.close()]);
  });

  /** Lets a worker work; it is killed just after the registry has done what `fatal` asks, before the worker hears of it. */
  const start = (fatal: keyof ModelRegistry | null): Promise<void> => {
    const child = spares.pop()!;
    child.send("go");
    return new Promise((killed, reject) => {
      const answer = async ({ call, method, args }: RegistryCall) => {
        const perform = registry[method].bind(registry) as (...args: unknown[]) => Promise<unknown>;
        const value = await perform(...args);
        if (method !== fatal) return void child.send({ call, value } satisfies RegistryAnswer);
        await scripts.kill(child);
        killed();
      };
      child.on("message", (message) => void answer(message as RegistryCall).catch(reject));
    });
  };

  const pretendDeaths = async (id: string, count: number) => {
    if (count === 0) return;
    await database.pool.query("UPDATE retrain_job SET attempts = $2 WHERE id = $1", [id, count]);
    const redis = new Redis(queueUrl);
    // where BullMQ counts them
    await redis.hset(`storecast:retrain:${id}`, "stc", count);
    await redis.quit();
  };

  test("each time is given up after four deaths, and its run says so", async () => {
    const [store] = database.stores;
    if (!store) throw new Error("no store");
    const {
      results: [result],
    } = await service.request({
      ...{ stores: [store], force: true, requestedBy: "planner", trigger: "person" },
    });
    await pretendDeaths(result?.job?.id ?? "", 4 - deaths);
    for (let death = 1; death <= deaths; death++) await start("findStoreModels");
    void start(null);
    await untilBatchFinished(database.pool, result?.job?.batchId ?? "");
    expect((await service.loadJobs([result?.job?.id ?? ""])).get(result?.job?.id ?? "")).toMatchObject({
      ...{ status: "FAILED", attempts: 4, version: null },
      failure: { code: "WORKER_CRASHED", isRetryable: true },
    });
    const run = [...registry.runs.values()].find(({ batch }) => batch.batchId === result?.job?.batchId);
    expect(run?.results).toMatchObject([{ storeCode: "1", status: "FAILED", version: null }]);
  });
});
