import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { dayOf, epochDay } from "../../../src/model/day.js";
import { fit, fromProphetJson, predict, toProphetJson } from "../../../src/model/index.js";
import type { FitOptions, FutureDays } from "../../../src/model/index.js";
import { ensureClientPython } from "../../support/mlflow.js";
import { makeSeries } from "../../support/series.js";

/** What `test/python/interchange.py` answers for a model. */
interface Used {
  yhat: number[];
  historyYhat: number[];
  /** The model as Python saves it again. */
  saved: string;
  savedYhat: number[];
  madeDays: string[];
  plotAxes: number;
  componentAxes: string[] | null;
  validation: { cutoffs: string[]; rows: number; metrics: string[]; mape: number } | null;
}

/** A model that an older Prophet saved, with its forecast. */
interface Older {
  name: string;
  text: string;
  days: string[];
  yhat: number[];
}

const FAIR = ["2013-02-02", "2013-05-04", "2013-08-03"].map(epochDay);
const HOLIDAY = { name: "fair", days: FAIR, lowerWindow: -1, upperWindow: 1, priorScale: 0.5 };

const KINDS: [string, Partial<FitOptions>][] = [
  ["Prophet's defaults", {}],
  ["a flat trend, scaled from least to most", { growth: "flat", scaling: "minmax" }],
  [
    "drivers and holidays",
    { regressors: [{ name: "promo" }, { name: "price", priorScale: 0.5 }], holidays: [HOLIDAY] },
  ],
  [
    "multiplicative drivers and holidays",
    {
      seasonalityMode: "multiplicative",
      regressors: [{ name: "promo" }, { name: "price", priorScale: 0.5 }],
      holidays: [HOLIDAY],
    },
  ],
  [
    "mixed modes, a seasonality of its own under a condition",
    {
      regressors: [{ name: "price", mode: "multiplicative" }],
      holidays: [HOLIDAY],
      holidaysMode: "multiplicative",
      weeklySeasonality: 2,
      seasonalities: [
        {
          name: "weekly in promo",
          period: 7,
          fourierOrder: 3,
          conditionName: "promo",
          mode: "multiplicative",
        },
        { name: "monthly", period: 30.5, fourierOrder: 2 },
      ],
    },
  ],
  ["chosen changepoints", { changepoints: [epochDay("2013-03-01"), epochDay("2013-05-05")] }],
  ["no changepoints", { nChangepoints: 0 }],
  ["logistic growth", { growth: "logistic" }],
  ["logistic growth, scaled from least to most", { growth: "logistic", scaling: "minmax" }],
  [
    "logistic growth above a floor, multiplicative, with drivers and holidays",
    {
      growth: "logistic",
      seasonalityMode: "multiplicative",
      regressors: [{ name: "promo" }, { name: "price", priorScale: 0.5, mode: "additive" }],
      holidays: [HOLIDAY],
    },
  ],
  [
    "logistic growth above a floor, scaled from least to most, with loose changepoints",
    { growth: "logistic", scaling: "minmax", nChangepoints: 6, changepointPriorScale: 0.5 },
  ],
];
/** The weekly component of a logistic model that is scaled from least to most and has no floor of its own: Prophet plots it under a cap of 1, and fails. */
const canPlot = (i: number) => i !== 8;
const hasFloor = (i: number) => KINDS[i]![0].includes("above a floor");

const base = makeSeries({ days: 240, closedWeekdays: [7], promo: 0.2, seed: 4 });
const cap = Float64Array.from(base.days, (_, i) => 7500 + 5 * i);
const series = {
  ...base,
  cap,
  regressors: { ...base.regressors, price: Float64Array.from(base.days, (day) => 3 + (day % 11) / 10) },
};
const future: FutureDays = (() => {
  const days = Int32Array.from({ length: 60 }, (_, i) => series.days.at(-1)! - 20 + i);
  const promo = Float64Array.from(days, (day) => day % 2);
  const price = Float64Array.from(days, (day) => 4 - (day % 7) / 10);
  return { days, regressors: { promo, price }, cap: Float64Array.from(days, (_, i) => 8500 + 5 * i) };
})();
const floor = Float64Array.from(series.days, (day) => 500 + (day % 3));
const futureFloor = Float64Array.from(future.days, (day) => 500 + (day % 3));
const historyOf = (i: number) => (hasFloor(i) ? { ...series, floor } : series);
const futureOf = (i: number) => (hasFloor(i) ? { ...future, floor: futureFloor } : future);
const models = KINDS.map(([, options], i) => fit(historyOf(i), options));

let used: Used[];
let older: Older[];

beforeAll(async () => {
  const python = await ensureClientPython();
  const columns = {
    ds: Array.from(future.days, dayOf),
    price: [...future.regressors.price!],
    promo: [...future.regressors.promo!],
    cap: [...future.cap!],
    floor: [...futureFloor],
  };
  const child = spawn(python, [resolve(import.meta.dirname, "../../python/interchange.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(
    JSON.stringify({
      models: models.map((model, i) => ({
        text: toProphetJson(model),
        columns,
        validate: i === 4 || i === 9,
        plot: canPlot(i),
      })),
    }),
  );
  ({ models: used, older } = JSON.parse(await text(child.stdout)) as { models: Used[]; older: Older[] });
}, 300_000);

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a).toHaveLength(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

describe.each(KINDS.map(([name], i): [string, number] => [name, i]))(
  "in Python, a model with %s",
  (_name, i) => {
    const model = models[i]!;
    const ours = predict(model, futureOf(i), 0.8).yhat;

    test("forecasts what it forecasts here", () => {
      expect(largestGap(ours, used[i]!.yhat) / model.yScale).toBeLessThan(1e-9);
    });

    test("fits its own history as it does here", () => {
      const fitted = predict(model, historyOf(i), 0.8).yhat;
      expect(largestGap(fitted, used[i]!.historyYhat) / model.yScale).toBeLessThan(1e-9);
    });

    test("survives being saved there, for there and for here", () => {
      expect(largestGap(ours, used[i]!.savedYhat) / model.yScale).toBeLessThan(1e-9);
      const back = predict(fromProphetJson(used[i]!.saved), futureOf(i), 0.8).yhat;
      expect(largestGap(ours, back) / model.yScale).toBeLessThan(1e-9);
    });

    test("makes its own days to come", () => {
      const last = series.days.at(-1)!;
      expect(used[i]!.madeDays.slice(-3)).toEqual([1, 2, 3].map((ahead) => dayOf(last + ahead)));
      expect(used[i]!.madeDays).toHaveLength(series.days.length + 3);
    });

    test("can be plotted, component by component", () => {
      expect(used[i]!.plotAxes).toBe(1);
      if (!canPlot(i)) return;
      expect(used[i]!.componentAxes).toContain("trend");
      expect(used[i]!.componentAxes).toEqual(
        expect.arrayContaining(model.seasonalities.map(({ name }) => expect.stringContaining(name))),
      );
    });
  },
);

test.each([4, 9])("Prophet's own cross-validation refits a model of ours (%d)", (i) => {
  const { cutoffs, rows, metrics, mape } = used[i]!.validation!;
  expect(cutoffs).toHaveLength(7);
  expect(rows).toBeGreaterThan(50);
  expect(metrics).toEqual(["horizon", "mse", "rmse", "mae", "mape", "mdape", "smape", "coverage"]);
  expect(mape).toBeLessThan(0.15);
});

test.each([0, 1, 2])("a model that an older Prophet saved forecasts here what it does there (%d)", (i) => {
  const { text: saved, days, yhat } = older[i]!;
  const model = fromProphetJson(saved);
  const forecast = predict(model, { days: Int32Array.from(days, epochDay), regressors: {} }, 0.8);
  expect(largestGap(forecast.yhat, yhat) / model.yScale).toBeLessThan(1e-9);
});

test("the older versions are 0.6, 0.7 and 1.0", () => {
  expect(older.map(({ name }) => name)).toEqual([
    "serialized_model_v0.6.1.dev0",
    "serialized_model_v0.7.1",
    "serialized_model_v1.0.1",
  ]);
});
