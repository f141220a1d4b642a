import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { epochDay } from "../../../src/model/day.js";
import { ModelError, seasonalNaive, seasonalNaiveMae } from "../../../src/model/index.js";
import type { Series } from "../../../src/model/index.js";
import { makeSeries } from "../../support/series.js";

/** A Monday. */
const MONDAY = epochDay("2015-06-01");

function makeKnown(days: number[], y: number[]): Series {
  return { days: Int32Array.from(days), y: Float64Array.from(y), regressors: {} };
}

const twoWeeks = makeKnown(
  [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12].map((offset) => MONDAY + offset),
  [10, 20, 30, 40, 50, 60, 11, 22, 33, 44, 55, 66],
);

function forecast(series: Series, days: number[], level = 0.8) {
  return seasonalNaive(series, { days: Int32Array.from(days) }, level);
}

describe("the seasonal-naive baseline", () => {
  test("repeats the last day of the same weekday, a week and three weeks ahead", () => {
    const { yhat, components } = forecast(twoWeeks, [MONDAY + 14, MONDAY + 19, MONDAY + 28]);
    expect([...yhat]).toEqual([11, 66, 11]);
    expect(components).toEqual([{ name: "baseline", values: yhat }]);
  });

  test("gives a weekday that was never traded on the mean of the others", () => {
    expect(forecast(twoWeeks, [MONDAY + 20]).yhat[0]).toBeCloseTo((11 + 22 + 33 + 44 + 55 + 66) / 6, 12);
  });

  test("measures its spread on its own errors, and widens with the square root of the weeks", () => {
    const spread = Math.sqrt((1 + 4 + 9 + 16 + 25 + 36) / 6);
    const { yhat, upper, lower } = forecast(twoWeeks, [MONDAY + 14, MONDAY + 35]);
    expect(upper[0]! - yhat[0]!).toBeCloseTo(1.2815515655446004 * spread, 10);
    expect(yhat[1]! - lower[1]!).toBeCloseTo(1.2815515655446004 * spread * 2, 10);
  });

  test("works from one day on, with an interval as wide as that day's sales", () => {
    const { yhat, lower, upper } = forecast(makeKnown([MONDAY], [40]), [MONDAY + 1]);
    expect(yhat[0]).toBe(40);
    expect(upper[0]! - lower[0]!).toBeCloseTo(2 * 1.2815515655446004 * 40, 10);
  });

  test("uses the spread of sales before any weekday has come twice", () => {
    const { yhat, upper } = forecast(makeKnown([MONDAY, MONDAY + 1], [10, 14]), [MONDAY + 7]);
    expect(upper[0]! - yhat[0]!).toBeCloseTo(1.2815515655446004 * Math.sqrt(8), 10);
  });

  test("of nothing but zeros is zero, without doubt", () => {
    const { yhat, lower, upper } = forecast(makeKnown([MONDAY, MONDAY + 7], [0, 0]), [MONDAY + 14]);
    expect([yhat[0], lower[0], upper[0]]).toEqual([0, 0, 0]);
  });

  test("widens with the level and holds yhat", () => {
    const level = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), level, level, (days, seed, a, b) => {
        const series = makeSeries({ days, seed });
        const ahead = [1, 5, 30].map((offset) => series.days.at(-1)! + offset);
        const narrow = forecast(series, ahead, Math.min(a, b));
        const wide = forecast(series, ahead, Math.max(a, b));
        narrow.yhat.forEach((value, i) => {
          expect(narrow.lower[i]).toBeLessThanOrEqual(value);
          expect(narrow.upper[i]).toBeGreaterThanOrEqual(value);
          expect(wide.lower[i]).toBeLessThanOrEqual(narrow.lower[i]!);
          expect(wide.upper[i]).toBeGreaterThanOrEqual(narrow.upper[i]!);
        });
      }),
      { seed: 42 },
    );
  });

  test("refuses a series without days, and a level out of range", () => {
    expect(() => forecast(makeKnown([], []), [MONDAY])).toThrow(
      new ModelError("NOT_ENOUGH_DATA", "The series has no days: the baseline needs at least one."),
    );
    expect(() => forecast(twoWeeks, [MONDAY], 1.5)).toThrow(/^level is 1\.5: /);
  });
});

test("the in-sample error of the rule is the scale of MASE; unknown until a weekday has come twice", () => {
  expect(seasonalNaiveMae(twoWeeks)).toBeCloseTo(3.5, 12);
  expect(seasonalNaiveMae(makeKnown([MONDAY], [40]))).toBeNull();
});
