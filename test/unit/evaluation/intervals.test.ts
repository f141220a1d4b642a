import { describe, expect, test } from "@jest/globals";

import { makeBounds } from "../../../src/evaluation/intervals.js";
import { forecastStore, predictMoments } from "../../../src/model/index.js";
import { calibrate, fitStoreModel, DEFAULT_RECIPE } from "../../../src/model/index.js";
import { makeChain } from "../../support/evaluation.js";

describe("an interval of the past", () => {
  test("is normal without a calibration, and never below 0", () => {
    const { lower, upper } = makeBounds({ transform: "none", mean: [100, 5], sd: [10, 10] }, null, 0.8);
    // 1.2815515655446004 standard deviations hold 80 %.
    expect(lower[0]).toBeCloseTo(87.184484, 6);
    expect(upper[0]).toBeCloseTo(112.815516, 6);
    expect(lower[1]).toBe(0);
  });

  test("on log sales is one of shares", () => {
    const { lower, upper } = makeBounds({ transform: "log", mean: [Math.log(100)], sd: [0.1] }, null, 0.8);
    expect(lower[0]).toBeCloseTo(87.97, 2);
    expect(upper[0]).toBeCloseTo(113.675, 2);
  });

  test.each([0.5, 0.8, 0.95])("is what would have been served, at %d", (level) => {
    const { series, holidays } = makeChain(1)[0]!;
    const fitted = fitStoreModel(series, DEFAULT_RECIPE, holidays);
    const chain = [{ count: 24, meanSize: 1.1 }];
    const days = Int32Array.of(series.days.at(-1)! + 1, series.days.at(-1)! + 2);
    const future = { days, regressors: { promo: Float64Array.of(1, 0) } };
    const { mean, sd } = predictMoments(fitted, future);
    const moments = { transform: fitted.transform, mean: [...mean], sd: [...sd] };
    for (const calibration of [
      null,
      calibrate({ count: 4, meanSize: 1.05 }, chain, DEFAULT_RECIPE.intervals),
    ]) {
      const served = forecastStore({ ...fitted, calibration }, future, level);
      const bounds = makeBounds(moments, calibration, level);
      for (const i of days.keys()) {
        expect(bounds.lower[i]! / served.lower[i]!).toBeCloseTo(1, 9);
        expect(bounds.upper[i]! / served.upper[i]!).toBeCloseTo(1, 9);
      }
    }
  });
});
