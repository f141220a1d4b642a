import { describe, expect, test } from "@jest/globals";
import { makeClosureHolidays } from "../../../src/model/closures.js";
import { addDays, dayOf, epochDay, isoWeekday, type Day } from "../../../src/model/day.js";

/** Monday to Saturday from 2015-01-01 to 2015-04-30, less the days named. */
function trade(...closed: Day[]): Int32Array {
  const days: number[] = [];
  for (let day = "2015-01-01"; day <= "2015-04-30"; day = addDays(day, 1)) {
    if (isoWeekday(epochDay(day)) !== 7 && !closed.includes(day)) days.push(epochDay(day));
  }
  return Int32Array.from(days);
}

const besides = (days: Int32Array, closedHolidays: Day[] = []) =>
  Object.fromEntries(
    makeClosureHolidays({ before: 0.1, after: 0.2 }, days, closedHolidays.map(epochDay)).map(
      ({ name, days: found }) => [name, found.map(dayOf)],
    ),
  );

describe("days beside closures", () => {
  test("lie before and after a day that is usually open, Sundays passed over", () => {
    // Good Friday and Easter Monday of 2015.
    expect(besides(trade("2015-04-03", "2015-04-06"))).toEqual({
      before_closure: ["2015-04-02", "2015-04-04"],
      after_closure: ["2015-04-04", "2015-04-07"],
    });
  });

  test("are foretold where the store stays closed on a holiday to come", () => {
    expect(besides(trade(), ["2014-05-01", "2015-05-01"])).toEqual({
      before_closure: ["2015-04-30"],
      after_closure: ["2015-05-02"],
    });
  });

  test("are none for a holiday on a weekday without trade, nor beside closures of weeks", () => {
    const works = Array.from({ length: 20 }, (_, i) => addDays("2015-02-02", i));
    expect(besides(trade(...works), ["2015-05-03"])).toEqual({});
  });

  test("are told apart, each with its prior scale, or left out", () => {
    const days = trade("2015-04-03");
    expect(makeClosureHolidays({ before: null, after: 0.2 }, days, [])).toEqual([
      {
        name: "after_closure",
        days: [epochDay("2015-04-04")],
        lowerWindow: 0,
        upperWindow: 0,
        priorScale: 0.2,
      },
    ]);
    expect(makeClosureHolidays({ before: null, after: null }, days, [])).toEqual([]);
  });
});
