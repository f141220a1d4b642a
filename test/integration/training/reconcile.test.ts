import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { LOCK_KEYS } from "../../../src/database/lock-keys.js";
import { makeGivingUp } from "../../../src/training/giving-up.js";
import {
  makeJobTransitions,
  type AttemptEnd,
  type JobTransitions,
} from "../../../src/training/job-transitions.js";
import { createRetrainQueue, type RetrainQueue } from "../../../src/training/queue.js";
import { reconcile, type ReconcileOptions } from "../../../src/training/reconcile.js";
import { makeRetrainBatches } from "../../../src/training/retrain-batches.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import type { RetrainService } from "../../../src/training/types.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { QUEUE_SERVERS, startQueueServer, type QueueServer } from "../../support/queue-servers.js";
import {
  makeRetrainDatabase,
  makeShop,
  moveDataThrough,
  silent,
  type RetrainDatabase,
} from "../../support/retrain.js";

const now = () => new Date("2015-06-20T08:00:00Z");

describe.each(QUEUE_SERVERS)("the reconciliation with a queue on %s", (serverName) => {
  let postgres: TestPostgres;
  let queueServer: QueueServer;
  let database: RetrainDatabase;
  let registry: FakeRegistry;
  let queue: RetrainQueue;
  let transitions: JobTransitions;
  let service: RetrainService;
  /** Ids that the service hands over while the queue is deaf to it. */
  let isDeaf: boolean;
  let queueUrl: string;
  const statements: string[] = [];

  beforeAll(async () => {
    [postgres, queueServer] = await Promise.all([startTestPostgres(), startQueueServer(serverName)]);
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({
      ...{ url, stores: 60, dataThrough: "2015-06-19" },
      onQuery: (sql) => statements.push(sql),
    });
  });
  afterAll(async () => {
    await database.close();
    await Promise.all([postgres.stop(), queueServer.close()]);
  });

  beforeEach(async () => {
    await database.empty();
    registry = createFakeRegistry();
    queueUrl = await queueServer.makeQueue(database.url);
    queue = createRetrainQueue({ url: queueUrl, onError: () => undefined });
    statements.length = 0;
    isDeaf = false;
    transitions = makeJobTransitions(database.pool, now);
    service = createRetrainService({
      ...{ pool: database.pool, registry, now, logger: silent },
      queue: { ...queue, add: (entries) => (isDeaf ? Promise.resolve() : queue.add(entries)) },
    });
  });
  afterEach(async () => {
    await queue.close();
  });

  const run = (change: Partial<ReconcileOptions> = {}) => {
    const batches = makeRetrainBatches({
      ...{ pool: database.pool, registry, codeVersion: "0.1.0", now },
      catalogue: makeShop(database.stores, () => []),
    });
    return reconcile({
      ...{
        pool: database.pool,
        queue,
        batches,
        logger: silent,
        lostAfterMs: 60_000,
        longestBackoffMs: 60_000,
      },
      ...change,
    });
  };

  const ask = async (index: number) => {
    const {
      results: [result],
    } = await service.request({
      stores: database.stores.slice(index, index + 1),
      ...{ force: true, requestedBy: "planner", trigger: "person" },
    });
    return result?.job?.id ?? "";
  };

  const loadJob = async (id: string) => (await service.loadJobs([id])).get(id);

  test("a job that never reached the queue is handed over; a follow-up waits on", async () => {
    const running = await ask(0);
    await transitions.claim(running);
    await moveDataThrough(database.pool, database.stores[0]?.id ?? 0, "2015-06-20");
    const followUp = await ask(0);
    isDeaf = true;
    const lost = await ask(1);
    expect(await queue.isLive(lost)).toBe(false);
    await run();
    expect(await queue.loadLiveIds()).toEqual(new Set([running, lost]));
    expect(await loadJob(followUp)).toMatchObject({ status: "QUEUED" });
    expect(await loadJob(running)).toMatchObject({ status: "RUNNING" });
  });

  test("a running job that the queue does not know is handed over again, once its worker has had time to notice", async () => {
    isDeaf = true;
    const lost = await ask(0);
    await transitions.claim(lost);
    await run();
    expect(await queue.isLive(lost)).toBe(false);
    await run({ lostAfterMs: 0 });
    expect(await queue.loadLiveIds()).toEqual(new Set([lost]));
    expect(await transitions.claim(lost)).toMatchObject({ kind: "claimed", attempt: { number: 2 } });
  });

  test("jobs that the queue has lost come back, whether the count tells or not", async () => {
    isDeaf = true;
    const ids = [];
    for (let index = 0; index < 3; index++) ids.push(await ask(index));
    await database.pool.query("UPDATE retrain_job SET handed_over_at = clock_timestamp()");
    await run();
    expect(await queue.loadLiveIds()).toEqual(new Set(ids));
    // a job that is none of ours hides that one is missing
    await database.pool.query("UPDATE retrain_job SET status = 'FAILED' WHERE id = $1", [ids[2]]);
    isDeaf = true;
    const hidden = await ask(3);
    await database.pool.query("UPDATE retrain_job SET handed_over_at = clock_timestamp()");
    expect(await queue.isLive(hidden)).toBe(false);
    await run();
    expect(await queue.isLive(hidden)).toBe(true);
  });

  test("costs as many statements for sixty waiting jobs as for one, and changes nothing", async () => {
    await ask(0);
    const calls: string[] = [];
    const counted = new Proxy(queue, {
      get: (target, name, receiver): unknown => {
        calls.push(String(name));
        return Reflect.get(target, name, receiver);
      },
    });
    const measure = async () => {
      statements.length = 0;
      calls.length = 0;
      await run({ queue: counted });
      return [statements.length, [...calls]];
    };
    const forOne = await measure();
    await service.request({
      ...{ stores: database.stores, force: true, requestedBy: "planner", trigger: "schedule" },
    });
    expect(await measure()).toEqual(forOne);
    expect(forOne[1]).toEqual(["countLive", "findMissing", "findMissing", "loadDelayedIds"]);
  });

  test("one process does it at a time", async () => {
    isDeaf = true;
    const lost = await ask(0);
    const client = await database.pool.connect();
    await client.query("SELECT pg_advisory_lock($1)", [LOCK_KEYS.reconciliation]);
    await run();
    expect(await queue.isLive(lost)).toBe(false);
    await client.query("SELECT pg_advisory_unlock($1)", [LOCK_KEYS.reconciliation]);
    client.release();
    await run();
    expect(await queue.isLive(lost)).toBe(true);
  });

  test("a job that the queue has given up has crashed, and its follow-up is handed over", async () => {
    isDeaf = true;
    const crashed = await ask(0);
    await transitions.claim(crashed);
    await moveDataThrough(database.pool, database.stores[0]?.id ?? 0, "2015-06-20");
    const followUp = await ask(0);
    const settled: AttemptEnd[] = [];
    const giveUp = makeGivingUp({
      ...{ pool: database.pool, transitions, logger: silent },
      settle: (end) => Promise.resolve(void settled.push(end)),
    });
    await Promise.all([giveUp(crashed), giveUp(crashed)]);
    expect(await loadJob(crashed)).toMatchObject({
      ...{ status: "FAILED", finishedAt: now(), attempts: 1 },
      failure: {
        code: "WORKER_CRASHED",
        message: "The workers that ran this job died, each time, before it was done.",
        isRetryable: true,
      },
    });
    expect(settled).toMatchObject([{ job: { id: crashed }, followUp: { id: followUp } }]);
    isDeaf = false;
    await run();
    expect(await queue.loadLiveIds()).toEqual(new Set([followUp]));
    expect([...registry.runs.values()]).toMatchObject([{ endedAt: now(), results: [{ status: "FAILED" }] }]);
  });

  test("a batch whose last job ended without a word to MLflow is finished, once", async () => {
    const id = await ask(0);
    const claim = await transitions.claim(id);
    if (claim.kind !== "claimed") throw new Error(claim.kind);
    await transitions.fail(
      claim.attempt,
      { code: "FIT_FAILED", message: "No finite optimum.", isRetryable: false },
      false,
    );
    await Promise.all([run(), run(), run()]);
    expect(registry.calls.filter((call) => call === "finishRun" || call === "startRun")).toEqual([
      ...["startRun", "finishRun"],
    ]);
    expect([...registry.runs.values()]).toMatchObject([
      { results: [{ storeCode: "1", status: "FAILED", failure: "FIT_FAILED: No finite optimum." }] },
    ]);
  });
});
