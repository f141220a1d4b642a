import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { ServiceUnavailableError } from "../../../src/errors.js";
import {
  makeJobTransitions,
  type Attempt,
  type JobTransitions,
} from "../../../src/training/job-transitions.js";
import { createRetrainQueue, type RetrainQueue } from "../../../src/training/queue.js";
import { reconcile } from "../../../src/training/reconcile.js";
import { makeRetrainBatches, type RetrainBatches } from "../../../src/training/retrain-batches.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import type { RetrainJob, RetrainRequest, RetrainService } from "../../../src/training/types.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import {
  makeRetrainDatabase,
  makeShop,
  moveDataThrough,
  silent,
  type RetrainDatabase,
} from "../../support/retrain.js";

const at = new Date("2015-06-20T08:00:00Z");
const now = () => at;
const failure = { code: "TIMED_OUT", message: "Too slow.", isRetryable: true } as const;

describe("batches", () => {
  let postgres: TestPostgres;
  let database: RetrainDatabase;
  let registry: FakeRegistry;
  let queue: RetrainQueue;
  let service: RetrainService;
  let transitions: JobTransitions;
  let batches: RetrainBatches;
  const queries: string[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({
      ...{ url, stores: 60, dataThrough: "2015-06-19", onQuery: (sql) => queries.push(sql) },
    });
    queue = createRetrainQueue({ url, onError: () => undefined });
  });
  afterAll(async () => {
    await queue.close();
    await database.close();
    await postgres.stop();
  });

  beforeEach(() => {
    registry = createFakeRegistry();
    const { pool } = database;
    service = createRetrainService({ pool, queue, registry, now, logger: silent });
    transitions = makeJobTransitions(pool, now);
    const catalogue = makeShop(database.stores, () => []);
    batches = makeRetrainBatches({ pool, registry, catalogue, codeVersion: "0.1.0", now });
  });
  afterEach(async () => {
    await queue.remove([...(await queue.loadLiveIds())]);
    await database.pool.query(
      "TRUNCATE serving_model, retrain_firing, retrain_batch_store, retrain_job, retrain_batch",
    );
    await database.pool.query("UPDATE store SET data_through = '2015-06-19'");
  });

  const ask = async (from: number, to: number, change: Partial<RetrainRequest> = {}) => {
    const { batch, results } = await service.request({
      stores: database.stores.slice(from, to),
      ...{ force: true, requestedBy: "planner", trigger: "person" },
      ...change,
    });
    return { id: batch?.id ?? "", results, jobIds: results.map(({ job }) => job?.id ?? "") };
  };

  const claim = async (id: string | undefined): Promise<Attempt> => {
    const result = await transitions.claim(id ?? "");
    if (result.kind !== "claimed") throw new Error(`not claimed but ${result.kind}`);
    return result.attempt;
  };

  /** Ends an attempt well and does what a worker owes after it. */
  const succeed = async (attempt: Attempt) => {
    const end = await transitions.succeed(attempt, {
      ...{ version: 1, promoted: true },
      training: {
        ...{ modelId: "m-1", trainedThrough: "2015-06-19", dataDigest: "d", rows: 9, backtest: null },
        reason: "none",
      },
    });
    if (end) await batches.finishAfter(end.job);
  };

  const train = async (id: string | undefined) => await succeed(await claim(id));

  const loadJob = async (id: string | undefined): Promise<RetrainJob | undefined> =>
    (await service.loadJobs([id ?? ""])).get(id ?? "");
  const loadBatch = async (id: string) => (await service.loadBatches([id])).get(id);
  const loadCounts = async (id: string) => (await service.loadBatchProgress([id])).get(id)?.counts;
  const none = { upToDate: 0, queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };

  /** Every job that is not cancelled counts the requests that were not withdrawn. */
  const expectCountsToHold = async () => {
    const { rows } = await database.pool.query(
      `SELECT job.id, job.request_count, count(asked) AS requests FROM retrain_job job
       LEFT JOIN retrain_batch_store asked ON asked.job_id = job.id AND asked.state <> 'WITHDRAWN'
       GROUP BY job.id HAVING job.request_count <> count(asked)
         OR (job.status = 'CANCELLED') <> (job.request_count = 0)`,
    );
    expect(rows).toEqual([]);
  };

  describe("a request", () => {
    test("is one batch with what each of its stores came to", async () => {
      await registry.logModel({
        ...{ runId: "run", experimentId: "1", storeCode: "3", params: {}, regressors: [], transform: "none" },
        ...{ prophetJson: "{}", description: "", promote: true },
        facts: {
          ...{ trainedThrough: "2015-06-19", dataRevision: 0, dataDigest: "d", recipe: "default@1" },
          ...{ forecaster: "prophet", codeVersion: "1", trainedAt: "2015-06-20T00:00:00Z", jobId: "j" },
          backtest: null,
        },
      });
      const first = await ask(0, 1, { requestedBy: "nightly", trigger: "schedule" });
      const second = await ask(0, 3, { force: false });
      expect(await loadBatch(second.id)).toEqual({
        ...{ id: second.id, requestedBy: "planner", trigger: "person", requestedAt: at },
        ...{ run: null, finishedAt: null, cancelledAt: null, cancelledBy: null },
      });
      expect(await loadBatch(first.id)).toMatchObject({ requestedBy: "nightly", trigger: "schedule" });
      const [page] = await service.loadBatchStores([{ batchId: second.id, first: 10 }]);
      expect(page).toEqual({
        items: [
          { storeCode: "1", outcome: "DEDUPLICATED", jobId: first.jobIds[0] },
          { storeCode: "2", outcome: "ENQUEUED", jobId: second.jobIds[1] },
          { storeCode: "3", outcome: "UP_TO_DATE", jobId: null },
        ].map((store) => ({ storeId: Number(store.storeCode), isWithdrawn: false, ...store })),
        ...{ hasNextPage: false, totalCount: 3 },
      });
      expect(await service.loadBatchProgress([second.id])).toEqual(
        new Map([
          [
            second.id,
            { counts: { ...none, stores: 3, upToDate: 1, queued: 2 }, progress: 0, expectedFinish: null },
          ],
        ]),
      );
      await expectCountsToHold();

      const upToDate = await ask(2, 3, { force: false });
      expect(await loadBatch(upToDate.id)).toMatchObject({ finishedAt: at, run: null });
      expect(await service.loadBatchProgress([upToDate.id])).toMatchObject(
        new Map([[upToDate.id, { progress: 1 }]]),
      );
      expect(registry.runs.size).toBe(0);
    });

    test("that only joins has no run and ends with the jobs it has joined", async () => {
      const first = await ask(0, 2);
      const joining = await ask(0, 1);
      await train(first.jobIds[0]);
      expect(await loadBatch(joining.id)).toMatchObject({ finishedAt: at, run: null });
      expect(await loadBatch(first.id)).toMatchObject({ finishedAt: null, run: null });
      await train(first.jobIds[1]);
      expect(await loadBatch(first.id)).toMatchObject({ finishedAt: at, run: { runId: "run-1" } });
      expect(registry.runs.size).toBe(1);
    });

    test("that has its own jobs and joins ends its run with its own, and itself with the last", async () => {
      const first = await ask(0, 1);
      const both = await ask(0, 2);
      await train(both.jobIds[1]);
      expect([...registry.runs.values()]).toMatchObject([{ batch: { batchId: both.id }, endedAt: at }]);
      expect(await loadBatch(both.id)).toMatchObject({ finishedAt: null, run: { runId: "run-1" } });
      expect(await loadCounts(both.id)).toEqual({ ...none, stores: 2, queued: 1, succeeded: 1 });
      await train(first.jobIds[0]);
      expect(await loadBatch(both.id)).toMatchObject({ finishedAt: at });
    });

    test("for no store is none", async () => {
      expect(await service.request({ stores: [], force: true, requestedBy: "p", trigger: "person" })).toEqual(
        {
          ...{ batch: null, results: [] },
        },
      );
      expect(await service.findBatches({}, { first: 1 })).toMatchObject({ totalCount: 0 });
    });
  });

  test("batches are listed newest first, page by page, the open ones alone if asked", async () => {
    const ids = [(await ask(0, 1)).id, (await ask(1, 2)).id, (await ask(2, 3)).id];
    const all = await service.findBatches({}, { first: 2 });
    expect(all.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect(all).toMatchObject({ hasNextPage: true, totalCount: 3 });
    const rest = await service.findBatches({}, { first: 2, after: ids[1]! });
    expect(rest).toMatchObject({ items: [{ id: ids[0] }], hasNextPage: false });
    await service.cancelBatch(ids[1]!, "planner");
    const open = await service.findBatches({ isOpen: true }, { first: 5 });
    expect(open.items.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
    expect(open.totalCount).toBe(2);
  });

  test("stores of many batches are read page by page in one statement; a foreign cursor spoils its own page alone", async () => {
    const [one, other] = [await ask(0, 12), await ask(20, 22)];
    queries.length = 0;
    const pages = await service.loadBatchStores([
      { batchId: one.id, first: 3 },
      { batchId: one.id, first: 20, after: "9" },
      { batchId: other.id, first: 5, after: "1" },
      { batchId: other.id, first: 1 },
    ]);
    expect(queries).toHaveLength(1);
    const codes = pages.map((page) =>
      page instanceof Error ? page.message : page.items.map((it) => it.storeCode),
    );
    expect(codes).toEqual([
      ["1", "2", "3"],
      ["10", "11", "12"],
      "after points to 1, which is not in this list.",
      ["21"],
    ]);
    expect(pages[0]).toMatchObject({ hasNextPage: true, totalCount: 12 });
    expect(pages[1]).toMatchObject({ hasNextPage: false, totalCount: 12 });
  });

  test.each(["nonsense", "00000000-0000-4000-8000-000000000000"])(
    "the batch %s is not there, whatever is asked of it",
    async (id) => {
      expect(await service.cancelBatch(id, "planner")).toEqual({ kind: "unknown" });
      expect((await service.loadBatches([id])).size + (await service.loadBatchProgress([id])).size).toBe(0);
      await expect(service.findBatches({}, { first: 1, after: id })).rejects.toThrow(
        `There is no retrain batch "${id}"`,
      );
    },
  );

  describe("cancelling", () => {
    test("withdraws what waits: own jobs go, those that others joined stay, those that run finish", async () => {
      const mine = await ask(0, 4);
      const others = await ask(1, 2, { requestedBy: "anna" });
      const running = await claim(mine.jobIds[0]);
      await batches.ensureRun(mine.id);
      expect(await service.cancelBatch(mine.id, "planner")).toMatchObject({
        ...{ kind: "cancelled", batch: { id: mine.id, cancelledAt: at, cancelledBy: "planner" } },
      });
      const jobs = await Promise.all(mine.jobIds.map(loadJob));
      expect(jobs.map((job) => [job?.status, job?.requestCount, job?.finishedAt])).toEqual([
        ["RUNNING", 1, null],
        ["QUEUED", 1, null],
        ["CANCELLED", 0, at],
        ["CANCELLED", 0, at],
      ]);
      expect(await queue.loadLiveIds()).toEqual(new Set([mine.jobIds[0], mine.jobIds[1]]));
      expect(await loadCounts(mine.id)).toEqual({ ...none, stores: 4, running: 1, cancelled: 3 });
      expect(await loadCounts(others.id)).toEqual({ ...none, stores: 1, queued: 1 });
      await expectCountsToHold();

      await succeed(running);
      expect(await loadCounts(mine.id)).toEqual({ ...none, stores: 4, succeeded: 1, cancelled: 3 });
      await train(mine.jobIds[1]);
      expect(await loadBatch(others.id)).toMatchObject({ finishedAt: at });
      expect(await loadBatch(mine.id)).toMatchObject({ finishedAt: at });
      const [run] = registry.runs.values();
      expect(run).toMatchObject({ batch: { cancelledBy: "planner", storeCount: 4 }, endedAt: at });
      expect(run?.results?.map(({ status }) => status)).toEqual([
        ...["SUCCEEDED", "SUCCEEDED", "CANCELLED", "CANCELLED"],
      ]);
    });

    test("before any job began ends the batch at once, without a run", async () => {
      const { id, jobIds } = await ask(0, 3);
      expect(await service.cancelBatch(id, "planner")).toMatchObject({
        batch: { finishedAt: at, run: null },
      });
      expect((await queue.loadLiveIds()).size).toBe(0);
      expect(await transitions.claim(jobIds[0]!)).toEqual({ kind: "ended", batchId: id });
      await batches.finishIfDone(id);
      expect(registry.calls).toEqual([]);
    });

    test("by all who asked ends a job, and the batch that queued it", async () => {
      const [first, second] = [await ask(0, 1), await ask(0, 1)];
      await service.cancelBatch(first.id, "planner");
      expect(await loadJob(first.jobIds[0])).toMatchObject({ status: "QUEUED", requestCount: 1 });
      expect(await loadBatch(first.id)).toMatchObject({ finishedAt: null, cancelledAt: at });
      await service.cancelBatch(second.id, "planner");
      expect(await loadJob(first.jobIds[0])).toMatchObject({ status: "CANCELLED", requestCount: 0 });
      expect(await loadBatch(first.id)).toMatchObject({ finishedAt: at });
      await expectCountsToHold();
    });

    test("a job that waits for its next attempt is one that waits", async () => {
      const { id, jobIds } = await ask(0, 1);
      const attempt = await claim(jobIds[0]);
      expect(await transitions.fail(attempt, failure, true)).toMatchObject({ willRetry: true });
      await batches.ensureRun(id);
      expect(await service.cancelBatch(id, "planner")).toMatchObject({ kind: "cancelled" });
      expect(await loadJob(jobIds[0])).toMatchObject({ status: "CANCELLED", attempts: 1 });
      // Its run is ended by the next reconciliation.
      await reconcile({
        ...{ pool: database.pool, queue, batches, logger: silent },
        ...{ lostAfterMs: 30_000, longestBackoffMs: 8_000 },
      });
      expect([...registry.runs.values()]).toMatchObject([
        { results: [{ status: "CANCELLED" }], endedAt: at },
      ]);
      expect(await loadBatch(id)).toMatchObject({ finishedAt: at });
    });

    test("a follow-up goes, the run it waits for finishes", async () => {
      const first = await ask(0, 1);
      const attempt = await claim(first.jobIds[0]);
      await moveDataThrough(database.pool, attempt.job.storeId, "2015-06-20");
      const followUp = await ask(0, 1);
      await service.cancelBatch(followUp.id, "planner");
      expect(
        await transitions.succeed(attempt, {
          ...{ version: 1, promoted: true },
          training: {
            ...{
              modelId: "m",
              trainedThrough: "2015-06-19",
              dataDigest: "d",
              rows: 1,
              backtest: null,
              reason: "",
            },
          },
        }),
      ).toMatchObject({ followUp: null });
    });

    test("what is done, cancelled or runs to its end changes nothing", async () => {
      const done = await ask(0, 1);
      await train(done.jobIds[0]);
      expect(await service.cancelBatch(done.id, "anna")).toMatchObject({ kind: "finished" });
      const cancelled = await ask(1, 2);
      await service.cancelBatch(cancelled.id, "planner");
      expect(await service.cancelBatch(cancelled.id, "anna")).toMatchObject({
        ...{ kind: "finished", batch: { cancelledBy: "planner" } },
      });
      expect(await loadBatch(done.id)).toMatchObject({ cancelledAt: null });
      expect((await service.findJobs({ statuses: ["QUEUED", "RUNNING"] }, { first: 1 })).totalCount).toBe(0);
    });

    test("a request after it makes a new job", async () => {
      const first = await ask(0, 1);
      await service.cancelBatch(first.id, "planner");
      const [again] = (await ask(0, 1)).results;
      expect(again).toMatchObject({ outcome: "ENQUEUED", job: { status: "QUEUED", requestCount: 1 } });
      expect(again?.job?.id).not.toBe(first.jobIds[0]);
    });

    test("with the queue away the rows say so, and a worker that meets a job finds it ended", async () => {
      const { id, jobIds } = await ask(0, 1);
      const away = { ...queue, remove: () => Promise.reject(new ServiceUnavailableError("queue", "-")) };
      const { pool } = database;
      const careless = createRetrainService({ pool, queue: away, registry, now, logger: silent });
      expect(await careless.cancelBatch(id, "planner")).toMatchObject({ kind: "cancelled" });
      expect(await queue.isLive(jobIds[0]!)).toBe(true);
      expect(await transitions.claim(jobIds[0]!)).toMatchObject({ kind: "ended" });
    });

    test("60 stores cost the statements that one costs", async () => {
      const [one, all] = [await ask(0, 1), await ask(1, 60)];
      queries.length = 0;
      await service.cancelBatch(one.id, "planner");
      const forOne = queries.length;
      queries.length = 0;
      await service.cancelBatch(all.id, "planner");
      expect(queries.length).toBe(forOne);
    });
  });

  describe("races", () => {
    test("cancelling against claims: each job either runs or is cancelled, none both", async () => {
      const { id, jobIds } = await ask(0, 60);
      const [cancelled, ...claims] = await Promise.all([
        service.cancelBatch(id, "planner"),
        ...jobIds.map((jobId) => transitions.claim(jobId)),
      ]);
      expect(cancelled.kind).toBe("cancelled");
      const jobs = await service.loadJobs(jobIds);
      for (const [index, jobId] of jobIds.entries()) {
        const status = jobs.get(jobId)?.status;
        expect(status).toBe(claims[index]?.kind === "claimed" ? "RUNNING" : "CANCELLED");
      }
      await expectCountsToHold();
    });

    test("cancelling against requests for the same stores: whoever asks has a job that waits", async () => {
      const { id } = await ask(0, 30);
      const [, ...asked] = await Promise.all([
        service.cancelBatch(id, "planner"),
        ...Array.from({ length: 8 }, (_, index) => ask(index, index + 20)),
      ]);
      const active = await service.loadActiveJobs(database.stores.map((store) => store.id));
      for (const { results } of asked) {
        for (const { job } of results) {
          expect(active.get(job?.storeId ?? 0)?.map((one) => one.id)).toEqual([job?.id]);
        }
      }
      await expectCountsToHold();
    });

    test("cancelling twice at once is done once", async () => {
      const { id } = await ask(0, 20);
      const results = await Promise.all([1, 2, 3].map((by) => service.cancelBatch(id, String(by))));
      expect(results.map(({ kind }) => kind).toSorted()).toEqual(["cancelled", "finished", "finished"]);
      await expectCountsToHold();
    });

    test("batches of overlapping stores that are cancelled at once never wait for each other in a circle", async () => {
      const many = await Promise.all(Array.from({ length: 6 }, (_, index) => ask(index * 5, index * 5 + 30)));
      await Promise.all(many.map(({ id }) => service.cancelBatch(id, "planner")));
      expect((await service.findJobs({ statuses: ["QUEUED"] }, { first: 1 })).totalCount).toBe(0);
      expect(await service.findBatches({ isOpen: true }, { first: 1 })).toMatchObject({ totalCount: 0 });
      await expectCountsToHold();
    });
  });

  test("the activity of all jobs says what waits, runs, ends and fails", async () => {
    expect(await service.loadActivity()).toEqual({
      ...{ queued: 0, running: 0, failedLastDay: 0, oldestWaitSeconds: null, runsPerMinute: 0 },
      expectedFinish: null,
    });
    const { jobIds } = await ask(0, 10);
    for (const index of [0, 1, 2]) await train(jobIds[index]);
    await transitions.fail(await claim(jobIds[3]), failure, false);
    await claim(jobIds[4]);
    const { pool } = database;
    // Six ends and three failures more than a day ago, the oldest wait two minutes, the first end one minute ago.
    const move = (id: string, ago: string) =>
      pool.query("UPDATE retrain_job SET changed_at = clock_timestamp() - $2::interval WHERE id = $1", [
        id,
        ago,
      ]);
    await move(jobIds[0]!, "60 seconds");
    await move(jobIds[9]!, "120 seconds");
    queries.length = 0;
    const activity = await service.loadActivity();
    expect(queries).toHaveLength(1);
    expect(activity).toMatchObject({ queued: 5, running: 1, failedLastDay: 1, runsPerMinute: 4 / 5 });
    expect(Math.round(activity.oldestWaitSeconds ?? 0)).toBe(120);
    // Six open at three ends in a minute: two minutes.
    expect(Math.round(((activity.expectedFinish?.getTime() ?? 0) - at.getTime()) / 1_000)).toBe(120);
    await move(jobIds[3]!, "25 hours");
    expect(await service.loadActivity()).toMatchObject({ failedLastDay: 0, runsPerMinute: 3 / 5 });
  });
});
