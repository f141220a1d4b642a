import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { epochDay } from "../../../src/model/day.js";
import { fit, floorAtZero, ModelError, predict } from "../../../src/model/index.js";
import type { FittedModel, FutureDays } from "../../../src/model/index.js";
import { makeSeries } from "../../support/series.js";

const EASTER = [epochDay("2013-04-01"), epochDay("2014-04-21"), epochDay("2015-04-06")];
const series = makeSeries({ days: 800, promo: 0.3, closedWeekdays: [7] });
const model = fit(series, {
  regressors: [{ name: "promo" }],
  holidays: [{ name: "Easter Monday", days: EASTER, lowerWindow: -1, upperWindow: 1 }],
});
const last = series.days.at(-1)!;

function makeFuture(from: number, count: number): FutureDays {
  const days = Int32Array.from({ length: count }, (_, i) => from + i);
  return { days, regressors: { promo: Float64Array.from(days, (day) => day % 2) } };
}

/** A model whose every part is known: 100 units of scale, no seasons unless given. */
function makeModel(change: Partial<FittedModel>): FittedModel {
  return {
    ...model,
    start: 0,
    tScale: 100,
    yScale: 100,
    changepoints: Int32Array.of(50),
    changepointsT: Float64Array.of(0.5),
    seasonalities: [],
    holidays: [],
    regressors: [],
    params: {
      k: 1,
      m: 0.5,
      delta: Float64Array.of(-0.5),
      sigmaObs: 0.1,
      beta: new Float64Array(1),
      logPosterior: null,
    },
    ...change,
  };
}

describe("parts of a forecast", () => {
  test("the trend bends at its changepoint", () => {
    const { yhat } = predict(makeModel({}), { days: Int32Array.of(0, 25, 50, 75, 100), regressors: {} }, 0.8);
    expect([...yhat]).toEqual([50, 75, 100, 112.5, 125]);
  });

  test("sum to yhat, to the bit", () => {
    const { yhat, components } = predict(model, makeFuture(last - 30, 90), 0.8);
    yhat.forEach((value, i) => {
      expect(components.reduce((sum, { values }) => sum + values[i]!, 0)).toBe(value);
    });
  });

  test("are the trend, the seasons, holidays and regressors by name", () => {
    const { components } = predict(model, makeFuture(last, 3), 0.8);
    expect(components.map(({ name }) => name)).toEqual(["trend", "yearly", "weekly", "holidays", "promo"]);
  });

  test("the weekly part repeats after a week, the promo is there on promo days alone", () => {
    const future = makeFuture(last + 1, 14);
    const parts = new Map(predict(model, future, 0.8).components.map(({ name, values }) => [name, values]));
    const weekly = parts.get("weekly")!;
    for (let i = 0; i < 7; i++) expect(weekly[i + 7]).toBeCloseTo(weekly[i]!, 9);
    parts.get("promo")!.forEach((value, i) => expect(value !== 0).toBe(future.regressors.promo![i] === 1));
  });

  test("a holiday is felt on the days of its window alone", () => {
    const { days, components } = predict(model, makeFuture(epochDay("2015-04-01"), 10), 0.8);
    const { values } = components.find(({ name }) => name === "holidays")!;
    const felt = [...days].filter((_, i) => values[i] !== 0);
    expect(felt).toEqual([EASTER[2]! - 1, EASTER[2]!, EASTER[2]! + 1].filter((day) => felt.includes(day)));
    expect(felt).toContain(EASTER[2]! + 1);
  });

  test("overlapping holidays add up", () => {
    const overlapping = makeModel({
      holidays: [
        { name: "a", days: [10], lowerWindow: 0, upperWindow: 1 },
        { name: "b", days: [11], lowerWindow: 0, upperWindow: 0 },
      ],
      params: {
        ...makeModel({}).params,
        k: 0,
        delta: new Float64Array(1),
        beta: Float64Array.of(0.1, 0.2, 0.4),
      },
    });
    const { yhat } = predict(overlapping, { days: Int32Array.of(9, 10, 11, 12), regressors: {} }, 0.8);
    [50, 60, 110, 50].forEach((value, i) => expect(yhat[i]).toBeCloseTo(value, 10));
  });

  test("a standardised regressor acts on (value - mu) / std", () => {
    const standardised = makeModel({
      regressors: [{ name: "price", priorScale: 10, standardize: true, mode: "additive", mu: 4, std: 2 }],
      params: { ...makeModel({}).params, k: 0, delta: new Float64Array(1), beta: Float64Array.of(0.1) },
    });
    const future = { days: Int32Array.of(1, 2), regressors: { price: Float64Array.of(4, 8) } };
    expect([...predict(standardised, future, 0.8).yhat]).toEqual([50, 70]);
  });
});

describe("Prophet's own vectors of a trend with a change of slope", () => {
  const days = Int32Array.from({ length: 11 }, (_, i) => i);
  const cap = new Float64Array(11).fill(10);
  test.each([
    ["linear", [0, 1, 2, 3, 4, 5, 6.5, 8, 9.5, 11, 12.5]],
    [
      "logistic",
      [5, 7.310586, 8.807971, 9.525741, 9.820138, 9.933071, 9.984988, 9.996646, 9.999252, 9.999833, 9.999963],
    ],
    ["flat", new Array<number>(11).fill(0)],
  ] as const)("%s", (growth, expected) => {
    const bent = makeModel({
      growth,
      tScale: 1,
      yScale: 1,
      changepointsT: Float64Array.of(5),
      params: { ...makeModel({}).params, k: 1, m: 0, delta: Float64Array.of(0.5) },
    });
    const trend = (from: number) =>
      predict(bent, { days: days.slice(from), regressors: {}, cap: cap.slice(from) }, 0.8).yhat;
    expected.forEach((value, i) => expect(trend(0)[i]).toBeCloseTo(value, 6));
    expect(trend(8)).toEqual(trend(0).slice(8));
  });
});

describe("the interval", () => {
  test("within the history is the noise's own: 1.2816 sigma at 80 %, 1.96 at 95 %", () => {
    const future = { days: Int32Array.of(20), regressors: {} };
    const reach = (level: number) => {
      const { yhat, upper } = predict(makeModel({}), future, level);
      return upper[0]! - yhat[0]!;
    };
    expect(reach(0.8)).toBeCloseTo(12.815515655446, 10);
    expect(reach(0.95)).toBeCloseTo(19.59963984540054, 10);
  });

  test("after the history grows with the trend's variance, 2/3 S b^2 t^3", () => {
    const { yhat, upper } = predict(makeModel({}), { days: Int32Array.of(120), regressors: {} }, 0.8);
    const deviation = (upper[0]! - yhat[0]!) / 1.2815515655446004;
    expect(deviation).toBeCloseTo(100 * Math.sqrt(0.01 + (2 / 3) * 0.25 * 0.008), 9);
  });

  test("widens with the level and with the horizon, and holds yhat", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (a, b) => {
          const [narrow, wide] = [Math.min(a, b), Math.max(a, b)].map((level) =>
            predict(model, makeFuture(last - 5, 60), level),
          );
          narrow!.yhat.forEach((value, i) => {
            expect(narrow!.lower[i]).toBeLessThanOrEqual(value);
            expect(narrow!.upper[i]).toBeGreaterThanOrEqual(value);
            expect(wide!.lower[i]).toBeLessThanOrEqual(narrow!.lower[i]!);
            expect(wide!.upper[i]).toBeGreaterThanOrEqual(narrow!.upper[i]!);
          });
          for (let i = 7; i < 60; i++) {
            const reach = (at: number) => wide!.upper[at]! - wide!.yhat[at]!;
            expect(reach(i)).toBeGreaterThanOrEqual(reach(i - 1) - 1e-9);
          }
        },
      ),
      { seed: 42, numRuns: 50 },
    );
  });

  test("is finite at any level below certainty", () => {
    for (const level of [Number.MIN_VALUE, 1e-12, 1 - Number.EPSILON / 2]) {
      const { lower, upper } = predict(model, makeFuture(last, 7), level);
      for (const value of [...lower, ...upper]) expect(Number.isFinite(value)).toBe(true);
    }
  });
});

test("the same question gives the same bits, alone or among other days", () => {
  const all = predict(model, makeFuture(last - 10, 40), 0.8);
  expect(predict(model, makeFuture(last - 10, 40), 0.8)).toEqual(all);
  for (let i = 0; i < 40; i++) {
    const one = predict(model, makeFuture(last - 10 + i, 1), 0.8);
    expect(one.yhat[0]).toBe(all.yhat[i]);
    expect(one.upper[0]).toBe(all.upper[i]);
  }
});

test("no days give an empty forecast", () => {
  expect(predict(model, makeFuture(last, 0), 0.8).yhat).toHaveLength(0);
});

test("the floor lifts yhat, lower and upper to 0 and leaves the parts alone", () => {
  const falling = makeModel({
    params: { ...makeModel({}).params, k: -1, m: 0.05, delta: new Float64Array(1) },
  });
  const raw = predict(falling, { days: Int32Array.of(0, 100), regressors: {} }, 0.8);
  const served = floorAtZero(raw);
  expect(raw.yhat[1]).toBe(-95);
  expect([...served.yhat]).toEqual([5, 0]);
  expect(served.lower[0]).toBe(0);
  expect(served.upper[0]).toBe(raw.upper[0]);
  expect(served.upper[1]).toBe(0);
  expect(served.components).toEqual(raw.components);
});

describe("questions that break a rule are refused, naming field, value and rule", () => {
  const future = makeFuture(last + 1, 3);
  test.each<[string, FutureDays, number, string]>([
    ["level 0", future, 0, "level is 0: must be above 0 and below 1, such as 0.8."],
    ["level 1", future, 1, "level is 1: must be above 0 and below 1, such as 0.8."],
    ["level 80", future, 80, "level is 80: must be above 0 and below 1, such as 0.8."],
    ["level NaN", future, NaN, "level is NaN: must be above 0 and below 1, such as 0.8."],
    [
      "a regressor left out",
      { ...future, regressors: {} },
      0.8,
      "future.regressors.promo is undefined: the model needs one value a day.",
    ],
    [
      "a regressor too short",
      { ...future, regressors: { promo: new Float64Array(2) } },
      0.8,
      "future.regressors.promo.length is 2: must equal days.length, 3.",
    ],
    [
      "a regressor that is NaN",
      { ...future, regressors: { promo: Float64Array.of(0, NaN, 1) } },
      0.8,
      "future.regressors.promo[1] on 2015-03-13 is NaN: must be a finite number.",
    ],
    [
      "days out of order",
      { ...future, days: Int32Array.of(17000, 16999, 17001) },
      0.8,
      'future.days[1] is "2016-07-17": must be in ascending order, the day before it is 2016-07-18.',
    ],
  ])("%s", (_name, asked, level, message) => {
    let caught: unknown;
    try {
      predict(model, asked, level);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ModelError);
    expect(caught).toMatchObject({ code: "INVALID_INPUT", message });
  });
});
