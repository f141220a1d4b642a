import { describe, expect, it } from "@jest/globals";
import { makeCalendarHolidays } from "../../../src/model/calendar-terms.js";
import type { CalendarTerms } from "../../../src/model/calendar-terms.js";
import { dayOf, epochDay } from "../../../src/model/day.js";
import { fit, predict } from "../../../src/model/index.js";
import { makeSeries } from "../../support/series.js";

const NO_TERMS: CalendarTerms = { publicHolidays: null, namedHolidays: null, monthDays: [], seasons: [] };
const EASTER = [
  { name: "Good Friday", days: ["2014-04-18", "2015-04-03"] },
  { name: "Easter Monday", days: ["2014-04-21", "2015-04-06"] },
];

function makeRange(from: string, to: string) {
  return { from: epochDay(from), to: epochDay(to) };
}

/** Days by name, readable. */
function listDays(...args: Parameters<typeof makeCalendarHolidays>): Record<string, string[]> {
  return Object.fromEntries(makeCalendarHolidays(...args).map(({ name, days }) => [name, days.map(dayOf)]));
}

describe("makeCalendarHolidays", () => {
  it("pools public holidays under one name and takes up each under its own", () => {
    const pooled = { lowerWindow: -2, upperWindow: 2, priorScale: 0.1 };
    const own = { lowerWindow: -1, upperWindow: 0, priorScale: 0.2 };
    const terms = { ...NO_TERMS, publicHolidays: pooled, namedHolidays: own };
    expect(makeCalendarHolidays(terms, EASTER, makeRange("2014-01-01", "2015-12-31"))).toEqual([
      {
        ...pooled,
        name: "public_holiday",
        days: ["2014-04-18", "2014-04-21", "2015-04-03", "2015-04-06"].map(epochDay),
      },
      { ...own, name: "Good Friday", days: ["2014-04-18", "2015-04-03"].map(epochDay) },
      { ...own, name: "Easter Monday", days: ["2014-04-21", "2015-04-06"].map(epochDay) },
    ]);
  });

  it("names a day once on which two public holidays fall", () => {
    const twice = [
      { name: "Ascension Day", days: ["2008-05-01"] },
      { name: "Labour Day", days: ["2008-05-01"] },
    ];
    const pooled = { name: "public_holiday", lowerWindow: 0, upperWindow: 0, priorScale: 0.1 };
    const terms = { ...NO_TERMS, publicHolidays: pooled };
    expect(listDays(terms, twice, makeRange("2008-01-01", "2008-12-31"))).toEqual({
      public_holiday: ["2008-05-01"],
    });
  });

  it("keeps a holiday outside the range as long as its window meets it, and leaves out what has no day", () => {
    const reach = { lowerWindow: -1, upperWindow: 2, priorScale: 0.1 };
    const terms = { ...NO_TERMS, namedHolidays: reach };
    expect(listDays(terms, EASTER, makeRange("2014-04-20", "2015-04-05"))).toEqual({
      "Good Friday": ["2014-04-18", "2015-04-03"],
      "Easter Monday": ["2014-04-21", "2015-04-06"],
    });
    expect(listDays(terms, EASTER, makeRange("2014-04-21", "2015-04-04"))).toEqual({
      "Good Friday": ["2015-04-03"],
      "Easter Monday": ["2014-04-21"],
    });
    expect(listDays(terms, EASTER, makeRange("2016-01-01", "2016-12-31"))).toEqual({});
  });

  it("finds days of the month, the neighbouring months' that reach into the range included", () => {
    const term = { lowerWindow: -3, upperWindow: 3, priorScale: 0.1 };
    const monthDays = [
      { ...term, name: "first", day: 1 },
      { ...term, name: "last", day: 31 },
    ];
    expect(listDays({ ...NO_TERMS, monthDays }, [], makeRange("2015-01-02", "2015-03-29"))).toEqual({
      first: ["2015-01-01", "2015-02-01", "2015-03-01", "2015-04-01"],
      last: ["2014-12-31", "2015-01-31", "2015-03-31"],
    });
  });

  it("takes the Friday where a month ends at the weekend", () => {
    const term = {
      name: "pay_day",
      day: "lastWorkday" as const,
      lowerWindow: 0,
      upperWindow: 0,
      priorScale: 0.1,
    };
    expect(
      listDays({ ...NO_TERMS, monthDays: [term] }, [], makeRange("2015-01-01", "2015-05-31")).pay_day,
    ).toEqual(["2015-01-30", "2015-02-27", "2015-03-31", "2015-04-30", "2015-05-29"]);
  });

  it("spreads a season over its days of every year, to the month's end at most", () => {
    const seasons = [
      { name: "before_christmas", month: 12, fromDay: 21, toDay: 23, priorScale: 0.3 },
      { name: "late_february", month: 2, fromDay: 28, toDay: 31, priorScale: 0.3 },
    ];
    expect(listDays({ ...NO_TERMS, seasons }, [], makeRange("2014-12-22", "2016-03-01"))).toEqual({
      before_christmas: ["2014-12-22", "2014-12-23", "2015-12-21", "2015-12-22", "2015-12-23"],
      late_february: ["2015-02-28", "2016-02-28", "2016-02-29"],
    });
  });

  it("gives what fit takes: a lift on pay days is found and forecast", () => {
    const series = makeSeries({
      days: 500,
      start: "2014-01-01",
      noise: 0.01,
      weekly: 0,
      yearly: 0,
      growth: 0,
    });
    const monthDays = [
      { name: "pay_day", day: "lastWorkday" as const, lowerWindow: 0, upperWindow: 0, priorScale: 1 },
    ];
    const holidays = makeCalendarHolidays(
      { ...NO_TERMS, monthDays },
      [],
      makeRange("2014-01-01", "2016-12-31"),
    );
    const payDays = new Set(holidays[0]!.days);
    const lifted = { ...series, y: series.y.map((y, i) => (payDays.has(series.days[i]!) ? y + 1000 : y)) };
    const days = Int32Array.from(["2016-06-29", "2016-06-30"].map(epochDay));
    const { yhat } = predict(fit(lifted, { holidays }), { days, regressors: {} }, 0.8);
    expect(yhat[1]! - yhat[0]!).toBeCloseTo(1000, -2);
  });
});
