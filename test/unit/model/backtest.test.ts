import { describe, expect, test } from "@jest/globals";
import { addDays, dayOf } from "../../../src/model/day.js";
import {
  backtest,
  fit,
  floorAtZero,
  measureForecast,
  predict,
  seasonalNaive,
  seasonalNaiveMae,
} from "../../../src/model/index.js";
import { sliceSeries } from "../../../src/model/series.js";
import type { Forecast } from "../../../src/model/index.js";
import { makeProphetTrainer } from "../../support/forecasters.js";
import { makeSeries } from "../../support/series.js";

const floorAtZeroBounds = (forecast: Forecast) => {
  const { yhat, lower, upper } = floorAtZero(forecast);
  return { yhat, lower, upper };
};

const series = makeSeries({ days: 500, promo: 0.3, closedWeekdays: [7], weekly: 0.2 });
const lastDay = dayOf(series.days.at(-1)!);
const options = { regressors: [{ name: "promo" }] };
const asked = { horizon: 7, folds: 3, step: 14, level: 0.8 };

describe("a backtest", () => {
  const { folds, summary } = backtest(series, makeProphetTrainer(options), asked)!;

  test("has its last cutoff a horizon before the last day, the others a step apart", () => {
    expect(summary.cutoffs).toEqual([addDays(lastDay, -35), addDays(lastDay, -21), addDays(lastDay, -7)]);
    expect(folds.map(({ cutoff }) => cutoff)).toEqual(summary.cutoffs);
  });

  test("forecasts the trading days of each horizon from the days up to its cutoff alone", () => {
    for (const fold of folds) {
      const split = series.days.findIndex((day) => dayOf(day) > fold.cutoff);
      const known = sliceSeries(series, 0, split);
      const heldOut = sliceSeries(series, split, split + fold.days.length);
      expect(fold.days).toEqual(heldOut.days);
      expect(fold.days).toHaveLength(6);
      const { yhat, lower, upper } = floorAtZero(predict(fit(known, options), heldOut, 0.8));
      expect({ yhat: fold.yhat, lower: fold.lower, upper: fold.upper }).toEqual({ yhat, lower, upper });
      expect(fold.baseline).toMatchObject(floorAtZeroBounds(seasonalNaive(known, heldOut, 0.8)));
      expect(fold.metrics).toEqual(measureForecast(fold, 0.8, seasonalNaiveMae(known)));
    }
  });

  test("pools its folds by day, and its baseline over the same days", () => {
    const days = folds.flatMap(({ y, yhat, baseline }) =>
      [...y].map((value, i) => ({
        value,
        error: Math.abs(yhat[i]! - value),
        naive: Math.abs(baseline.yhat[i]! - value),
      })),
    );
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(summary.metrics.mae).toBeCloseTo(mean(days.map(({ error }) => error)), 9);
    expect(summary.baseline.mae).toBeCloseTo(mean(days.map(({ naive }) => naive)), 9);
    expect(summary.metrics.wape).toBeCloseTo(
      mean(days.map(({ error }) => error)) / mean(days.map(({ value }) => value)),
      12,
    );
    expect(summary.skill).toBeCloseTo(1 - summary.metrics.mae / summary.baseline.mae, 12);
  });

  test("finds the model better than the baseline where promo weeks alternate", () => {
    expect(summary.skill).toBeGreaterThan(0.5);
    expect(summary.metrics.level).toBe(0.8);
  });

  test("is the same to the bit a second time", () => {
    expect(backtest(series, makeProphetTrainer(options), asked)).toEqual({ folds, summary });
  });
});

test("folds without history enough are dropped, the oldest first", () => {
  const short = makeSeries({ days: 40 });
  const { summary } = backtest(short, makeProphetTrainer(), { horizon: 7, folds: 10, step: 7, level: 0.8 })!;
  // 15 days span the two weeks a fit needs: cutoffs at days 19, 26 and 33 of 40 are late enough.
  expect(summary.cutoffs).toEqual(["2013-01-19", "2013-01-26", "2013-02-02"]);
});

test("a fold whose past has one value is dropped too", () => {
  const late = makeSeries({ days: 60 });
  late.y.fill(5, 0, 40);
  const { summary } = backtest(late, makeProphetTrainer(), { horizon: 7, folds: 4, step: 7, level: 0.8 })!;
  expect(summary.cutoffs).toEqual(["2013-02-15", "2013-02-22"]);
});

test("a horizon without a trading day is dropped", () => {
  const whole = makeSeries({ days: 100 });
  const isKept = (day: number) => dayOf(day) <= "2013-03-20" || dayOf(day) > "2013-03-27";
  const gap = {
    days: whole.days.filter(isKept),
    y: whole.y.filter((_, i) => isKept(whole.days[i]!)),
    regressors: {},
  };
  const { summary } = backtest(gap, makeProphetTrainer(), { horizon: 7, folds: 3, step: 7, level: 0.8 })!;
  expect(summary.cutoffs).toEqual(["2013-03-27", "2013-04-03"]);
});

test("no fold at all is null", () => {
  expect(backtest(makeSeries({ days: 15 }), makeProphetTrainer(), asked)).toBeNull();
  expect(backtest(makeSeries({ days: 0 }), makeProphetTrainer(), asked)).toBeNull();
});

test.each([
  [{ horizon: 0 }, "horizon is 0: must be a whole number from 1 on."],
  [{ folds: 1.5 }, "folds is 1.5: must be a whole number from 1 on."],
  [{ step: -7 }, "step is -7: must be a whole number from 1 on."],
  [{ level: 1 }, "level is 1: must be above 0 and below 1, such as 0.8."],
])("a backtest asked for %j is refused", (change, message) => {
  expect(() => backtest(series, makeProphetTrainer(options), { ...asked, ...change })).toThrow(message);
});
