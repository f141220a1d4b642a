import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addDays, dayOf, epochDay } from "../../../src/model/day.js";
import { fit, predict, toProphetJson, type FittedModel } from "../../../src/model/index.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { ensureClientPython, startTestMlflow, type TestMlflow } from "../../support/mlflow.js";
import { makeBatch, makeNewModel } from "../../support/models.js";
import { predictInPython } from "../../support/python.js";
import { makeSeries } from "../../support/series.js";

let mlflow: TestMlflow;
let python: string;
let registry: ModelRegistry;

beforeAll(async () => {
  [python, mlflow] = await Promise.all([ensureClientPython(), startTestMlflow()]);
  registry = createModelRegistry({
    ...{ trackingUri: mlflow.url, random: () => 0.5, logger: { warn: () => undefined } },
  });
}, 300_000);
afterAll(() => mlflow.stop());

/** Largest difference, as a share of the store's scale. */
const distance = (model: FittedModel, a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!))) / model.yScale;

describe("MLflow's own Python", () => {
  test("predicts with the champion what we predict, by mlflow.prophet and by mlflow.pyfunc", async () => {
    const series = makeSeries({ days: 800, closedWeekdays: [7], promo: 0.2, seed: 3 });
    const last = dayOf(series.days.at(-1)!);
    const easter = ["2013-03-31", "2014-04-20", "2015-04-05"].map(epochDay);
    const model = fit(series, {
      regressors: [{ name: "promo" }],
      holidays: [{ name: "easter", days: easter, lowerWindow: -1, upperWindow: 1 }],
    });
    const run = await registry.startRun(makeBatch("interop"), false);
    await registry.logModel(makeNewModel(run, "1", "interop-1", { prophetJson: toProphetJson(model) }));

    const days = Array.from({ length: 42 }, (_, i) => addDays(last, i + 1));
    const promo = days.map((_, i) => (i % 14 < 5 ? 1 : 0));
    const future = { days: Int32Array.from(days, epochDay), regressors: { promo: Float64Array.from(promo) } };
    const ours = predict(model, future, 0.8);
    const theirs = await predictInPython(python, mlflow.url, "models:/storecast-store-0001@champion", {
      ds: days,
      promo,
    });

    expect(distance(model, ours.yhat, theirs.prophet)).toBeLessThan(1e-6);
    expect(distance(model, ours.yhat, theirs.pyfunc)).toBeLessThan(1e-6);
    // Python samples its intervals, ours are exact
    expect(distance(model, ours.lower, theirs.lower)).toBeLessThan(0.05);
    expect(distance(model, ours.upper, theirs.upper)).toBeLessThan(0.05);
    expect(theirs.inputs).toEqual([
      { type: "datetime", name: "ds", required: true },
      { type: "double", name: "promo", required: true },
    ]);
    expect(theirs.outputs).toHaveLength(4);
    expect(theirs.dependencies).toEqual(["mlflow==3.17.2", "prophet==1.5.0"]);
  });
});
