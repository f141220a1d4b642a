import { describe, expect, test } from "@jest/globals";

import { makeReferenceForecasts } from "../../../src/evaluation/reference-forecasts.js";
import { epochDay } from "../../../src/model/day.js";
import type { Series } from "../../../src/model/index.js";

/** Sales by day, the promo ones marked with a star. */
const makeKnown = (sales: Record<string, number | string>): Series => {
  const days = Object.keys(sales).sort();
  return {
    days: Int32Array.from(days, epochDay),
    y: Float64Array.from(days, (day) => parseFloat(String(sales[day]))),
    regressors: { promo: Float64Array.from(days, (day) => Number(String(sales[day]).endsWith("*"))) },
  };
};

const cutoff = epochDay("2015-06-19");

const forecast = (sales: Parameters<typeof makeKnown>[0], day: string, promo = 0) =>
  Object.fromEntries(
    Object.entries(
      makeReferenceForecasts(makeKnown(sales), cutoff, {
        days: Int32Array.of(epochDay(day)),
        regressors: { promo: Float64Array.of(promo) },
      }),
    ).map(([name, [value]]) => [name, value]),
  );

describe("forecasts without a model", () => {
  test("each goes by its own day of the past", () => {
    const sales = { "2014-06-23": 1, "2015-06-08": 2, "2015-06-15": 4 };
    expect(forecast(sales, "2015-06-22")).toEqual({
      ...{ last_week: 4, two_weeks_ago: 2, last_year: 1 },
      // (2 + 4) / 2
      median_56: 3,
    });
  });

  test("a day without trade gives way to the next one of its rule, and in the end to last week", () => {
    const sales = { "2014-06-16": 7, "2014-06-30": 8, "2015-05-25": 5, "2015-06-15": 4 };
    expect(forecast(sales, "2015-06-22")).toMatchObject({ two_weeks_ago: 5, last_year: 8 });
    const onlyEarlier = { "2014-06-16": 7, "2015-06-15": 4 };
    expect(forecast(onlyEarlier, "2015-06-22")).toMatchObject({ two_weeks_ago: 4, last_year: 7 });
    expect(forecast({ "2015-06-15": 4 }, "2015-06-22")).toMatchObject({ last_year: 4 });
  });

  test("two weeks ago is never after the cutoff", () => {
    const sales = { "2015-06-01": 1, "2015-06-08": 2, "2015-06-15": 4 };
    // The 22nd and the 29th are not known: three weeks before July 6 is the 15th.
    expect(forecast(sales, "2015-07-06")).toMatchObject({ two_weeks_ago: 4 });
    expect(forecast(sales, "2015-06-29")).toMatchObject({ two_weeks_ago: 4 });
  });

  test("the median is of days with the same weekday and promo, 56 days back and no further", () => {
    const sales = {
      ...{ "2015-04-20": 1_000, "2015-04-27": 10, "2015-05-04": "99*", "2015-05-11": 20 },
      ...{ "2015-05-18": "77*", "2015-05-25": 40, "2015-06-19": 500 },
    };
    // 56 days back from the 19th is April 25.
    expect(forecast(sales, "2015-06-22", 0)).toMatchObject({ median_56: 20 });
    expect(forecast(sales, "2015-06-22", 1)).toMatchObject({ median_56: 88 });
  });
});
