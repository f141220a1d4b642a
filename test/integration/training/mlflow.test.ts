import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Registry } from "prom-client";

import { ServiceUnavailableError } from "../../../src/errors.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { addDays } from "../../../src/model/day.js";
import {
  DEFAULT_RECIPE,
  fromStoreModelJson,
  listInputs,
  makeServingModel,
  toServingModelJson,
} from "../../../src/model/index.js";
import { watchMlflowCalls } from "../../../src/observability/mlflow-calls.js";
import { createOtelTracing } from "../../../src/observability/otel-tracing.js";
import { observeTrainings } from "../../../src/observability/training-figures.js";
import type { Tracing } from "../../../src/observability/tracing.js";
import { encodeId } from "../../../src/schema/ids.js";
import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import { makeSalesHistory } from "../../../src/stores/history.js";
import { createRetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import { keepServingForm, loadKeptServingForms } from "../../../src/training/serving-forms.js";
import type { RetrainResult, RetrainService } from "../../../src/training/types.js";
import { createRetrainWorker } from "../../../src/training/worker.js";
import { startMemoryApp } from "../../support/memory-app.js";
import { startTestMlflow } from "../../support/mlflow.js";
import { waitUntil } from "../../support/wait.js";
import { startOtlpReceiver, type OtlpReceiver } from "../../support/otlp-receiver.js";
import { startTestPostgres } from "../../support/postgres.js";
import {
  insertDays,
  makeDays,
  makeRetrainDatabase,
  moveDataThrough,
  silent,
  type RetrainDatabase,
} from "../../support/retrain.js";

const through = "2015-06-19";
const now = () => new Date("2015-06-20T08:00:00Z");

describe("training into a real MLflow", () => {
  let trackingUri: string;
  let database: RetrainDatabase;
  let registry: ModelRegistry;
  let service: RetrainService;
  /** Set to let the next registration be done, and then fail. */
  let isNextRegistrationLost = false;

  /** Calls to MLflow, by method and path without ids. */
  let calls: string[] = [];

  let receiver: OtlpReceiver;
  let tracing: Tracing;
  const figures = new Registry();

  const closers: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    closers.push(() => receiver.close());
    tracing = createOtelTracing({
      ...{ url: receiver.url, headers: {}, resourceAttributes: {}, sampleRatio: 1 },
      ...{ serviceName: "storecast", serviceVersion: "0.1.0", onTrouble: () => undefined },
    });
    closers.push(() => tracing.close());
    const postgres = await startTestPostgres();
    closers.push(() => postgres.stop());
    const mlflow = await startTestMlflow();
    closers.push(() => mlflow.stop());
    trackingUri = mlflow.url;
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: 25, dataThrough: through });
    closers.push(() => database.close());
    await insertDays(
      database.pool,
      database.stores.map(({ id }) => id),
      makeDays({ through: addDays(through, 7), days: 187, scale: 5_000 }),
    );
    const real = createModelRegistry({
      ...{ trackingUri, random: () => 0.5, logger: silent },
      watchCall: watchMlflowCalls(figures, tracing),
      onCall: ({ method, path }) => {
        const place = path.replace(/^\/api\/2\.0\/(mlflow|mlflow-artifacts)\//, "");
        calls.push(`${method} ${place.replaceAll(/artifacts\/\d+\/.*artifacts\/|m-[0-9a-f]{32}/g, "*")}`);
      },
    });
    registry = {
      ...real,
      logModel: async (model) => {
        const logged = await real.logModel(model);
        if (!isNextRegistrationLost) return logged;
        isNextRegistrationLost = false;
        throw new ServiceUnavailableError("mlflow", "MLflow hung up.");
      },
    };
    const queue = createRetrainQueue({
      url,
      onError: () => undefined,
      retries: { attempts: 3, backoffMs: 50 },
    });
    closers.push(() => queue.close());
    service = createRetrainService({
      ...{ pool: database.pool, queue, registry, now, logger: silent },
      getTraceParent: () => tracing.getTraceParent(),
    });
    const worker = await createRetrainWorker({
      ...{ pool: database.pool, url, registry, codeVersion: "0.1.0", now },
      ...{ catalogue: makeStoreCatalogue(database.pool), history: makeSalesHistory(database.pool) },
      ...{ logger: silent, threads: 1, observer: observeTrainings(figures, tracing) },
    });
    closers.push(() => worker.close());
  });
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });

  const ask = async (from: number, to: number, force = false) =>
    (
      await service.request({
        stores: database.stores.slice(from, to),
        ...{ force, requestedBy: "planner", trigger: "person" },
      })
    ).results;

  const untilFinished = async ([result]: RetrainResult[]) => {
    for (let look = 0; look < 1_000; look++) {
      const { rows } = await database.pool.query<{ run_id: string | null }>(
        `WITH pause AS MATERIALIZED (SELECT pg_sleep(0.05))
         SELECT (SELECT run_id FROM retrain_batch WHERE id = $1 AND finished_at IS NOT NULL) FROM pause`,
        [result?.job?.batchId],
      );
      if (rows[0]?.run_id) return rows[0].run_id;
    }
    throw new Error("the batch has not ended within 50 s");
  };

  const loadRun = async (runId: string): Promise<unknown> => {
    const answer = await fetch(`${trackingUri}/api/2.0/mlflow/runs/get?run_id=${runId}`);
    return await answer.json();
  };

  test("a batch becomes one finished run and a champion a store, which can be loaded back", async () => {
    const results = await ask(0, 3);
    const runId = await untilFinished(results);
    expect(await loadRun(runId)).toMatchObject({
      run: { info: { run_name: "retrain 3 stores 2015-06-20 08:00", status: "FINISHED" } },
    });
    const models = await registry.findStoreModels(["1", "2", "3"]);
    expect([...models.values()].map(({ champion }) => champion?.runId)).toEqual([runId, runId, runId]);
    const champion = models.get("2")?.champion;
    if (!champion) throw new Error("no champion");
    expect(champion.facts).toMatchObject({ trainedThrough: through, jobId: results[1]?.job?.id });
    const model = fromStoreModelJson(await registry.loadModel(champion));
    expect(listInputs(model).map(({ name }) => name)).toEqual(["promo"]);
    expect(model.recipe).toEqual(DEFAULT_RECIPE);
    expect(await ask(0, 3)).toMatchObject([1, 2, 3].map(() => ({ outcome: "UP_TO_DATE" })));
  });

  test("what a picture is drawn of is not kept once the run has ended", async () => {
    const { rows } = await database.pool.query<{ training: Record<string, unknown> }>(
      "SELECT training FROM retrain_job",
    );
    expect(rows.map(({ training }) => [training["components"], (training["folds"] as []).length])).toEqual(
      rows.map(() => [undefined, 4]),
    );
  });

  test("the folds of a backtest are told by the job that made it", async () => {
    const champion = (await registry.findStoreModels(["2"])).get("2")!.champion!;
    const jobId = champion.facts.jobId!;
    const folds = await service.loadFolds([jobId, "no-job", "00000000-0000-0000-0000-000000000000"]);
    expect([...folds.keys()]).toEqual([jobId]);
    expect(folds.get(jobId)!.map(({ cutoff }) => cutoff)).toEqual(champion.facts.backtest!.cutoffs);
    const { cutoff, points } = folds.get(jobId)!.at(-1)!;
    expect(points.at(-1)!.date).toBe(through);
    for (const { date, y, yhat, lower, upper } of points) {
      expect(date > cutoff).toBe(true);
      expect([y >= 0, lower <= yhat, yhat <= upper]).toEqual([true, true, true]);
    }
  });

  test("a retrain costs seven calls a store, one more for its picture, and nine for the batch", async () => {
    calls = [];
    await untilFinished(await ask(0, 3, true));
    const ofEach = [
      ...["POST logged-models", "PUT *model.pr", "PUT *MLmodel", "PUT *code/storecast_model.py"],
      ...["PATCH logged-models/*", "POST model-versions/create", "POST registered-models/alias"],
      "PUT *backtest-and-components.svg",
    ];
    const ofBatch = [
      ...[
        "GET registered-models/search",
        "POST runs/create",
        "PUT *stores.json",
        "PUT *wape-over-stores.svg",
      ],
      ...[
        "POST runs/log-inputs",
        "GET runs/get",
        "POST runs/outputs",
        "POST runs/log-batch",
        "POST runs/update",
      ],
    ];
    expect(calls.sort()).toEqual([...ofEach, ...ofEach, ...ofEach, ...ofBatch].sort());
  });

  test("a retrain of one store takes twelve calls, and one for its picture", async () => {
    calls = [];
    await untilFinished(await ask(1, 2, true));
    expect(calls.filter((call) => !call.endsWith(".svg"))).toHaveLength(12);
    expect(calls.filter((call) => call.endsWith(".svg"))).toHaveLength(1);
    expect(new Set(calls).size).toBe(calls.length);
  });

  test("a fleet's retrain costs seven calls a store, eight the first time, and one more for the batch, which keeps the serving forms", async () => {
    calls = [];
    const runId = await untilFinished(await ask(4, 25));
    // how often the registry is searched for what it holds depends on the time that passes
    const made = calls.filter((call) => call !== "GET registered-models/search");
    const ofBatch = made.filter((call) => /runs\/|\.svg$|stores\.json$|\.jsonl$/.test(call));
    expect(ofBatch.sort()).toEqual([
      ...["POST runs/create", "POST runs/log-batch", "POST runs/log-inputs", "POST runs/update"],
      ...["PUT *median-stores.svg", "PUT *serving-models/0001.jsonl", "PUT *stores.json"],
      ...["PUT *wape-over-stores.svg", "PUT *worst-stores.svg"],
    ]);
    expect(made.length - ofBatch.length).toBe(21 * 8);
    const { rowCount } = await database.pool.query("SELECT FROM serving_model");
    expect(rowCount).toBe(0);

    const models = await registry.findStoreModels(database.stores.slice(4).map(({ code }) => code));
    const champions = [...models.values()].map(({ champion }) => champion!);
    expect(new Set(champions.map((champion) => champion.runId))).toEqual(new Set([runId]));
    calls = [];
    const forms = await registry.loadServingForms(champions);
    expect(calls).toEqual(["GET artifacts", "GET *serving-models/0001.jsonl"]);
    for (const champion of champions.slice(0, 3)) {
      const model = fromStoreModelJson(await registry.loadModel(champion));
      expect(forms.get(champion)).toBe(toServingModelJson(makeServingModel(model)));
    }
    expect(forms.size).toBe(21);
  });

  /** Serving forms that a process finds of a job, if the version's tag vouches for this text. */
  async function loadNear(jobId: string, text: string): Promise<string[]> {
    const { champion } = (await registry.findStoreModels(["5"])).get("5")!;
    if (champion?.origin !== "storecast") throw new Error("store 5 has no champion of ours");
    const servingSha256 = createHash("sha256").update(text).digest("hex");
    const version = { ...champion, facts: { ...champion.facts, jobId, servingSha256 } };
    return [...(await loadKeptServingForms(database.pool, [champion, version])).values()];
  }

  test("an attempt that has lost its job keeps no serving form, and of another only what its version vouches for is found", async () => {
    const { rows } = await database.pool.query<{ id: string; attempts: number }>(
      "UPDATE retrain_job SET status = 'RUNNING' WHERE store_id = 1 AND seq = 1 RETURNING id, attempts",
    );
    const [job] = rows;
    const attempt = { job: { id: job?.id ?? "" }, number: job?.attempts ?? 0 };
    await keepServingForm(database.pool, { ...attempt, number: attempt.number - 1 }, "late");
    expect((await database.pool.query("SELECT FROM serving_model")).rowCount).toBe(0);
    await keepServingForm(database.pool, attempt, "first");
    await keepServingForm(database.pool, attempt, "again");
    expect(await loadNear(job?.id ?? "", "again")).toEqual(["again"]);
    expect(await loadNear(job?.id ?? "", "another text")).toEqual([]);
    const kept = await database.pool.query("DELETE FROM serving_model RETURNING text");
    expect(kept.rows).toEqual([{ text: "again" }]);
    await database.pool.query("UPDATE retrain_job SET status = 'SUCCEEDED' WHERE id = $1", [job?.id]);
  });

  test("a registration whose answer is lost makes one version and one champion", async () => {
    isNextRegistrationLost = true;
    const results = await ask(3, 4);
    await untilFinished(results);
    const id = results[0]?.job?.id ?? "";
    expect((await service.loadJobs([id])).get(id)).toMatchObject({
      ...{ status: "SUCCEEDED", attempts: 2, version: 1, promoted: true },
    });
    expect((await registry.listVersions(["4"])).get("4")).toHaveLength(1);
    expect((await registry.findStoreModels(["4"])).get("4")?.champion?.version).toBe(1);
  });

  test("a week of new data is trained and held against the champion on that week", async () => {
    const [store] = database.stores;
    await moveDataThrough(database.pool, store?.id ?? 0, addDays(through, 7));
    const results = await ask(0, 1);
    await untilFinished(results);
    const { rows } = await database.pool.query<{ version: number; training: { reason: string } }>(
      "SELECT version, training FROM retrain_job WHERE id = $1",
      [results[0]?.job?.id],
    );
    expect(rows[0]?.version).toBe(3);
    // Its last fold is fitted on the champion's very data.
    expect(rows[0]?.training.reason).toMatch(/against the champion's|equal error/);
  });

  test("one trace goes from the request for a model to the calls that keep it", async () => {
    const app = await startMemoryApp(0, {
      ...{ tracing, registry, retrain: service },
      catalogue: makeStoreCatalogue(database.pool),
    });
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    const storeId = encodeId("Store", database.stores[2]?.code ?? "");
    const response = await fetch(`${app.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", traceparent: `00-${trace}-00f067aa0ba902b7-01` },
      body: JSON.stringify({
        query: `mutation Renew($ids: [ID!]) {
          storesRetrain(input: { filter: { storeIds: $ids }, force: true }) { batch { id } results { job { id } } userErrors { message } }
        }`,
        variables: { ids: [storeId] },
      }),
    });
    const answer: unknown = await response.json();
    expect(answer).toMatchObject({ data: { storesRetrain: { userErrors: [] } } });
    const { rows } = await database.pool.query<{ id: string; batch_id: string }>(
      "SELECT id, batch_id FROM retrain_job ORDER BY seq DESC LIMIT 1",
    );
    const job = { id: rows[0]?.id, batchId: rows[0]?.batch_id };
    await untilFinished([{ job }] as unknown as RetrainResult[]);
    await app.close();
    await waitUntil(() => receiver.spans.some(({ attributes }) => attributes["storecast.job"] === job.id));

    const spans = receiver.spans.filter(({ traceId }) => traceId === trace);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const pathOf = (id: string | undefined): string[] => {
      const span = id === undefined ? undefined : byId.get(id);
      return span ? [...pathOf(span.parentSpanId), span.name] : [];
    };
    const paths = spans.map(({ spanId }) => pathOf(spanId).join(" > "));
    const request = "POST /graphql > GraphQL mutation Renew > retrain.request > retrain attempt";
    expect(paths).toEqual(
      expect.arrayContaining([
        `${request} > retrain series`,
        `${request} > retrain train > fit`,
        `${request} > retrain train > backtest`,
        `${request} > retrain register > MLflow POST logged-models`,
        `${request} > retrain register > MLflow PUT artifacts`,
        `${request} > retrain register > MLflow POST model-versions/create`,
        `${request} > retrain finish > MLflow POST runs/update`,
      ]),
    );
    const attempt = spans.find(({ name }) => name === "retrain attempt");
    expect(attempt?.attributes).toMatchObject({ "storecast.batch": job.batchId, "storecast.attempt": 1 });
    expect(spans.filter(({ isFailed }) => isFailed)).toEqual([]);
    const lines = await figures.metrics();
    expect(lines).toMatch(/storecast_fit_duration_seconds_count [1-9]/);
    expect(lines).toMatch(/storecast_training_phase_duration_seconds_count\{phase="register"\} [1-9]/);
    expect(lines).toMatch(
      /storecast_mlflow_call_duration_seconds_count\{endpoint="PUT artifacts",outcome="ok"\}/,
    );
  });
});
