import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { makeJobTransitions, type JobTransitions } from "../../../src/training/job-transitions.js";
import { createRetrainQueue, type RetrainQueue } from "../../../src/training/queue.js";
import { reconcile } from "../../../src/training/reconcile.js";
import { makeRetrainBatches } from "../../../src/training/retrain-batches.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import type { RetrainService } from "../../../src/training/types.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import {
  makeRetrainDatabase,
  makeShop,
  moveDataThrough,
  silent,
  type RetrainDatabase,
} from "../../support/retrain.js";

const now = () => new Date("2015-06-20T08:00:00Z");

describe("the reconciliation", () => {
  let postgres: TestPostgres;
  let database: RetrainDatabase;
  let registry: FakeRegistry;
  let queue: RetrainQueue;
  let transitions: JobTransitions;
  let service: RetrainService;
  /** Ids that the service hands over while the queue is deaf to it. */
  let isDeaf: boolean;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: 2, dataThrough: "2015-06-19" });
    registry = createFakeRegistry();
    queue = createRetrainQueue({ url, onError: () => undefined });
    isDeaf = false;
    transitions = makeJobTransitions(database.pool, now);
    service = createRetrainService({
      ...{ pool: database.pool, registry, now, logger: silent },
      queue: { ...queue, add: (entries) => (isDeaf ? Promise.resolve() : queue.add(entries)) },
    });
  });
  afterEach(async () => {
    await queue.close();
    await database.close();
  });

  const run = () => {
    const batches = makeRetrainBatches({
      ...{ pool: database.pool, registry, codeVersion: "0.1.0", now },
      catalogue: makeShop(database.stores, () => []),
    });
    return reconcile({ pool: database.pool, queue, transitions, batches, logger: silent });
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

  test("a running job that the queue has given up has crashed, and its follow-up is handed over", async () => {
    isDeaf = true;
    const crashed = await ask(0);
    await transitions.claim(crashed);
    await moveDataThrough(database.pool, database.stores[0]?.id ?? 0, "2015-06-20");
    const followUp = await ask(0);
    await run();
    expect(await loadJob(crashed)).toMatchObject({
      ...{ status: "FAILED", finishedAt: now(), attempts: 1 },
      failure: {
        code: "WORKER_CRASHED",
        message: "The workers that ran this job died, each time, before it was done.",
        isRetryable: true,
      },
    });
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
