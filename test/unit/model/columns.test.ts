import { describe, expect, test } from "@jest/globals";
import { makeChangepoints } from "../../../src/model/changepoints.js";
import { epochDay } from "../../../src/model/day.js";
import { makeHolidayColumns } from "../../../src/model/holidays.js";
import type { FitOptions } from "../../../src/model/index.js";
import { PROPHET_DEFAULTS } from "../../../src/model/options.js";
import { makeRegressors } from "../../../src/model/regressors.js";
import { makeSeasonalities } from "../../../src/model/seasonality.js";
import { fillFourier, fillWaves, sumWaves } from "../../../src/model/waves.js";

function makeDays(count: number, gap = 1): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => 16_000 + i * gap);
}

describe("changepoints", () => {
  const defaults: Parameters<typeof makeChangepoints>[1] = {
    changepoints: null,
    nChangepoints: 25,
    changepointRange: 0.8,
  };
  const offsets = (days: Int32Array, options: Partial<typeof defaults>) =>
    [...makeChangepoints(days, { ...defaults, ...options }).days].map((day) => day - 16_000);

  test("lie evenly on the first 80 % of the rows, the first row left out", () => {
    expect(offsets(makeDays(100), { nChangepoints: 4, changepointRange: 0.8 })).toEqual([20, 40, 59, 79]);
  });

  test("halves are rounded to the even row, as numpy does", () => {
    // 0, 2.5, 5, 7.5, 10
    expect(offsets(makeDays(11), { nChangepoints: 4, changepointRange: 1 })).toEqual([2, 5, 8, 10]);
  });

  test("are as many as a short history has room for", () => {
    const { count, days } = makeChangepoints(makeDays(20), defaults);
    expect([count, days.length]).toEqual([15, 15]);
    expect(makeChangepoints(makeDays(2), defaults)).toEqual({ count: 0, days: new Int32Array(0) });
  });

  test("are the days asked for, the number and the range set aside", () => {
    expect(offsets(makeDays(100), { changepoints: [16_003, 16_099] })).toEqual([3, 99]);
    expect(makeChangepoints(makeDays(100), { ...defaults, changepoints: [] })).toEqual({
      count: 0,
      days: new Int32Array(0),
    });
  });

  test.each([
    [[15_999], 'changepoints[0] is "2013-10-21": must lie within the series, 2013-10-22 to 2014-01-29.'],
    [
      [16_000, 16_100],
      'changepoints[1] is "2014-01-30": must lie within the series, 2013-10-22 to 2014-01-29.',
    ],
    [[16_000.5], "changepoints[0] is 16000.5: must be whole days since 1970-01-01."],
    [
      [16_003, 16_003],
      'changepoints[1] is "2013-10-25": must not repeat a day, the day before it is 2013-10-25.',
    ],
  ])("refuse %j", (changepoints, message) => {
    expect(() => makeChangepoints(makeDays(100), { ...defaults, changepoints })).toThrow(message);
  });

  test("follow rows, not time", () => {
    const days = Int32Array.from([...makeDays(50), ...makeDays(50).map((day) => day + 1000)]);
    expect(offsets(days, { nChangepoints: 2, changepointRange: 1 })).toEqual([1000, 1049]);
  });
});

describe("seasonalities", () => {
  const names = (days: Int32Array, options: Partial<FitOptions> = {}) =>
    makeSeasonalities(days, { ...PROPHET_DEFAULTS, ...options }).map(
      ({ name, fourierOrder }) => `${name} ${fourierOrder}`,
    );

  test("are weekly from 14 days on, yearly from 730 days on", () => {
    expect(names(makeDays(14))).toEqual([]);
    expect(names(makeDays(15))).toEqual(["weekly 3"]);
    expect(names(makeDays(730))).toEqual(["weekly 3"]);
    expect(names(makeDays(731))).toEqual(["yearly 10", "weekly 3"]);
  });

  test("are not weekly for a store that trades once a week", () => {
    expect(names(makeDays(60, 7))).toEqual([]);
  });

  test("are what is asked for", () => {
    expect(names(makeDays(15), { yearlySeasonality: 4, weeklySeasonality: false })).toEqual(["yearly 4"]);
    expect(names(makeDays(15), { yearlySeasonality: true, weeklySeasonality: 0 })).toEqual(["yearly 10"]);
  });

  test("are daily if asked for, with four terms", () => {
    expect(names(makeDays(15), { dailySeasonality: true })).toEqual(["weekly 3", "daily 4"]);
  });

  test("of one's own come first and stand in for a built-in of their name", () => {
    const weekly = { name: "weekly", period: 7, fourierOrder: 1 };
    const monthly = { name: "monthly", period: 30.5, fourierOrder: 5 };
    expect(names(makeDays(15), { seasonalities: [weekly, monthly] })).toEqual(["weekly 1", "monthly 5"]);
    expect(names(makeDays(15), { seasonalities: [weekly, monthly], weeklySeasonality: true })).toEqual([
      "weekly 3",
      "monthly 5",
    ]);
  });

  test("of one's own take the common prior scale and mode unless they name one", () => {
    const seasonalities = makeSeasonalities(makeDays(10), {
      ...PROPHET_DEFAULTS,
      seasonalityPriorScale: 3,
      seasonalityMode: "multiplicative",
      seasonalities: [
        { name: "a", period: 5, fourierOrder: 1 },
        { name: "b", period: 6, fourierOrder: 1, priorScale: 0.5, mode: "additive", conditionName: "open" },
      ],
    });
    expect(seasonalities).toEqual([
      { name: "a", period: 5, fourierOrder: 1, priorScale: 3, mode: "multiplicative", conditionName: null },
      { name: "b", period: 6, fourierOrder: 1, priorScale: 0.5, mode: "additive", conditionName: "open" },
    ]);
  });

  test.each([
    // Prophet's own expectations, which are those of R's forecast package.
    [7, [0.7818315, 0.6234898, 0.9749279, -0.2225209, 0.4338837, -0.9009689]],
    [365.25, [0.7006152, -0.7135393, -0.999833, 0.01827656, 0.7262249, 0.6874572]],
  ])("have the waves of 2012-05-18 over %d days", (period, expected) => {
    const row = new Float64Array(6);
    fillFourier(row, 0, epochDay("2012-05-18"), period, 3);
    expected.forEach((value, i) => expect(row[i]).toBeCloseTo(value, 6));
  });

  test("keep their digits through ten harmonics", () => {
    const row = new Float64Array(20);
    for (const day of [0, 1, 16_000, 40_000, -9_000]) {
      fillFourier(row, 0, day, 365.25, 10);
      for (let i = 1; i <= 10; i++) {
        const angle = (2 * Math.PI * i * (day % 365.25)) / 365.25;
        expect(row[2 * i - 2]).toBeCloseTo(Math.sin(angle), 12);
        expect(row[2 * i - 1]).toBeCloseTo(Math.cos(angle), 12);
      }
    }
  });
});

describe("holiday columns", () => {
  test("are one for each day of the window, in Python's order of names", () => {
    const columns = makeHolidayColumns(
      [
        { name: "easter", days: [100, 465], lowerWindow: -2, upperWindow: 1 },
        { name: "Zoo day", days: [7], lowerWindow: 0, upperWindow: 0, priorScale: 3 },
        { name: "e", days: [9], lowerWindow: 0, upperWindow: 0 },
      ],
      10,
    );
    expect(columns.map(({ key, days, priorScale }) => [key, [...days], priorScale])).toEqual([
      ["Zoo day_delim_+0", [7], 3],
      ["e_delim_+0", [9], 10],
      ["easter_delim_+0", [100, 465], 10],
      ["easter_delim_+1", [101, 466], 10],
      ["easter_delim_-1", [99, 464], 10],
      ["easter_delim_-2", [98, 463], 10],
    ]);
  });

  test("are 1, not 2, on a day that two windows of one name reach", () => {
    const [column] = makeHolidayColumns(
      [
        { name: "sale", days: [10], lowerWindow: 0, upperWindow: 0 },
        { name: "sale", days: [10, 11], lowerWindow: 0, upperWindow: 0 },
      ],
      10,
    );
    expect([...column!.days]).toEqual([10, 11]);
  });
});

describe("regressors", () => {
  const standardise = (values: number[], standardize: boolean | "auto" = "auto") => {
    const series = {
      days: makeDays(values.length),
      y: new Float64Array(values.length),
      regressors: { x: Float64Array.from(values) },
    };
    const { mu, std } = makeRegressors([{ name: "x", standardize }], series, PROPHET_DEFAULTS)[0]!;
    return { mu, std };
  };
  const range = Array.from({ length: 510 }, (_, i) => i);

  test("are centred and scaled by their sample deviation", () => {
    const { mu, std } = standardise(range);
    expect(mu).toBe(254.5);
    expect(std).toBeCloseTo(147.368585, 5);
  });

  test("of 0 and 1 are left alone unless asked for", () => {
    const flags = range.map((i) => (i < 100 ? 1 : 0));
    expect(standardise(flags)).toEqual({ mu: 0, std: 1 });
    const { mu, std } = standardise(flags, true);
    expect([mu, std]).toEqual([expect.closeTo(0.1960784, 7), expect.closeTo(0.3974183, 6)]);
  });

  test("of one value are never scaled", () => {
    expect(standardise([5, 5, 5], true)).toEqual({ mu: 0, std: 1 });
  });
});

describe("waves over many days", () => {
  test("are those of each day alone, whatever was asked for before", () => {
    const days = Int32Array.from({ length: 90 }, (_, i) => 41 * i - 1800);
    const periods = [7, 365.25, 30.5, 29.53, 1.5, 2000, ...Array.from({ length: 20 }, (_, i) => 40 + i), 7];
    for (const period of periods) {
      const columns = new Float64Array(6 * days.length);
      fillWaves(columns, days, period, 3, null);
      const effects = Float64Array.of(1, -2, 3, -4, 5, -6);
      const sums = sumWaves(effects, days, period, null);
      days.forEach((day, row) => {
        const own = new Float64Array(6);
        fillFourier(own, 0, day, period, 3);
        own.forEach((value, j) => expect(columns[j * days.length + row]).toBeCloseTo(value, 12));
        expect(sums[row]).toBeCloseTo(
          own.reduce((sum, value, j) => sum + value * effects[j]!, 0),
          11,
        );
      });
    }
  });

  test("are nothing where their condition does not hold", () => {
    const days = makeDays(4);
    const condition = Float64Array.of(1, 0, 1, 0);
    const columns = new Float64Array(8);
    fillWaves(columns, days, 7, 1, condition);
    const all = new Float64Array(8);
    fillWaves(all, days, 7, 1, null);
    expect([...columns]).toEqual([...all].map((value, i) => (condition[i % 4] === 1 ? value : 0)));
    const [first, , third] = sumWaves(Float64Array.of(1, 1), days, 7, null);
    expect([...sumWaves(Float64Array.of(1, 1), days, 7, condition)]).toEqual([first, 0, third, 0]);
  });
});
