import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { ServiceUnavailableError } from "../../../src/errors.js";
import { makeJobTransitions, type Attempt } from "../../../src/training/job-transitions.js";
import { createRetrainQueue, type RetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import type { RetrainRequest, RetrainService } from "../../../src/training/types.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { makeRetrainDatabase, moveDataThrough, silent, type RetrainDatabase } from "../../support/retrain.js";

let at = new Date("2015-06-20T08:00:00Z");

describe("retrain requests", () => {
  let postgres: TestPostgres;
  let database: RetrainDatabase;
  let registry: FakeRegistry;
  let queue: RetrainQueue;
  let service: RetrainService;
  const queries: string[] = [];
  const errors: Error[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({
      url,
      stores: 60,
      dataThrough: "2015-06-19",
      onQuery: (sql) => queries.push(sql),
    });
  });
  afterAll(async () => {
    await database.close();
    await postgres.stop();
  });

  beforeEach(async () => {
    await database.empty();
    registry = createFakeRegistry();
    queue = createRetrainQueue({ url: database.url, onError: (error) => errors.push(error) });
    service = createRetrainService({
      ...{ pool: database.pool, queue, registry, now: () => at, logger: silent },
    });
  });
  afterEach(async () => {
    await queue.close();
    expect(errors.splice(0)).toEqual([]);
  });

  const ask = async (count: number, change: Partial<RetrainRequest> = {}) =>
    (
      await service.request({
        stores: database.stores.slice(0, count),
        ...{ force: false, requestedBy: "planner", trigger: "person" },
        ...change,
      })
    ).results;

  const transitions = () => makeJobTransitions(database.pool, () => at);

  const claim = async (id: string): Promise<Attempt> => {
    const result = await transitions().claim(id);
    if (result.kind !== "claimed") throw new Error(`not claimed but ${result.kind}`);
    return result.attempt;
  };

  const succeed = (attempt: Attempt) =>
    transitions().succeed(attempt, {
      ...{ version: 1, promoted: true },
      training: {
        ...{ modelId: "m-1", trainedThrough: "2015-06-19", dataDigest: "d", rows: 9, backtest: null },
        reason: "none",
      },
    });

  test("a new job says what was asked and waits in the queue", async () => {
    const [result] = await ask(1);
    expect(result).toMatchObject({
      outcome: "ENQUEUED",
      job: {
        ...{ storeId: database.stores[0]?.id, status: "QUEUED", progress: 0, attempts: 0, requestCount: 1 },
        ...{ queuedAt: at, startedAt: null, finishedAt: null, failure: null, version: null, promoted: null },
      },
    });
    expect(await queue.loadLiveIds()).toEqual(new Set([result?.job?.id]));
  });

  test("50 concurrent requests for one store give one job that counts them", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(1)));
    const results = answers.flat();
    expect(new Set(results.map(({ job }) => job?.id)).size).toBe(1);
    expect(results.filter(({ outcome }) => outcome === "ENQUEUED")).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === "DEDUPLICATED")).toHaveLength(49);
    const { items, totalCount } = await service.findJobs({}, { first: 10 });
    expect([totalCount, items[0]?.requestCount]).toEqual([1, 50]);
  });

  test("a store that is named twice in a request is asked for once", async () => {
    const [store] = database.stores;
    if (!store) throw new Error("no store");
    const results = await ask(2, { stores: [store, store] });
    expect(results.map(({ outcome, job }) => [outcome, job?.requestCount])).toEqual([
      ["ENQUEUED", 1],
      ["ENQUEUED", 1],
    ]);
  });

  test("a request for no store does nothing", async () => {
    expect(await ask(0)).toEqual([]);
    expect(registry.calls).toEqual([]);
  });

  test("requests for overlapping stores in any order never wait for each other in a circle", async () => {
    const forward = database.stores;
    const backward = [...database.stores].reverse();
    const answers = await Promise.all(
      [forward, backward, forward, backward].map((stores) => ask(60, { stores })),
    );
    expect(answers.flat().filter(({ outcome }) => outcome === "ENQUEUED")).toHaveLength(60);
    expect((await service.findJobs({}, { first: 1 })).totalCount).toBe(60);
  });

  test("60 stores cost as many statements and registry calls as one, and make one batch", async () => {
    queries.length = 0;
    await ask(1);
    const forOne = queries.length;
    queries.length = 0;
    const results = await ask(60);
    expect(queries.length - 1).toBe(forOne); // one more, for the job that is joined
    expect(results.map(({ store }) => store.code)).toEqual(database.stores.map(({ code }) => code));
    expect(registry.calls).toEqual(["findStoreModels", "findStoreModels"]);
    expect(new Set(results.slice(1).map(({ job }) => job?.batchId)).size).toBe(1);
  });

  test("a store whose newest version has seen all data is up to date, unless forced", async () => {
    await registry.logModel({
      ...{
        runId: "run",
        experimentId: "1",
        storeCode: "1",
        params: {},
        regressors: [],
        transform: "none",
        prophetJson: "{}",
      },
      ...{ description: "", promote: false },
      facts: {
        ...{ trainedThrough: "2015-06-19", dataRevision: 0, dataDigest: "d", recipe: "default@1" },
        forecaster: "prophet",
        ...{ codeVersion: "1", trainedAt: "2015-06-20T00:00:00Z", jobId: "j", backtest: null },
      },
    });
    expect(await ask(1)).toMatchObject([{ outcome: "UP_TO_DATE", job: null }]);
    expect((await service.findJobs({}, { first: 1 })).totalCount).toBe(0);
    expect(await ask(1, { force: true })).toMatchObject([{ outcome: "ENQUEUED" }]);
  });

  test("a job that succeeds while the registry is asked counts as the newest version", async () => {
    const [first] = await ask(1);
    const attempt = await claim(first?.job?.id ?? "");
    registry.failure = new Error("a store with an active job needs no look at the registry");
    const blocker = await database.pool.connect();
    await blocker.query("BEGIN");
    await blocker.query("SELECT FROM retrain_lane FOR UPDATE");
    const late = ask(1);
    await waitUntilBlocked(database);
    await blocker.query("UPDATE retrain_job SET status = 'SUCCEEDED', version = 1 WHERE id = $1", [
      attempt.job.id,
    ]);
    await blocker.query("COMMIT");
    blocker.release();
    expect(await late).toMatchObject([{ outcome: "UP_TO_DATE", job: null }]);
  });

  test("newer data during a run gives one follow-up that waits for the run's end", async () => {
    const [first] = await ask(1);
    const attempt = await claim(first?.job?.id ?? "");
    expect(await ask(1)).toMatchObject([{ outcome: "DEDUPLICATED", job: { id: attempt.job.id } }]);

    await moveDataThrough(database.pool, attempt.job.storeId, "2015-06-20");
    const [followUp] = await ask(1);
    expect(followUp).toMatchObject({ outcome: "ENQUEUED", job: { status: "QUEUED" } });
    const followUpId = followUp?.job?.id ?? "";
    expect(await ask(1)).toMatchObject([{ outcome: "DEDUPLICATED", job: { id: followUpId } }]);
    expect(await queue.isLive(followUpId)).toBe(false);
    expect(await transitions().claim(followUpId)).toEqual({ kind: "blocked" });

    expect((await succeed(attempt))?.followUp).toEqual({ id: followUpId, priority: 1 });
    expect((await claim(followUpId)).job.dataThrough).toBe("2015-06-20");
  });

  test("a failed run whose follow-up waits is not retried", async () => {
    const [first] = await ask(1);
    const attempt = await claim(first?.job?.id ?? "");
    await moveDataThrough(database.pool, attempt.job.storeId, "2015-06-20");
    await ask(1);
    const end = await transitions().fail(
      attempt,
      { code: "TIMED_OUT", message: "Too slow.", isRetryable: true },
      true,
    );
    expect(end).toMatchObject({ willRetry: false, job: { status: "FAILED" }, followUp: { priority: 1 } });
  });

  test("an attempt that was taken over changes nothing any more", async () => {
    const [first] = await ask(1);
    const lost = await claim(first?.job?.id ?? "");
    const present = await claim(lost.job.id);
    expect(present.number).toBe(2);
    expect(await transitions().report(lost, 0.9)).toBe(false);
    expect(await succeed(lost)).toBeNull();
    expect(
      await transitions().fail(lost, { code: "TIMED_OUT", message: "-", isRetryable: true }, false),
    ).toBeNull();
    expect((await service.loadJobs([lost.job.id])).get(lost.job.id)).toMatchObject({
      ...{ status: "RUNNING", progress: 0.05, attempts: 2 },
    });
  });

  test("a person who joins background work moves it forward", async () => {
    const [background] = await ask(1, { trigger: "schedule" });
    await ask(1);
    const { rows } = await database.pool.query(
      "SELECT job.priority AS ours, theirs.priority FROM retrain_job job JOIN bullmq.job theirs ON theirs.id = job.id::text WHERE job.id = $1",
      [background?.job?.id],
    );
    expect(rows).toEqual([{ ours: 1, priority: 1 }]);
  });

  test("with the registry away nothing is queued and the error says so", async () => {
    registry.failure = new ServiceUnavailableError("mlflow", "MLflow does not answer.");
    await expect(ask(2)).rejects.toThrow("MLflow does not answer.");
    expect((await service.findJobs({}, { first: 1 })).totalCount).toBe(0);
    expect(await ask(2, { force: true })).toMatchObject([{ outcome: "ENQUEUED" }, { outcome: "ENQUEUED" }]);
    expect(await ask(2)).toMatchObject([{ outcome: "DEDUPLICATED" }, { outcome: "DEDUPLICATED" }]);
  });

  describe("within an allowance", () => {
    const allowance = { requestsPerMinute: 3, storesPerHour: 10 };
    const countBatches = async () => (await service.findBatches({}, { first: 1 })).totalCount;
    afterEach(() => void (at = new Date("2015-06-20T08:00:00Z")));

    test("requests at once, of whatever process, get no more than it", async () => {
      const other = createRetrainService({
        ...{ pool: database.pool, queue, registry, now: () => at, logger: silent },
      });
      const request = (of: RetrainService, first: number) =>
        of.request({
          stores: database.stores.slice(first, first + 3),
          ...{ force: true, requestedBy: "planner", trigger: "person", allowance },
        });
      const answers = await Promise.allSettled([
        ...[0, 3, 6, 9].map((first) => request(service, first)),
        ...[12, 15, 18, 21].map((first) => request(other, first)),
      ]);
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
      expect(answers.find(({ status }) => status === "rejected")).toMatchObject({
        reason: {
          code: "RATE_LIMITED",
          retryAfterSeconds: 60,
          message:
            "One person or key may ask for retrains 3 times a minute (STORECAST_RETRAINS_PER_PERSON). Try again in 60 s.",
        },
      });
      expect(await countBatches()).toBe(3);
    });

    test("stores are counted by the hour, those that need nothing too, and a refused request does nothing", async () => {
      await ask(6, { allowance });
      at = new Date(at.getTime() + 10 * 60_000);
      await expect(ask(5, { allowance, force: true })).rejects.toMatchObject({
        code: "RATE_LIMITED",
        retryAfterSeconds: 50 * 60,
        message: expect.stringContaining(
          "may name 10 stores an hour in retrains (STORECAST_RETRAINED_STORES_PER_PERSON); these are 5 after 6.",
        ) as unknown,
      });
      expect(await countBatches()).toBe(1);
      await ask(4, { allowance });
      at = new Date(at.getTime() + 50 * 60_000);
      await ask(5, { allowance });
      expect(await countBatches()).toBe(3);
    });

    test("each person has one, the schedule has none, and 0 is no limit", async () => {
      for (let times = 0; times < 5; times++) await ask(3, { trigger: "schedule" });
      for (const requestedBy of ["planner", "other"]) await ask(10, { allowance, requestedBy });
      const without = { requestsPerMinute: 0, storesPerHour: 0 };
      for (let times = 0; times < 5; times++) await ask(10, { allowance: without });
      expect(await countBatches()).toBe(12);
    });
  });

  test("jobs are listed newest first, page by page, by store and status", async () => {
    const first = await ask(2);
    const attempt = await claim(first[0]?.job?.id ?? "");
    await succeed(attempt);
    await ask(3, { force: true });
    const all = await service.findJobs({}, { first: 10 });
    expect(all.items.map(({ storeId }) => storeId)).toEqual([3, 1, 2, 1]);
    expect(all).toMatchObject({ hasNextPage: false, totalCount: 4 });

    const page = await service.findJobs({}, { first: 2, after: all.items[0]?.id ?? "" });
    expect(page.items).toEqual(all.items.slice(1, 3));
    expect(page).toMatchObject({ hasNextPage: true, totalCount: 4 });
    const last = await service.findJobs({}, { first: 2, after: all.items[3]?.id ?? "" });
    expect(last).toEqual({ items: [], hasNextPage: false, totalCount: 4 });

    const filtered = await service.findJobs({ storeIds: [1], statuses: ["SUCCEEDED"] }, { first: 5 });
    expect(filtered.items).toMatchObject([{ id: attempt.job.id, progress: 1, version: 1, promoted: true }]);
    expect((await service.findJobs({ storeIds: [] }, { first: 5 })).totalCount).toBe(0);
  });

  test.each(["nonsense", "00000000-0000-4000-8000-000000000000"])(
    "listing after the unknown job %s names it",
    async (after) => {
      await expect(service.findJobs({}, { first: 1, after })).rejects.toThrow(
        `There is no retrain job "${after}"`,
      );
    },
  );

  test("active jobs come by store, the running one first; unknown ids are absent", async () => {
    const [first] = await ask(2);
    const attempt = await claim(first?.job?.id ?? "");
    await moveDataThrough(database.pool, attempt.job.storeId, "2015-06-20");
    await ask(1);
    const active = await service.loadActiveJobs([1, 2, 3]);
    expect([...active].map(([id, jobs]) => [id, jobs.map(({ status }) => status)])).toEqual([
      [1, ["RUNNING", "QUEUED"]],
      [2, ["QUEUED"]],
    ]);
    expect([...(await service.loadJobs([attempt.job.id, "x"])).keys()]).toEqual([attempt.job.id]);
  });
});

/** Resolves once a statement waits for a lock that another transaction holds. */
async function waitUntilBlocked({ pool }: RetrainDatabase): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (rowCount) return;
  }
}
