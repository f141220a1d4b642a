import { describe, expect, test } from "@jest/globals";

import { epochDay } from "../../../src/model/day.js";
import type { StoreDay } from "../../../src/stores/types.js";
import {
  digestSeries,
  getHolidayWindow,
  makeImportedHolidays,
  makeTrainingSeries,
} from "../../../src/training/training-series.js";

const day = (change: Partial<StoreDay>): StoreDay => ({
  ...{ day: "2015-06-01", y: 10, isOpen: true, holiday: null, regressors: {} },
  ...change,
});

describe("the training series", () => {
  test("holds observed open days with their regressors, by name", () => {
    const days = [
      day({ day: "2015-06-01", y: 10, regressors: { promo: 1, school_holiday: 0 } }),
      day({ day: "2015-06-02", y: 0, isOpen: false, regressors: { promo: 1, school_holiday: 0 } }),
      day({ day: "2015-06-03", y: 0, regressors: { promo: 0, school_holiday: 1 } }),
      day({ day: "2015-06-04", y: null, regressors: { promo: 1, school_holiday: 1 } }),
    ];
    expect(makeTrainingSeries({ days }, "2015-06-30")).toEqual({
      days: Int32Array.of(16587, 16589),
      y: Float64Array.of(10, 0),
      regressors: { promo: Float64Array.of(1, 0), school_holiday: Float64Array.of(0, 1) },
    });
  });

  test("leaves out days that were observed after the attempt began", () => {
    const days = [day({ day: "2015-06-01" }), day({ day: "2015-06-02" }), day({ day: "2015-06-03" })];
    expect([...makeTrainingSeries({ days }, "2015-06-02").days]).toEqual([16587, 16588]);
  });

  test("counts a regressor that a day does not know as 0", () => {
    const days = [day({ day: "2015-06-01" }), day({ day: "2015-06-02", regressors: { rain: 3 } })];
    expect(makeTrainingSeries({ days }, "2015-06-02").regressors).toEqual({ rain: Float64Array.of(0, 3) });
  });
});

describe("holidays", () => {
  test("imported kinds become holidays by name, with their days ascending", () => {
    const days = [
      day({ day: "2014-12-25", holiday: "christmas" }),
      day({ day: "2015-04-06", holiday: "easter" }),
      day({ day: "2015-12-25", holiday: "christmas" }),
      day({ day: "2015-12-27" }),
    ];
    expect(makeImportedHolidays(days)).toEqual([
      { name: "christmas", days: ["2014-12-25", "2015-12-25"] },
      { name: "easter", days: ["2015-04-06"] },
    ]);
  });

  test("a model knows them from a year before its history to two years after", () => {
    expect(getHolidayWindow("2013-01-01", "2015-07-31")).toEqual({ from: "2012-01-02", to: "2017-07-31" });
  });
});

describe("the digest of a series", () => {
  const series = () => ({
    days: Int32Array.of(epochDay("2015-06-01"), epochDay("2015-06-02")),
    y: Float64Array.of(10, 12.5),
    regressors: { promo: Float64Array.of(0, 1) },
  });

  test("is the same for the same series and 32 hex digits long", () => {
    expect(digestSeries(series())).toBe(digestSeries(series()));
    expect(digestSeries(series())).toBe("2cea195d0583575d89a06581b2724a91");
  });

  test("moves with a day, a sale, a regressor's value and its name", () => {
    const digests = [
      series(),
      { ...series(), days: Int32Array.of(16587, 16589) },
      { ...series(), y: Float64Array.of(10, 12.25) },
      { ...series(), regressors: { promo: Float64Array.of(1, 1) } },
      { ...series(), regressors: { rain: Float64Array.of(0, 1) } },
      { ...series(), regressors: {} },
    ].map(digestSeries);
    expect(new Set(digests).size).toBe(6);
  });
});
