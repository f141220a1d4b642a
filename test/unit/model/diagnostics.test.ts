import { describe, expect, test } from "@jest/globals";
import { makeCutoffs } from "../../../src/model/cutoffs.js";
import { epochDay } from "../../../src/model/day.js";
import {
  crossValidate,
  fit,
  fromProphetJson,
  makeFutureDays,
  measurePerformance,
  predict,
  toProphetJson,
} from "../../../src/model/index.js";
import type { CrossValidationFold, CrossValidationOptions } from "../../../src/model/index.js";
import { rollMean, rollMedian } from "../../../src/model/rolling.js";
import { makeSaturatingSeries, makeSeries } from "../../support/series.js";

const TEN = Array.from({ length: 10 }, (_, i) => i);
const HORIZONS = [1, 2, 3, 4, 4, 4, 4, 4, 7, 7];

describe("Prophet's own vectors of a rolling mean", () => {
  test.each([
    [TEN, 1, TEN, TEN],
    [TEN, 4, TEN.slice(3), TEN.slice(3).map((value) => value - 1.5)],
    [HORIZONS, 3, [3, 4, 7], [1, 5, 22 / 3]],
    [HORIZONS, 10, [7], [4.5]],
  ])("%j, %d", (horizons, window, expectedHorizons, expected) => {
    const rolled = rollMean(TEN, horizons, window);
    expect(rolled.horizons).toEqual(expectedHorizons);
    expect(rolled.values).toEqual(expected.map((value) => expect.closeTo(value, 12)));
  });
});

describe("Prophet's own vectors of a rolling median", () => {
  test.each([
    [TEN, 1, TEN, TEN],
    [TEN, 4, TEN.slice(3), TEN.slice(3).map((value) => value - 1.5)],
    [HORIZONS, 3, [3, 4, 7], [1, 5, 8]],
    [HORIZONS, 10, [7], [4.5]],
  ])("%j, %d", (horizons, window, expectedHorizons, expected) => {
    expect(rollMedian(TEN, horizons, window)).toEqual({ horizons: expectedHorizons, values: expected });
  });
});

describe("cutoffs", () => {
  const days = (...spans: [number, number][]) =>
    Int32Array.from(spans.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i)));

  test("go back from the last day less the horizon, as long as the initial days are left", () => {
    expect(makeCutoffs(days([0, 100]), { horizon: 10, period: 20, initial: 30 })).toEqual([30, 50, 70, 90]);
  });

  test("may lie between two days", () => {
    expect(makeCutoffs(days([0, 100]), { horizon: 3, period: 1.5, initial: 93 })).toEqual([94, 95.5, 97]);
  });

  test("leap over a gap in which there is nothing to forecast", () => {
    const gap = days([0, 40], [80, 100]);
    expect(makeCutoffs(gap, { horizon: 5, period: 10, initial: 10 })).toEqual([15, 25, 35, 75, 85, 95]);
  });
});

describe("cross-validation", () => {
  const series = makeSeries({ days: 200, promo: 0.3, closedWeekdays: [7] });
  const last = series.days.at(-1)!;
  const options = { regressors: [{ name: "promo" }] };

  test("forecasts each horizon from the days up to its cutoff alone", () => {
    const folds = crossValidate(series, options, { horizon: 14, period: 30, initial: 100, level: 0.5 });
    expect(folds.map(({ cutoff }) => cutoff)).toEqual([last - 74, last - 44, last - 14]);
    for (const { cutoff, days, yhat, y, lower, upper } of folds) {
      const split = series.days.findIndex((day) => day > cutoff);
      const known = {
        days: series.days.slice(0, split),
        y: series.y.slice(0, split),
        regressors: { promo: series.regressors.promo!.slice(0, split) },
      };
      const end = split + days.length;
      const future = { days, regressors: { promo: series.regressors.promo!.slice(split, end) } };
      const forecast = predict(fit(known, options), future, 0.5);
      expect({ yhat, lower, upper }).toEqual({
        yhat: forecast.yhat,
        lower: forecast.lower,
        upper: forecast.upper,
      });
      expect(y).toEqual(series.y.slice(split, end));
      expect(days.at(-1)).toBeLessThanOrEqual(cutoff + 14);
    }
  });

  test("keeps the seasonalities that the whole series calls for", () => {
    const long = makeSeries({ days: 800 });
    const [fold] = crossValidate(long, {}, { horizon: 30, cutoffs: [long.days[500]!] });
    const split = 501;
    const known = { days: long.days.slice(0, split), y: long.y.slice(0, split), regressors: {} };
    const future = { days: fold!.days, regressors: {} };
    const expected = predict(fit(known, { yearlySeasonality: true }), future, 0.8).yhat;
    fold!.yhat.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
  });

  test("leaves out chosen changepoints that a cutoff does not reach", () => {
    const changepoints = ["2013-02-01", "2013-07-01"].map(epochDay);
    const asked = { horizon: 10, cutoffs: [epochDay("2013-05-01")] };
    const [fold] = crossValidate(makeSeries({ days: 200 }), { changepoints }, asked);
    expect(fold!.yhat).toHaveLength(10);
  });

  test("takes caps and floors along", () => {
    const saturating = makeSaturatingSeries({ days: 120, floor: 100 });
    const folds = crossValidate(saturating, { growth: "logistic" }, { horizon: 10, period: 20, initial: 60 });
    expect(folds).toHaveLength(3);
  });

  test.each<[string, CrossValidationOptions, string]>([
    ["no horizon", { horizon: 0 }, "horizon is 0: must be a finite number of days above 0."],
    ["no period", { horizon: 7, period: 0 }, "period is 0: must be a finite number of days above 0."],
    [
      "a negative initial",
      { horizon: 7, initial: -1 },
      "initial is -1: must be a finite number of days, 0 or above.",
    ],
    ["a horizon too long", { horizon: 300 }, "horizon is 300: must not be longer than the series, 199 days."],
    [
      "an initial too long",
      { horizon: 14, initial: 190 },
      "initial is 190: must leave the horizon, 14 days, behind it in a series of 199 days.",
    ],
    [
      "a cutoff on the first day",
      { horizon: 7, cutoffs: [series.days[0]!] },
      'cutoffs[0] is "2013-01-01": must lie after the first day of the series, 2013-01-01.',
    ],
    [
      "a cutoff too late",
      { horizon: 7, cutoffs: [last - 20, last - 6] },
      'cutoffs[1] is "2013-07-13": must lie the horizon, 7 days, before the last day of the series, 2013-07-19.',
    ],
    ["a level", { horizon: 7, level: 2 }, "level is 2: must be above 0 and below 1, such as 0.8."],
  ])("refuses %s", (_name, asked, message) => {
    expect(() => crossValidate(series, options, asked)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message }),
    );
  });

  test("refuses a cutoff after too short a history, as a fit does", () => {
    const early = { horizon: 7, cutoffs: [series.days[5]!] };
    expect(() => crossValidate(series, options, early)).toThrow(
      expect.objectContaining({ code: "NOT_ENOUGH_DATA" }),
    );
  });
});

describe("performance", () => {
  const make = (cutoff: number, y: number[], yhat: number[]): CrossValidationFold => ({
    cutoff,
    days: Int32Array.from(y, (_, i) => cutoff + 1 + i),
    y: Float64Array.from(y),
    yhat: Float64Array.from(yhat),
    lower: Float64Array.from(yhat, (value) => value - 1),
    upper: Float64Array.from(yhat, (value) => value + 1),
  });
  const folds = [make(100, [10, 20, 40], [11, 18, 44]), make(200, [10, 20, 40], [13, 20, 40])];

  test("by horizon", () => {
    expect(measurePerformance(folds, { rollingWindow: 0 })).toEqual([
      {
        horizon: 1,
        mse: 5,
        rmse: Math.sqrt(5),
        mae: 2,
        mape: expect.closeTo(0.2, 12),
        mdape: expect.closeTo(0.2, 12),
        smape: expect.closeTo((1 / 10.5 + 3 / 11.5) / 2, 12),
        coverage: 0.5,
      },
      expect.objectContaining({ horizon: 2, mse: 2, mae: 1, coverage: 0.5 }),
      expect.objectContaining({ horizon: 3, mse: 8, mae: 2, coverage: 0.5 }),
    ]);
  });

  test("over all, and without a mean", () => {
    expect(measurePerformance(folds, { rollingWindow: 1, metrics: ["mae"] })).toEqual([
      { horizon: 3, mae: expect.closeTo(10 / 6, 12) },
    ]);
    const single = measurePerformance(folds, { rollingWindow: -1, metrics: ["mae", "rmse"] });
    expect(single.map(({ mae }) => mae)).toEqual([1, 3, 2, 0, 4, 0]);
    expect(single.map(({ rmse }) => rmse)).toEqual([1, 3, 2, 0, 4, 0]);
  });

  test("by calendar month since the cutoff's", () => {
    const late = make(epochDay("2013-01-30"), [10, 20, 40], [11, 18, 44]);
    const rows = measurePerformance([late], { monthly: true, rollingWindow: 0, metrics: ["mae"] });
    expect(rows).toEqual([
      { horizon: 0, mae: 1 },
      { horizon: 1, mae: 3 },
    ]);
  });

  test("leaves out mape where an actual is 0, and takes 0 for 0 as no error", () => {
    const zero = [make(100, [0, 0], [0, 0])];
    const [row] = measurePerformance(zero);
    expect(Object.keys(row!)).toEqual(["horizon", "mse", "rmse", "mae", "mdape", "smape", "coverage"]);
    expect(row!.smape).toBe(0);
    expect(measurePerformance(zero, { metrics: ["mape"] })).toEqual([]);
  });

  test.each([
    [{ metrics: ["mse", "error"] }, /^metrics\[1\] is "error": must be one of mse, rmse, /],
    [{ metrics: ["mse", "mse"] }, /^metrics\[1\] is "mse": must not be named twice\.$/],
    [{ rollingWindow: 1.5 }, /^rollingWindow is 1\.5: /],
  ])("refuses %j", (asked, message) => {
    expect(() => measurePerformance(folds, asked as object)).toThrow(message);
  });

  test("refuses to measure nothing", () => {
    expect(() => measurePerformance([])).toThrow(/^folds is \[\]: must hold at least one forecast\.$/);
  });
});

describe("days to come", () => {
  const model = fit(makeSeries({ days: 60, closedWeekdays: [7] }));
  const last = model.history.days.at(-1)!;

  test("follow the history, every day of the week", () => {
    expect([...makeFutureDays(model, 3).days]).toEqual([...model.history.days, last + 1, last + 2, last + 3]);
    expect([...makeFutureDays(model, 2, { includeHistory: false }).days]).toEqual([last + 1, last + 2]);
    expect(predict(model, makeFutureDays(model, 7), 0.8).yhat).toHaveLength(model.history.days.length + 7);
  });

  test("are known to a model read back", () => {
    expect(makeFutureDays(fromProphetJson(toProphetJson(model)), 9)).toEqual(makeFutureDays(model, 9));
  });

  test("must be a count", () => {
    expect(() => makeFutureDays(model, -1)).toThrow(/^periods is -1: must be a whole number from 0 on\.$/);
  });
});
