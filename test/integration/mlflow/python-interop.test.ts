import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addDays, dayOf, epochDay } from "../../../src/model/day.js";
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
import { predictInPython, serveInPython, type PythonForecast } from "../../support/python.js";
import { makeSeries } from "../../support/series.js";

let mlflow: TestMlflow;
let python: string;
let registry: ModelRegistry;
let run: { runId: string; experimentId: string };
let theirs: Record<keyof typeof models, PythonForecast>;

beforeAll(async () => {
  [python, mlflow] = await Promise.all([ensureClientPython(), startTestMlflow()]);
  registry = createModelRegistry({
    ...{ trackingUri: mlflow.url, random: () => 0.5, logger: { warn: () => undefined } },
  });
  run = await registry.startRun(makeBatch("interop"), false);
  theirs = await askPython();
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

const train = (of: Series) =>
  trainStoreModel({ series: of, recipe: DEFAULT_RECIPE, holidays, backtest: asked, chain: [] }).model;

const onLogs = train(series);
const prophet = fit(series, { regressors: [{ name: "promo" }] });
/** Store 1 has the first of them as its champion, store 2 the next, ... */
const models = {
  logs: onLogs,
  units: train({ ...series, y: series.y.map((value, i) => (i % 25 === 0 ? 0 : value)) }),
  baseline: { ...onLogs, forecaster: "baseline" },
  plain: fromStoreModelJson(toProphetJson(prophet)),
} as const satisfies Record<string, StoreModel>;

/** Six weeks after the series, with promotions. */
function makeFuture() {
  const last = dayOf(series.days.at(-1)!);
  const ds = Array.from({ length: 42 }, (_, i) => addDays(last, i + 1));
  const promo = ds.map((_, i) => (i % 14 < 5 ? 1 : 0));
  return {
    theirs: { ds, promo },
    ours: { days: Int32Array.from(ds, epochDay), regressors: { promo: Float64Array.from(promo) } },
  };
}

const forecastOurs = (name: keyof typeof models, level = 0.8) =>
  forecastStore(models[name], makeFuture().ours, level);

/** Registers all models and lets Python forecast with each. */
async function askPython(): Promise<typeof theirs> {
  const names = Object.keys(models) as (keyof typeof models)[];
  for (const [index, name] of names.entries()) await register(String(index + 1), models[name]);
  const columns = makeFuture().theirs;
  const answers = await predictInPython(
    ...([python, mlflow.url] as const),
    names.map((_, index) => ({ modelUri: `models:/storecast-store-000${index + 1}@champion`, columns })),
  );
  return Object.fromEntries(names.map((name, index) => [name, answers[index]])) as typeof theirs;
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

describe("MLflow's own Python", () => {
  test("forecasts with a champion on log sales what we forecast: units and intervals by pyfunc, logarithms by prophet", () => {
    expect([onLogs.transform, onLogs.forecaster]).toEqual(["log", "prophet"]);
    const [ours, wider, answer] = [forecastOurs("logs"), forecastOurs("logs", 0.95), theirs.logs];
    expect(distance(ours.yhat, answer.pyfunc)).toBeLessThan(1e-9);
    expect(distance(ours.yhat, answer.prophet.map(Math.exp))).toBeLessThan(1e-9);
    expect(distance(ours.lower, answer.lower)).toBeLessThan(1e-9);
    expect(distance(ours.upper, answer.upper)).toBeLessThan(1e-9);
    expect(distance(wider.lower, answer.lower95)).toBeLessThan(1e-9);
    expect(distance(wider.upper, answer.upper95)).toBeLessThan(1e-9);
    expect(answer.inputs).toEqual([
      { type: "datetime", name: "ds", required: true },
      { type: "double", name: "promo", required: true },
    ]);
    expect(answer.outputs).toHaveLength(4);
    expect(answer.dependencies).toEqual(["mlflow==3.17.2", "prophet==1.5.0"]);
  });

  test("forecasts in units with a champion that many days without a sale keep from logarithms", () => {
    const [ours, answer] = [forecastOurs("units"), theirs.units];
    expect(models.units.transform).toBe("none");
    expect(distance(ours.yhat, answer.pyfunc)).toBeLessThan(1e-9);
    expect(distance(ours.yhat, answer.prophet)).toBeLessThan(1e-9);
    expect(distance(ours.lower, answer.lower)).toBeLessThan(1e-9);
    expect(distance(ours.upper, answer.upper)).toBeLessThan(1e-9);
  });

  test("lets the baseline speak where it serves", () => {
    const [ours, answer] = [forecastOurs("baseline"), theirs.baseline];
    expect(distance(ours.yhat, answer.pyfunc)).toBeLessThan(1e-9);
    expect(distance(ours.lower, answer.lower)).toBeLessThan(1e-9);
    expect(distance(ours.upper, answer.upper)).toBeLessThan(1e-9);
  });

  test("forecasts with a plain Prophet what we forecast", () => {
    const [ours, answer] = [forecastOurs("plain"), theirs.plain];
    expect(distance(predict(prophet, makeFuture().ours, 0.8).yhat, answer.prophet)).toBeLessThan(1e-9);
    expect(distance(ours.yhat, answer.pyfunc)).toBeLessThan(1e-9);
    expect(distance(ours.lower, answer.lower)).toBeLessThan(1e-9);
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
