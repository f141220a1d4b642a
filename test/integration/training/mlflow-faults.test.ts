import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";

import { createModelRegistry } from "../../../src/mlflow/registry.js";
import { createRetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import type { RetrainJob, RetrainService } from "../../../src/training/types.js";
import { createRetrainWorker } from "../../../src/training/worker.js";
import { countOf } from "../../support/mlflow-counts.js";
import { startTestMlflow, type TestMlflow } from "../../support/mlflow.js";
import { startTestPostgres } from "../../support/postgres.js";
import { makeAnswer, startProxy, type Fate, type ProxiedCall, type Proxy } from "../../support/proxy.js";
import {
  makeDays,
  makeRetrainDatabase,
  makeShop,
  silent,
  type RetrainDatabase,
} from "../../support/retrain.js";

const through = "2015-06-19";
const now = () => new Date("2015-06-20T08:00:00Z");
const STORES = 24;

const unavailable = makeAnswer(503, { error_code: "TEMPORARILY_UNAVAILABLE", message: "later" });
const limited = makeAnswer(
  429,
  { error_code: "REQUEST_LIMIT_EXCEEDED", message: "slow down" },
  { "retry-after": "1" },
);
const exhausted = makeAnswer(400, {
  error_code: "BAD_REQUEST",
  message: "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00",
});
const page = { status: 200, headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" };

const answer = (fate: Fate) => () => Promise.resolve(fate);
/** The server does it, and nobody hears. */
const lose = async (call: ProxiedCall): Promise<Fate> => {
  await call.forward();
  return "reset";
};
const cutUpload = async (call: ProxiedCall): Promise<Fate> => {
  await call.forwardHalf();
  return "reset";
};

describe("training while MLflow misbehaves", () => {
  let mlflow: TestMlflow;
  let proxy: Proxy;
  let database: RetrainDatabase;
  let service: RetrainService;
  let next = 0;
  const closers: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const postgres = await startTestPostgres();
    closers.push(() => postgres.stop());
    mlflow = await startTestMlflow();
    closers.push(() => mlflow.stop());
    proxy = await startProxy(mlflow.url);
    closers.push(() => proxy.close());
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: STORES, dataThrough: through });
    closers.push(() => database.close());
    const registry = createModelRegistry({
      ...{ trackingUri: proxy.url, random: () => 0.5, logger: silent, timeoutMs: 3_000 },
    });
    const queue = createRetrainQueue({
      ...{ url, onError: () => undefined, retries: { attempts: 3, backoffMs: 50 } },
    });
    closers.push(() => queue.close());
    service = createRetrainService({ pool: database.pool, queue, registry, now, logger: silent });
    const shop = makeShop(database.stores, () => makeDays({ through, days: 120, scale: 5_000 }));
    const worker = await createRetrainWorker({
      ...{ pool: database.pool, url, registry, codeVersion: "0.1.0", now, logger: silent },
      ...{ catalogue: shop, history: shop, threads: 1, reconcileIntervalMs: 500 },
    });
    closers.push(() => worker.close());
  });
  afterEach(() => {
    proxy.intercept = null;
  });
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });

  /** Asks for the training of a store. */
  async function ask(index: number): Promise<RetrainJob> {
    const {
      results: [result],
    } = await service.request({
      ...{ stores: [database.stores[index]!], force: true, requestedBy: "planner", trigger: "person" },
    });
    return result!.job!;
  }

  /** Waits for the end of its batch, which comes after that of its run. */
  async function untilFinished(job: RetrainJob): Promise<RetrainJob> {
    await until("SELECT finished_at IS NOT NULL AS is_true FROM retrain_batch WHERE id = $1", job.batchId);
    return (await service.loadJobs([job.id])).get(job.id)!;
  }

  async function until(sql: string, id: string): Promise<void> {
    for (let look = 0; look < 1_000; look++) {
      const { rows } = await database.pool.query<{ is_true: boolean }>(sql, [id]);
      if (rows[0]?.is_true) return;
      await database.pool.query("SELECT pg_sleep(0.05)");
    }
    throw new Error(`still not true of ${id} after 50 s: ${sql}`);
  }

  const count = (index: number, job: RetrainJob) => countOf(mlflow.url, database.stores[index]!.code, job);

  /** Misbehaves at the first calls that match. */
  function misbehave(calls: RegExp, times: number, fate: (call: ProxiedCall) => Promise<Fate>): () => number {
    let left = times;
    proxy.intercept = (call) =>
      left > 0 && calls.test(`${call.method} ${call.path}`) && left-- > 0 ? fate(call) : call.forward();
    return () => left;
  }

  const oneOfEach = {
    ...{ runs: ["FINISHED"], models: ["LOGGED_MODEL_READY"], versions: ["1"], champion: "1" },
  };

  test.each<[string, RegExp, number, (call: ProxiedCall) => Promise<Fate>]>([
    ["503 twice when the run is made", /POST .*runs\/create/, 2, answer(unavailable)],
    ["503 twice when the model is made", /POST .*logged-models$/, 2, answer(unavailable)],
    ["429 with a time to wait when the version is made", /POST .*model-versions\/create/, 1, answer(limited)],
    ["an exhausted pool twice when metrics are logged", /POST .*log-batch/, 2, answer(exhausted)],
    [
      "a page when the model is made ready and a proxy is in between",
      /PATCH /,
      1,
      answer({ ...page, status: 502 }),
    ],
    ["an upload cut in its middle", /PUT .*model\.pr/, 1, cutUpload],
    ["a lost answer when the run is made", /POST .*runs\/create/, 1, lose],
    ["a lost answer when the model is made", /POST .*logged-models$/, 1, lose],
    ["a lost answer after an upload", /PUT .*model\.pr/, 1, lose],
    ["a lost answer when the version is made", /POST .*model-versions\/create/, 1, lose],
    ["a lost answer when the alias is set", /POST .*registered-models\/alias/, 1, lose],
    ["a lost answer when the data is named", /POST .*runs\/log-inputs/, 1, lose],
    ["a lost answer when the run is ended", /POST .*runs\/update/, 1, lose],
  ])("%s leaves one run, one model, one version and the alias on it", async (_what, calls, times, fate) => {
    const index = next++;
    const left = misbehave(calls, times, fate);
    const job = await untilFinished(await ask(index));
    expect(left()).toBe(0);
    expect(job).toMatchObject({ status: "SUCCEEDED", promoted: true });
    expect(await count(index, job)).toEqual(oneOfEach);
  });

  test.each<[string, RegExp, Fate, RegExp]>([
    ["a page instead of an answer", /POST .*model-versions\/create/, page, /text\/html instead of JSON/],
    [
      "an answer of the wrong shape",
      /POST .*logged-models$/,
      makeAnswer(200, { model: 1 }),
      /wrong shape at "model/,
    ],
  ])("%s is refused by name, and no champion comes of it", async (_what, calls, fate, reason) => {
    const index = next++;
    misbehave(calls, 1, answer(fate));
    const job = await untilFinished(await ask(index));
    expect(job).toMatchObject({
      ...{ status: "FAILED", attempts: 1 },
      failure: { code: "REGISTRY_UNAVAILABLE", isRetryable: false, message: expect.stringMatching(reason) },
    });
    expect(await count(index, job)).toMatchObject({ runs: ["FAILED"], versions: [], champion: null });
  });

  test("a server that is away for an attempt is waited for by the same job", async () => {
    const index = next++;
    misbehave(/model-versions\/create/, 1_000, answer("reset"));
    const asked = await ask(index);
    await until("SELECT attempts > 1 AS is_true FROM retrain_job WHERE id = $1", asked.id);
    proxy.intercept = null;
    const job = await untilFinished(asked);
    expect(job.status).toBe("SUCCEEDED");
    expect(job.attempts).toBeGreaterThan(1);
    expect(await count(index, job)).toEqual(oneOfEach);
  });

  test("a server that stays away fails the job for now, half registers nothing, and serves the next one", async () => {
    const index = next++;
    misbehave(/registered-models|model-versions/, 1_000, answer("reset"));
    const asked = await ask(index);
    await until("SELECT status = 'FAILED' AS is_true FROM retrain_job WHERE id = $1", asked.id);
    proxy.intercept = null;
    const failed = await untilFinished(asked);
    expect(failed).toMatchObject({
      ...{ status: "FAILED", attempts: 3, version: null },
      failure: { code: "REGISTRY_UNAVAILABLE", isRetryable: true },
    });
    expect(await count(index, failed)).toMatchObject({ runs: ["FAILED"], versions: [], champion: null });
    const job = await untilFinished(await ask(index));
    expect(await count(index, job)).toEqual(oneOfEach);
  });

  test("a server that hangs in the middle is given up for the attempt, and what it did is found", async () => {
    const index = next++;
    const hung = new Promise<void>((tell) => {
      proxy.intercept = async (call) => {
        if (!/runs\/create/.test(call.path)) return call.forward();
        proxy.intercept = null;
        process.kill(mlflow.pid, "SIGSTOP");
        tell();
        return call.forward();
      };
    });
    try {
      const asked = await ask(index);
      await hung;
      await until("SELECT attempts > 1 AS is_true FROM retrain_job WHERE id = $1", asked.id);
      process.kill(mlflow.pid, "SIGCONT");
      const job = await untilFinished(asked);
      expect(job.status).toBe("SUCCEEDED");
      expect(await count(index, job)).toEqual(oneOfEach);
    } finally {
      process.kill(mlflow.pid, "SIGCONT");
    }
  });
});
