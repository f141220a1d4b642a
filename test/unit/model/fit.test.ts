import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { epochDay } from "../../../src/model/day.js";
import { fit, ModelError, predict } from "../../../src/model/index.js";
import type { FittedModel, FitOptions, ModelParams, Series } from "../../../src/model/index.js";
import { makeObjective } from "../../support/objective.js";
import { makeNormal, makeSaturatingSeries, makeSeries } from "../../support/series.js";

function perturb(params: ModelParams, size: number, normal: () => number): ModelParams {
  return {
    k: params.k + size * normal(),
    m: params.m + size * normal(),
    delta: params.delta.map((value) => value + size * normal()),
    sigmaObs: params.sigmaObs * Math.exp(size * normal()),
    beta: params.beta.map((value) => value + size * normal()),
    logPosterior: null,
  };
}

function expectFinite(model: FittedModel): void {
  const { k, m, delta, sigmaObs, beta } = model.params;
  for (const value of [k, m, ...delta, sigmaObs, ...beta]) expect(Number.isFinite(value)).toBe(true);
}

function catchError(action: () => unknown): ModelError {
  try {
    action();
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

const EASTER = [epochDay("2013-04-01"), epochDay("2014-04-21"), epochDay("2015-04-06")];

const STORES: [string, Series, Partial<FitOptions>][] = [
  ["two years, every day", makeSeries({ days: 780 }), {}],
  [
    "a six-day store with promo and a holiday",
    makeSeries({ days: 900, closedWeekdays: [7], promo: 0.3 }),
    {
      regressors: [{ name: "promo" }],
      holidays: [{ name: "Easter Monday", days: EASTER, lowerWindow: -2, upperWindow: 1, priorScale: 0.1 }],
    },
  ],
  [
    "a loose trend",
    makeSeries({ days: 500, growth: 1 }),
    { changepointPriorScale: 0.5, yearlySeasonality: 3 },
  ],
  ["no changepoints, no seasons", makeSeries({ days: 90 }), { nChangepoints: 0, weeklySeasonality: false }],
  ["a short one", makeSeries({ days: 40 }), {}],
  ["a flat trend", makeSeries({ days: 200 }), { growth: "flat", scaling: "minmax" }],
  [
    "a weekly season on promo days, a monthly one and a daily one",
    makeSeries({ days: 300, promo: 0.2 }),
    {
      dailySeasonality: true,
      seasonalities: [
        { name: "weekly in promo", period: 7, fourierOrder: 3, conditionName: "promo" },
        { name: "monthly", period: 30.5, fourierOrder: 5, priorScale: 0.2 },
      ],
    },
  ],
  ["a multiplicative season", makeSeries({ days: 500 }), { seasonalityMode: "multiplicative" }],
  [
    "a six-day store, all of it multiplicative",
    makeSeries({ days: 900, closedWeekdays: [7], promo: 0.3, growth: 0.5 }),
    {
      seasonalityMode: "multiplicative",
      regressors: [{ name: "promo" }],
      holidays: [{ name: "Easter Monday", days: EASTER, lowerWindow: -2, upperWindow: 1, priorScale: 0.1 }],
    },
  ],
  [
    "a mix of modes",
    makeSeries({ days: 400, promo: 0.3 }),
    {
      regressors: [{ name: "promo", mode: "multiplicative" }],
      holidaysMode: "multiplicative",
      holidays: [{ name: "Easter Monday", days: EASTER, lowerWindow: 0, upperWindow: 1 }],
      seasonalities: [{ name: "monthly", period: 30.5, fourierOrder: 2, mode: "multiplicative" }],
    },
  ],
  [
    "multiplicative and flat",
    makeSeries({ days: 200, closedWeekdays: [6, 7] }),
    { growth: "flat", scaling: "minmax", seasonalityMode: "multiplicative" },
  ],
  ["chosen changepoints", makeSeries({ days: 300 }), { changepoints: [epochDay("2013-04-01")] }],
  ["logistic growth", makeSaturatingSeries({ days: 300 }), { growth: "logistic" }],
  [
    "a six-day store that falls to its floor",
    makeSaturatingSeries({ days: 400, rate: -6, floor: 500, closedWeekdays: [7] }),
    { growth: "logistic", scaling: "minmax", changepointPriorScale: 0.5 },
  ],
  [
    "logistic growth, multiplicative",
    makeSaturatingSeries({ days: 250, floor: 100, noise: 0.08 }),
    {
      growth: "logistic",
      seasonalityMode: "multiplicative",
      holidays: [{ name: "fair", days: [15720, 15800], lowerWindow: -1, upperWindow: 0 }],
    },
  ],
  [
    "returns, some days below zero",
    { ...makeSeries({ days: 300 }), y: makeSeries({ days: 300 }).y.map((value) => value - 5000) },
    {},
  ],
];

describe.each(STORES)("the fit of %s", (_name, series, options) => {
  const model = fit(series, options);
  const objective = makeObjective(model);

  test("is stationary", () => {
    expect(objective.kkt(model.params)).toBeLessThan(1e-5);
  });

  test("says its log posterior", () => {
    expect(objective.lp(model.params)).toBeCloseTo(model.params.logPosterior!, 8);
  });

  test("is never worse than a point nearby", () => {
    const normal = makeNormal(7);
    const best = objective.lp(model.params);
    for (const size of [1e-7, 1e-5, 1e-3, 1e-2, 0.1]) {
      for (let i = 0; i < 40; i++) {
        expect(objective.lp(perturb(model.params, size, normal))).toBeLessThanOrEqual(best + 1e-9);
      }
    }
  });

  test("is never worse along one coordinate", () => {
    const best = objective.lp(model.params);
    for (const step of [-1e-3, -1e-6, 1e-6, 1e-3]) {
      const { delta, beta } = model.params;
      const moved = [
        { ...model.params, k: model.params.k + step },
        { ...model.params, m: model.params.m + step },
        { ...model.params, sigmaObs: model.params.sigmaObs * (1 + step) },
        ...[...delta.keys()].map((at) => ({ ...model.params, delta: delta.with(at, delta[at]! + step) })),
        ...[...beta.keys()].map((at) => ({ ...model.params, beta: beta.with(at, beta[at]! + step) })),
      ];
      for (const params of moved) expect(objective.lp(params)).toBeLessThanOrEqual(best + 1e-9);
    }
  });

  test("is the same to the bit a second time", () => {
    expect(fit(series, options)).toEqual(model);
  });
});

describe("what the fit finds in a series it knows the truth of", () => {
  test("the lift of a promo and the noise", () => {
    const series = makeSeries({ days: 900, promo: 0.3, noise: 0.02, growth: 0, yearly: 0.1 });
    const model = fit(series, { regressors: [{ name: "promo" }] });
    expect(model.params.beta.at(-1)! * model.yScale).toBeCloseTo(1500, -2);
    expect(model.params.sigmaObs * model.yScale).toBeCloseTo(100, -1);
  });

  test("the level of a flat trend, to the mean of its days", () => {
    const normal = makeNormal(5);
    const days = Int32Array.from({ length: 70 }, (_, i) => 16000 + i);
    const y = Float64Array.from(days, () => 1000 + 10 * normal());
    const model = fit({ days, y, regressors: {} }, { growth: "flat", weeklySeasonality: false });
    const mean = y.reduce((sum, value) => sum + value, 0) / 70;
    const ahead = predict(model, { days: Int32Array.of(16070, 17070), regressors: {} }, 0.8);
    expect([model.params.k, ...new Set(model.params.delta)]).toEqual([0, 0]);
    expect(ahead.yhat[0]).toBeCloseTo(mean, 1);
    expect([ahead.yhat[1], ahead.lower[1], ahead.upper[1]]).toEqual([
      ahead.yhat[0],
      ahead.lower[0],
      ahead.upper[0],
    ]);
  });

  test("a weekly wave that holds on marked days alone", () => {
    const days = Int32Array.from({ length: 280 }, (_, i) => 16000 + i);
    const isMarked = Float64Array.from(days, (day) => Number(day % 28 < 14));
    const wave = (day: number) => 100 * Math.sin((2 * Math.PI * day) / 7);
    const y = Float64Array.from(days, (day, i) => 1000 + isMarked[i]! * wave(day));
    const model = fit(
      { days, y, regressors: { marked: isMarked } },
      {
        weeklySeasonality: false,
        seasonalities: [{ name: "marked weeks", period: 7, fourierOrder: 1, conditionName: "marked" }],
      },
    );
    const future = { days: Int32Array.of(16282, 16283), regressors: { marked: Float64Array.of(1, 0) } };
    const { components } = predict(model, future, 0.8);
    const season = components.find(({ name }) => name === "marked weeks")!;
    expect(season.values[0]).toBeCloseTo(wave(16282), 2);
    expect(season.values[1]).toBe(0);
  });

  test("a wave that grows with the level, as a share of it", () => {
    const days = Int32Array.from({ length: 280 }, (_, i) => 16000 + i);
    const level = (day: number) => 1000 + 5 * (day - 16000);
    const wave = (day: number) => 0.2 * Math.sin((2 * Math.PI * day) / 7);
    const normal = makeNormal(5);
    const y = Float64Array.from(days, (day) => level(day) * (1 + wave(day)) + normal());
    const model = fit({ days, y, regressors: {} }, { seasonalityMode: "multiplicative" });
    const ahead = predict(model, { days: Int32Array.of(16282), regressors: {} }, 0.8);
    expect(ahead.yhat[0]).toBeCloseTo(level(16282) * (1 + wave(16282)), -1);
    expect(ahead.components[1]!.values[0]! / ahead.components[0]!.values[0]!).toBeCloseTo(wave(16282), 2);
  });

  test("a broken trend, within 2 % of the level, 30 days ahead", () => {
    const days = Int32Array.from({ length: 600 }, (_, i) => 16000 + i);
    const truth = (i: number) => 1000 + 2 * i - 3 * Math.max(0, i - 300);
    const normal = makeNormal(3);
    const y = Float64Array.from(days, (_, i) => truth(i) + 10 * normal());
    const model = fit({ days, y, regressors: {} });
    const ahead = predict(model, { days: Int32Array.of(16629), regressors: {} }, 0.8);
    expect(Math.abs(ahead.yhat[0]! - truth(629))).toBeLessThan(20);
  });
});

describe("awkward series that must fit all the same", () => {
  const days = (count: number) => Int32Array.from({ length: count }, (_, i) => 16000 + i);
  const normal = makeNormal(11);
  const cases: [string, Series, Partial<FitOptions>][] = [
    [
      "a huge offset with a tiny variation",
      { days: days(200), y: Float64Array.from(days(200), () => 6.2e8 + 60 * normal()), regressors: {} },
      {},
    ],
    [
      "a huge offset on a six-day store",
      (() => {
        const series = makeSeries({ days: 300, closedWeekdays: [7], noise: 0 });
        return { ...series, y: series.y.map(() => 6.2e8 + Math.round(60 * normal())) };
      })(),
      {},
    ],
    [
      "open on Mondays alone",
      makeSeries({ days: 400, closedWeekdays: [2, 3, 4, 5, 6, 7] }),
      { weeklySeasonality: 3 },
    ],
    [
      "a gap of half a year",
      (() => {
        const whole = makeSeries({ days: 800 });
        const isKept = (day: number) => day < 15900 || day > 16080;
        return {
          days: whole.days.filter(isKept),
          y: whole.y.filter((_, i) => isKept(whole.days[i]!)),
          regressors: {},
        };
      })(),
      {},
    ],
    ["two rows", { days: Int32Array.of(16000, 16014), y: Float64Array.of(5, 9), regressors: {} }, {}],
    ["10,000 rows", makeSeries({ days: 10_000, start: "1990-01-01" }), {}],
    [
      "many changepoints over the whole history",
      makeSeries({ days: 400 }),
      { nChangepoints: 120, changepointRange: 1 },
    ],
    ["one sale in a year", { days: days(365), y: new Float64Array(365).with(200, 3), regressors: {} }, {}],
    [
      "a regressor that never changes",
      { ...makeSeries({ days: 100 }), regressors: { promo: new Float64Array(100).fill(1) } },
      { regressors: [{ name: "promo" }] },
    ],
    [
      "the same regressor twice over",
      (() => {
        const series = makeSeries({ days: 300, promo: 0.2 });
        return {
          ...series,
          regressors: { promo: series.regressors.promo!, again: series.regressors.promo! },
        };
      })(),
      { regressors: [{ name: "promo" }, { name: "again" }] },
    ],
    ["a tiny changepoint prior", makeSeries({ days: 400 }), { changepointPriorScale: 1e-9 }],
    ["a huge changepoint prior", makeSeries({ days: 400 }), { changepointPriorScale: 1e3 }],
  ];

  const both = cases.flatMap(([name, series, options]): [string, Series, Partial<FitOptions>][] => [
    [name, series, options],
    [`${name}, multiplicative`, series, { ...options, seasonalityMode: "multiplicative" }],
  ]);

  test.each(both)("%s", (_name, series, options) => {
    const model = fit(series, options);
    expectFinite(model);
    const { history, yScale } = model;
    const fitted = predict(model, { days: history.days, regressors: history.regressors }, 0.8);
    const mean = history.y.reduce((sum, value) => sum + value, 0) / history.y.length;
    const spread = Math.hypot(...history.y.map((value) => value - mean));
    const residual = Math.hypot(...history.y.map((value, i) => value - fitted.yhat[i]!));
    expect(residual).toBeLessThanOrEqual(spread * 1.001 + 1e-9 * yScale);
  });

  test("a perfect line: its slope is found and the noise is nothing", () => {
    const y = Float64Array.from(days(100), (_, i) => 1000 + 7 * i);
    const model = fit({ days: days(100), y, regressors: {} });
    const ahead = predict(model, { days: Int32Array.of(16129), regressors: {} }, 0.8);
    expect(ahead.yhat[0]).toBeCloseTo(1000 + 7 * 129, 5);
    expect(model.params.sigmaObs).toBeLessThan(1e-4);
  });
});

test("any generated series fits to a stationary point or is refused for want of data", () => {
  fc.assert(
    fc.property(
      fc.record({
        days: fc.integer({ min: 1, max: 500 }),
        level: fc.constantFrom(0, 1, 50, 5000, 1e7),
        growth: fc.double({ min: -1, max: 3, noNaN: true }),
        weekly: fc.double({ min: 0, max: 0.5, noNaN: true }),
        noise: fc.double({ min: 0.001, max: 1, noNaN: true }),
        closedWeekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 6 }),
        promo: fc.double({ min: 0, max: 1, noNaN: true }),
        seed: fc.nat(),
      }),
      fc.record({
        growth: fc.constantFrom("linear" as const, "flat" as const),
        scaling: fc.constantFrom("absmax" as const, "minmax" as const),
        seasonalityMode: fc.constantFrom("additive" as const, "multiplicative" as const),
      }),
      (recipe, kind) => {
        const series = makeSeries(recipe);
        const options = { ...kind, regressors: [{ name: "promo" }] };
        try {
          const model = fit(series, options);
          expectFinite(model);
          // Fewer days than columns can be fitted perfectly, where the density has no mode.
          if (series.days.length > 60) expect(makeObjective(model).kkt(model.params)).toBeLessThan(1e-5);
        } catch (error) {
          if (!(error instanceof ModelError)) throw error;
          expect(error.code).toBe("NOT_ENOUGH_DATA");
        }
      },
    ),
    { seed: 42, numRuns: 60 },
  );
});

describe("series that say too little are refused", () => {
  const days = Int32Array.from({ length: 20 }, (_, i) => 16000 + i);
  test.each<[string, Series, RegExp]>([
    ["no days", { days: new Int32Array(0), y: new Float64Array(0), regressors: {} }, /no days/],
    ["less than two weeks", makeSeries({ days: 14 }), /2013-01-01 to 2013-01-14, 13 days: at least 14/],
    ["all zero", { days, y: new Float64Array(20), regressors: {} }, /is 0 on all its 20 days/],
    ["one value", { days, y: new Float64Array(20).fill(7), regressors: {} }, /is 7 on all its 20 days/],
  ])("%s", (_name, series, message) => {
    const error = catchError(() => fit(series));
    expect(error.code).toBe("NOT_ENOUGH_DATA");
    expect(error.message).toMatch(message);
  });
});

describe("input that breaks a rule is refused, naming field, value and rule", () => {
  const good = makeSeries({ days: 30, promo: 0.2 });
  const holiday = { name: "fair", days: [16000], lowerWindow: 0, upperWindow: 0 };
  const withDay = (at: number, day: number) => ({ ...good, days: good.days.with(at, day) });

  test.each<[string, Series, object, string]>([
    [
      "NaN sales",
      { ...good, y: good.y.with(3, NaN) },
      {},
      "series.y[3] on 2013-01-04 is NaN: must be a finite number.",
    ],
    [
      "infinite sales",
      { ...good, y: good.y.with(3, Infinity) },
      {},
      "series.y[3] on 2013-01-04 is Infinity: must be a finite number.",
    ],
    [
      "a day twice",
      withDay(5, good.days[4]!),
      {},
      'series.days[5] is "2013-01-05": must not repeat a day, the day before it is 2013-01-05.',
    ],
    [
      "days out of order",
      withDay(5, good.days[2]!),
      {},
      'series.days[5] is "2013-01-03": must be in ascending order, the day before it is 2013-01-05.',
    ],
    [
      "fewer sales than days",
      { ...good, y: good.y.slice(1) },
      {},
      "series.y.length is 29: must equal days.length, 30.",
    ],
    [
      "a regressor too short",
      { ...good, regressors: { promo: new Float64Array(3) } },
      {},
      "series.regressors.promo.length is 3: must equal days.length, 30.",
    ],
    [
      "a regressor that is NaN",
      { ...good, regressors: { promo: good.regressors.promo!.with(0, NaN) } },
      {},
      "series.regressors.promo[0] on 2013-01-01 is NaN: must be a finite number.",
    ],
    [
      "a regressor that the series lacks",
      good,
      { regressors: [{ name: "price" }] },
      "series.regressors.price is undefined: the options name it.",
    ],
    [
      "a reserved name",
      good,
      { regressors: [{ name: "trend" }] },
      'regressors is "trend": the name is reserved by Prophet.',
    ],
    [
      "a name with Prophet's delimiter",
      good,
      { holidays: [{ ...holiday, name: "a_delim_b" }] },
      'holidays is "a_delim_b": a name must not contain "_delim_".',
    ],
    [
      "a name used twice",
      good,
      { regressors: [{ name: "promo" }], holidays: [{ ...holiday, name: "promo" }] },
      'regressors is "promo": the name is taken by another seasonality, holiday or regressor.',
    ],
    [
      "a holiday without days",
      good,
      { holidays: [{ ...holiday, days: [] }] },
      "holidays.fair.days is []: must name at least one day.",
    ],
    [
      "a window that starts after its day",
      good,
      { holidays: [{ ...holiday, lowerWindow: 1 }] },
      "holidays.fair.lowerWindow is 1: must be a whole number, 0 or below.",
    ],
    [
      "a prior scale of 0",
      good,
      { changepointPriorScale: 0 },
      "changepointPriorScale is 0: must be a finite number above 0.",
    ],
    [
      "a negative count",
      good,
      { nChangepoints: -1 },
      "nChangepoints is -1: must be a whole number from 0 on.",
    ],
    [
      "a growth nobody knows",
      good,
      { growth: "cubic" },
      'growth is "cubic": must be one of linear, logistic, flat.',
    ],
    ["a scaling nobody knows", good, { scaling: "log" }, 'scaling is "log": must be one of absmax, minmax.'],
    [
      "a seasonality without a period",
      good,
      { seasonalities: [{ name: "monthly", period: 0, fourierOrder: 3 }] },
      "seasonalities.monthly.period is 0: must be a finite number above 0.",
    ],
    [
      "a seasonality without terms",
      good,
      { seasonalities: [{ name: "monthly", period: 30.5, fourierOrder: 0 }] },
      "seasonalities.monthly.fourierOrder is 0: must be a whole number from 1 on.",
    ],
    [
      "a seasonality under a reserved name",
      good,
      { seasonalities: [{ name: "holidays", period: 30.5, fourierOrder: 1 }] },
      'seasonalities is "holidays": the name is reserved by Prophet.',
    ],
    [
      "a condition that the series lacks",
      good,
      { seasonalities: [{ name: "monthly", period: 30.5, fourierOrder: 1, conditionName: "open" }] },
      "series.regressors.open is undefined: the options name it.",
    ],
    [
      "a condition that is neither 0 nor 1",
      { ...good, regressors: { promo: good.regressors.promo!.with(2, 0.5) } },
      { seasonalities: [{ name: "monthly", period: 30.5, fourierOrder: 1, conditionName: "promo" }] },
      "series.regressors.promo[2] is 0.5: a seasonality's condition must be 0 or 1.",
    ],
    [
      "a condition that is a regressor too",
      good,
      {
        regressors: [{ name: "promo" }],
        seasonalities: [{ name: "monthly", period: 30.5, fourierOrder: 1, conditionName: "promo" }],
      },
      'conditionName is "promo": the name is taken by another seasonality, holiday or regressor.',
    ],
    [
      "a mode nobody knows",
      good,
      { seasonalityMode: "quadratic" },
      'seasonalityMode is "quadratic": must be one of additive, multiplicative.',
    ],
    [
      "a regressor's mode nobody knows",
      good,
      { regressors: [{ name: "promo", mode: "quadratic" }] },
      'regressors.promo.mode is "quadratic": must be one of additive, multiplicative.',
    ],
    ["a share above 1", good, { changepointRange: 1.5 }, "changepointRange is 1.5: must be between 0 and 1."],
  ])("%s", (_name, series, options, message) => {
    const error = catchError(() => fit(series, options));
    expect(error.message).toBe(message);
    expect(error.code).toBe("INVALID_INPUT");
  });

  test("an option nobody knows", () => {
    const error = catchError(() => fit(good, { changepoint_prior_scale: 0.1 } as Partial<FitOptions>));
    expect(error.message).toMatch(
      /^options is "changepoint_prior_scale": is no option; known are growth, scaling, /,
    );
  });
});

test("arrays shared between threads fit to the same model", () => {
  const series = makeSeries({ days: 60 });
  const days = new Int32Array(new SharedArrayBuffer(series.days.byteLength));
  const y = new Float64Array(new SharedArrayBuffer(series.y.byteLength));
  days.set(series.days);
  y.set(series.y);
  expect(fit({ days, y, regressors: {} })).toEqual(fit(series));
});

test("the model keeps its own copy of the series", () => {
  const series = makeSeries({ days: 60, promo: 0.2 });
  const model = fit(series, { regressors: [{ name: "promo" }] });
  const before = model.history.y[0];
  series.y[0] = 0;
  series.regressors.promo![0] = 9;
  expect(model.history.y[0]).toBe(before);
  expect(model.history.regressors.promo![0]).not.toBe(9);
});
