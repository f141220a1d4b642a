import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addDays, dayOf, epochDay, type Day } from "../../../src/model/day.js";
import {
  DEFAULT_RECIPE,
  fit,
  forecastStore,
  fromStoreModelJson,
  listInputs,
  predict,
  toProphetJson,
  toStoreModelJson,
  trainStoreModel,
  type Series,
  type StoreModel,
} from "../../../src/model/index.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { ensureClientPython, startTestMlflow, type TestMlflow } from "../../support/mlflow.js";
import { makeBatch, makeNewModel } from "../../support/models.js";
import { predictInPython, serveInPython } from "../../support/python.js";
import { makeSeries } from "../../support/series.js";

let mlflow: TestMlflow;
let python: string;
let registry: ModelRegistry;
let run: { runId: string; experimentId: string };

beforeAll(async () => {
  [python, mlflow] = await Promise.all([ensureClientPython(), startTestMlflow()]);
  registry = createModelRegistry({
    ...{ trackingUri: mlflow.url, random: () => 0.5, logger: { warn: () => undefined } },
  });
  run = await registry.startRun(makeBatch("interop"), false);
}, 300_000);
afterAll(() => mlflow.stop());

const series = makeSeries({ days: 800, closedWeekdays: [7], promo: 0.2, seed: 3 });
const holidays = [{ name: "Easter Monday", days: ["2013-04-01", "2014-04-21", "2015-04-06"] }];
const asked = { horizon: 7, folds: 4, step: 7, level: 0.8 };

/** Largest difference, as a share of the largest sale. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a).toHaveLength(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!))) / Math.max(...series.y);
}

/** Six weeks after the series, with promotions. */
function makeFuture(): { days: Day[]; promo: number[] } {
  const last = dayOf(series.days.at(-1)!);
  const days = Array.from({ length: 42 }, (_, i) => addDays(last, i + 1));
  return { days, promo: days.map((_, i) => (i % 14 < 5 ? 1 : 0)) };
}

async function askBoth(storeCode: string, model: StoreModel) {
  const { days, promo } = makeFuture();
  const future = { days: Int32Array.from(days, epochDay), regressors: { promo: Float64Array.from(promo) } };
  const theirs = await predictInPython(
    ...([python, mlflow.url, `models:/storecast-store-000${storeCode}@champion`] as const),
    { ds: days, promo },
  );
  return {
    theirs,
    ours: forecastStore(model, future, 0.8),
    wider: forecastStore(model, future, 0.95),
  };
}

async function register(storeCode: string, model: StoreModel): Promise<void> {
  await registry.logModel(
    makeNewModel(run, storeCode, `interop-${storeCode}`, {
      prophetJson: toStoreModelJson(model),
      regressors: listInputs(model).map(({ name }) => name),
      transform: model.transform,
    }),
  );
}

const train = (of: Series) =>
  trainStoreModel({ series: of, recipe: DEFAULT_RECIPE, holidays, backtest: asked, chain: [] }).model;

describe("MLflow's own Python", () => {
  test("forecasts with a champion on log sales what we forecast: units and intervals by pyfunc, logarithms by prophet", async () => {
    const model = train(series);
    expect([model.transform, model.forecaster]).toEqual(["log", "prophet"]);
    await register("1", model);
    const { ours, wider, theirs } = await askBoth("1", model);
    expect(distance(ours.yhat, theirs.pyfunc)).toBeLessThan(1e-9);
    expect(distance(ours.yhat, theirs.prophet.map(Math.exp))).toBeLessThan(1e-9);
    expect(distance(ours.lower, theirs.lower)).toBeLessThan(1e-9);
    expect(distance(ours.upper, theirs.upper)).toBeLessThan(1e-9);
    expect(distance(wider.lower, theirs.lower95)).toBeLessThan(1e-9);
    expect(distance(wider.upper, theirs.upper95)).toBeLessThan(1e-9);
    expect(theirs.inputs).toEqual([
      { type: "datetime", name: "ds", required: true },
      { type: "double", name: "promo", required: true },
    ]);
    expect(theirs.outputs).toHaveLength(4);
    expect(theirs.dependencies).toEqual(["mlflow==3.17.2", "prophet==1.5.0"]);
  });

  test("forecasts in units with a champion that many days without a sale keep from logarithms", async () => {
    const y = series.y.map((value, i) => (i % 25 === 0 ? 0 : value));
    const model = train({ ...series, y });
    expect(model.transform).toBe("none");
    await register("2", model);
    const { ours, theirs } = await askBoth("2", model);
    expect(distance(ours.yhat, theirs.pyfunc)).toBeLessThan(1e-9);
    expect(distance(ours.yhat, theirs.prophet)).toBeLessThan(1e-9);
    expect(distance(ours.lower, theirs.lower)).toBeLessThan(1e-9);
    expect(distance(ours.upper, theirs.upper)).toBeLessThan(1e-9);
  });

  test("lets the baseline speak where it serves", async () => {
    const model: StoreModel = { ...train(series), forecaster: "baseline" };
    await register("3", model);
    const { ours, theirs } = await askBoth("3", model);
    expect(distance(ours.yhat, theirs.pyfunc)).toBeLessThan(1e-9);
    expect(distance(ours.lower, theirs.lower)).toBeLessThan(1e-9);
    expect(distance(ours.upper, theirs.upper)).toBeLessThan(1e-9);
  });

  test("forecasts with a plain Prophet what we forecast", async () => {
    const prophet = fit(series, { regressors: [{ name: "promo" }] });
    const model = fromStoreModelJson(toProphetJson(prophet));
    await register("4", model);
    const { ours, theirs } = await askBoth("4", model);
    const { days, promo } = makeFuture();
    const future = {
      days: Int32Array.from(days, epochDay),
      regressors: { promo: Float64Array.from(promo) },
    };
    expect(distance(predict(prophet, future, 0.8).yhat, theirs.prophet)).toBeLessThan(1e-9);
    expect(distance(ours.yhat, theirs.pyfunc)).toBeLessThan(1e-9);
    expect(distance(ours.lower, theirs.lower)).toBeLessThan(1e-9);
  });

  test("serves a champion, asked as its version's description says", async () => {
    const name = "storecast-store-0001";
    const answer = await fetch(`${mlflow.url}/api/2.0/mlflow/model-versions/get?name=${name}&version=1`);
    const { model_version } = (await answer.json()) as { model_version: { description: string } };
    const example = /```json\n(.*)\n```/.exec(model_version.description)?.[1] ?? "";
    const server = await serveInPython(python, mlflow.url, `models:/${name}@champion`);
    try {
      const served = await fetch(`${server.url}/invocations`, {
        ...{ method: "POST", headers: { "Content-Type": "application/json" }, body: example },
      });
      const { predictions } = (await served.json()) as { predictions: Record<string, unknown>[] };
      expect(predictions.map(({ ds }) => String(ds).slice(0, 10))).toEqual(["2015-07-11", "2015-07-12"]);
      expect(Object.keys(predictions[0] ?? {})).toEqual(["ds", "yhat", "yhat_lower", "yhat_upper"]);
    } finally {
      await server.stop();
    }
  }, 120_000);
});
