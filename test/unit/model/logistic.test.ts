import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { makeGram } from "../../../src/model/gram.js";
import { fit, ModelError, predict } from "../../../src/model/index.js";
import type { FittedModel, FitOptions, FutureDays, Series } from "../../../src/model/index.js";
import { addLogisticCurvature } from "../../../src/model/logistic-curvature.js";
import { turnProjection } from "../../../src/model/logistic-trend.js";
import { kktResidual } from "../../../src/model/objective.js";
import { makeParts, makeResiduals, makeTangent, project } from "../../../src/model/projection.js";
import { makeScaledHistory } from "../../../src/model/scaled-history.js";
import { makeNormal, makeRandom, makeSaturatingSeries } from "../../support/series.js";

const LOGISTIC: Partial<FitOptions> = { growth: "logistic" };
const series = makeSaturatingSeries({ days: 300 });
const last = series.days.at(-1)!;

function makeFuture(from: number, count: number, cap = 6000): FutureDays {
  const days = Int32Array.from({ length: count }, (_, i) => from + i);
  return { days, regressors: {}, cap: new Float64Array(count).fill(cap) };
}

describe("what a logistic fit finds", () => {
  test("rate and offset of the curve it was made from", () => {
    const { params } = fit(makeSaturatingSeries({ days: 500, weekly: 0, noise: 0.01 }), {
      ...LOGISTIC,
      weeklySeasonality: false,
    });
    expect(params.k).toBeCloseTo(7, 0);
    expect(params.m).toBeCloseTo(0.4, 1);
  });

  test("a trend that ends at the cap, whatever the horizon", () => {
    const { components } = predict(fit(series, LOGISTIC), makeFuture(last, 3000), 0.8);
    const { values } = components[0]!;
    for (const value of values) expect(value).toBeLessThanOrEqual(6000);
    expect(values.at(-1)).toBeCloseTo(6000, -1);
  });

  test("a trend that follows a cap that moves", () => {
    const model = fit(series, { ...LOGISTIC, weeklySeasonality: false });
    const trendUnder = (cap: number) => predict(model, makeFuture(last, 1, cap), 0.8).yhat[0]!;
    expect(trendUnder(12_000)).toBeCloseTo(2 * trendUnder(6000), 8);
  });

  test("a fall to its floor", () => {
    const falling = makeSaturatingSeries({ days: 300, rate: -9, floor: 1000 });
    const model = fit(falling, LOGISTIC);
    const future = { ...makeFuture(last + 200, 1), floor: Float64Array.of(1000) };
    expect(predict(model, future, 0.8).components[0]!.values[0]).toBeCloseTo(1000, -2);
  });

  test("the level of a store without changepoints, where Prophet bends what it has fitted", () => {
    const level = makeSaturatingSeries({ days: 200, rate: 0, weekly: 0, noise: 0.01 });
    const lifted = { ...level, y: level.y.map((value) => value + 1800) };
    const { yhat } = predict(fit(lifted, { ...LOGISTIC, nChangepoints: 0 }), makeFuture(last, 1), 0.8);
    expect(Math.abs(yhat[0]! - 4800)).toBeLessThan(60);
  });
});

test("second derivatives are the changes of first ones along steps that move the line evenly", () => {
  const model = fit(makeSaturatingSeries({ days: 60, closedWeekdays: [7], floor: 300 }), {
    ...LOGISTIC,
    nChangepoints: 3,
    seasonalityMode: "multiplicative",
    seasonalities: [{ name: "monthly", period: 30.5, fourierOrder: 1, mode: "additive" }],
    holidays: [{ name: "fair", days: [15_720, 15_740], lowerWindow: 0, upperWindow: 1 }],
  });
  const { design, y } = makeScaledHistory(model);
  const normal = makeNormal(3);
  const n = design.precision.length;
  const at = Float64Array.from({ length: n + 3 }, () => 0.5 * normal());
  const split = (values: Float64Array) => ({ theta: values.slice(0, n), delta: values.slice(n) });
  const slopes = (values: Float64Array) => {
    const { theta, delta } = split(values);
    const residuals = makeResiduals(design, y, theta, delta);
    const { smooth, hinges } = project(makeTangent(design, theta, delta), residuals);
    turnProjection(smooth, theta);
    return [...smooth, ...hinges].map((value) => -value);
  };
  const { theta, delta } = split(at);
  const parts = makeParts(design, design.multiplies!, theta, delta);
  const residuals = makeResiduals(design, y, theta, delta);
  const gram = makeGram(makeTangent(design, theta, delta));
  const curved = addLogisticCurvature(gram, design, design.multiplies!, design.cap!, {
    ...{ theta, parts, residuals, variance: 0 },
  });
  // Followed evenly, a step leaves out the product of k and m.
  const product = slopes(at)[0]! / at[1]!;
  const entry = (i: number, j: number): number => {
    const [low, high] = [Math.min(i, j), Math.max(i, j)];
    if (high < n) return curved.smooth[high * n + low]!;
    if (low < n) return curved.cross[(high - n) * n + low]!;
    return curved.hinges[(low - n) * 3 + high - n]!;
  };
  for (let i = 0; i < n + 3; i++) {
    const above = slopes(at.with(i, at[i]! + 1e-5));
    const below = slopes(at.with(i, at[i]! - 1e-5));
    for (let j = 0; j < n + 3; j++) {
      const expected = (above[j]! - below[j]!) / 2e-5 - (i + j === 1 ? product : 0);
      expect(entry(i, j)).toBeCloseTo(expected, 5);
    }
  }
});

describe("the scale of y with a floor of its own", () => {
  const floored = makeSaturatingSeries({ days: 100, floor: 500 });
  floored.floor![3] = 400;

  test("is the largest y above its floor", () => {
    const { yScale, yMin, logisticFloor } = fit(floored, LOGISTIC);
    const above = floored.y.map((value, i) => value - floored.floor![i]!);
    expect([logisticFloor, yScale, yMin]).toEqual([true, Math.max(...above), Math.min(...above)]);
  });

  test("minmax, runs from the lowest floor to the highest cap", () => {
    const { yScale, yMin } = fit(floored, { ...LOGISTIC, scaling: "minmax" });
    expect([yMin, yScale]).toEqual([400, 5600]);
  });
});

describe("the interval of a logistic forecast", () => {
  const model = fit(makeSaturatingSeries({ days: 300, rate: 5, middle: 0.9 }), LOGISTIC);
  const withTrend = (change: Partial<FittedModel["params"]>): FittedModel => ({
    ...model,
    params: { ...model.params, sigmaObs: 1e-9, ...change },
  });
  const measureDeviation = (of: FittedModel, ahead: number) => {
    const { lower, upper } = predict(of, makeFuture(last + ahead, 1), 0.8);
    return (upper[0]! - lower[0]!) / 2 / 1.2815515655446004;
  };

  test("is as wide as Prophet's process of changes to come spreads the trend", () => {
    const delta = new Float64Array(25).fill(0.04);
    const spread = withTrend({ k: 1, m: 0.9, delta });
    const ahead = 60;
    const random = makeRandom(9);
    const to = ahead / model.tScale;
    const shares: number[] = [];
    for (let draw = 0; draw < 20_000; draw++) {
      let line = 1 * (1 + to - 0.9);
      model.changepointsT.forEach((knot) => (line += 0.04 * (1 + to - knot)));
      for (let at = 0; ;) {
        at -= Math.log(1 - random()) / 25;
        if (at > to) break;
        const size = -0.04 * Math.log(1 - random()) * (random() < 0.5 ? 1 : -1);
        line += size * (to - at);
      }
      shares.push(6000 / (1 + Math.exp(-line)));
    }
    const mean = shares.reduce((sum, value) => sum + value, 0) / shares.length;
    const variance = shares.reduce((sum, value) => sum + (value - mean) ** 2, 0) / shares.length;
    expect(measureDeviation(spread, ahead) / Math.sqrt(variance)).toBeCloseTo(1, 1);
  });

  test("closes towards the cap", () => {
    const steep = withTrend({ k: 1, m: 0.8, delta: new Float64Array(25).fill(1) });
    expect(measureDeviation(steep, 10)).toBeLessThan(1);
  });

  test("never spans more than lies between floor and cap", () => {
    const wild = withTrend({
      k: 0.1,
      m: 1,
      delta: Float64Array.from({ length: 25 }, (_, i) => (-1) ** i * 9),
    });
    expect(measureDeviation(wild, 2000)).toBeLessThanOrEqual(3000);
  });

  test("within the history is the noise alone", () => {
    expect(measureDeviation(withTrend({ delta: new Float64Array(25).fill(9) }), -5)).toBeCloseTo(0, 4);
  });
});

test("other growth neither needs nor keeps caps and floors", () => {
  const { history, logisticFloor } = fit({ ...series, floor: new Float64Array(300).fill(9000) });
  expect(Object.keys(history)).toEqual(["days", "y", "regressors"]);
  expect(logisticFloor).toBe(false);
});

test("the model keeps its own copy of caps and floors", () => {
  const own = makeSaturatingSeries({ days: 60, floor: 10 });
  const { history } = fit(own, LOGISTIC);
  own.cap[0] = 1;
  own.floor![0] = 0;
  expect([history.cap![0], history.floor![0]]).toEqual([6000, 10]);
});

test("any generated logistic series fits to a stationary point", () => {
  fc.assert(
    fc.property(
      fc.record({
        days: fc.integer({ min: 70, max: 400 }),
        rate: fc.double({ min: -12, max: 12, noNaN: true }),
        middle: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
        noise: fc.double({ min: 0.005, max: 0.3, noNaN: true }),
        weekly: fc.double({ min: 0, max: 0.2, noNaN: true }),
        floor: fc.constantFrom(0, 500, 3000),
        closedWeekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 2 }),
        seed: fc.nat(),
      }),
      fc.record({
        scaling: fc.constantFrom("absmax" as const, "minmax" as const),
        seasonalityMode: fc.constantFrom("additive" as const, "multiplicative" as const),
      }),
      (recipe, kind) => {
        const model = fit(makeSaturatingSeries(recipe), { ...LOGISTIC, ...kind });
        const { design, y } = makeScaledHistory(model);
        expect(kktResidual(design, y, model.params, 0.05)).toBeLessThan(1e-5);
      },
    ),
    { seed: 42, numRuns: 25 },
  );
});

describe("caps and floors that break a rule are refused, naming field, value and rule", () => {
  const floored = makeSaturatingSeries({ days: 60, floor: 100 });
  const capless = { days: floored.days, y: floored.y, regressors: {} };

  test.each<[string, Series, string]>([
    ["no cap", capless, "series.cap is undefined: logistic growth needs one value a day."],
    [
      "a cap too short",
      { ...floored, cap: new Float64Array(59) },
      "series.cap.length is 59: must equal days.length, 60.",
    ],
    [
      "a cap that is NaN",
      { ...floored, cap: floored.cap.with(2, NaN) },
      "series.cap[2] on 2013-01-03 is NaN: must be a finite number.",
    ],
    [
      "an infinite floor",
      { ...floored, floor: floored.floor!.with(1, -Infinity) },
      "series.floor[1] on 2013-01-02 is -Infinity: must be a finite number.",
    ],
    [
      "a cap at its floor",
      { ...floored, cap: floored.cap.with(5, 100) },
      "series.cap[5] on 2013-01-06 is 100: must be above the floor, 100.",
    ],
    [
      "sales below the floor",
      { ...floored, y: floored.y.with(4, 99) },
      "series.y[4] on 2013-01-05 is 99: must not lie below the floor of logistic growth, 100.",
    ],
    [
      "negative sales without a floor",
      { ...series, y: series.y.with(0, -1) },
      "series.y[0] on 2013-01-01 is -1: must not lie below the floor of logistic growth, 0.",
    ],
  ])("%s", (_name, broken, message) => {
    expect(() => fit(broken, LOGISTIC)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message }));
    expect(() => fit(broken, LOGISTIC)).toThrow(ModelError);
  });

  const model = fit(floored, LOGISTIC);
  const future = { ...makeFuture(last, 2), floor: new Float64Array(2).fill(100) };
  const withoutCap = { days: future.days, regressors: {}, floor: future.floor };
  const withoutFloor = makeFuture(last, 2);

  test.each<[string, FutureDays, string]>([
    ["days without a cap", withoutCap, "future.cap is undefined: logistic growth needs one value a day."],
    [
      "days without a floor",
      withoutFloor,
      "future.floor is undefined: the model's history had one, so it needs one value a day.",
    ],
    [
      "a cap below the floor",
      { ...future, cap: Float64Array.of(6000, 50) },
      "future.cap[1] on 2013-10-28 is 50: must be above the floor, 100.",
    ],
  ])("%s", (_name, broken, message) => {
    expect(() => predict(model, broken, 0.8)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message }),
    );
  });
});
