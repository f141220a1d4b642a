import { describe, expect, test } from "@jest/globals";
import { findClosedHolidays } from "../../../src/model/closed-holidays.js";
import { addDays, epochDay, isoWeekday, type Day } from "../../../src/model/day.js";

/** Days traded from one day to another, less those that `isClosed` names. */
function trade(from: Day, to: Day, isClosed: (day: Day, weekday: number) => boolean): number[] {
  const days: number[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    if (!isClosed(day, isoWeekday(epochDay(day)))) days.push(epochDay(day));
  }
  return days;
}

const THROUGH = epochDay("2015-06-19");

describe("public holidays", () => {
  const mayDay = { days: [epochDay("2014-05-01"), epochDay("2015-05-01"), epochDay("2016-05-01")] };
  const closedHolidays = (days: number[]) => findClosedHolidays(days, THROUGH, [mayDay]);

  test("one the store let pass is closed, in the years to come too", () => {
    const days = trade("2015-01-01", "2015-06-19", (day) => day === "2015-05-01");
    expect(closedHolidays(days)).toEqual(mayDay.days);
  });

  test("one it traded on once is open, though it let another pass", () => {
    const days = trade("2014-01-01", "2015-06-19", (day) => day === "2015-05-01");
    expect(closedHolidays(days)).toEqual([]);
  });

  test("one that has not come within the history is open", () => {
    expect(closedHolidays(trade("2015-05-02", "2015-06-19", () => false))).toEqual([]);
  });

  test("one that fell into a gap or a long closure proves nothing", () => {
    const isGap = (day: Day) => day >= "2015-04-15" && day <= "2015-05-20";
    expect(closedHolidays(trade("2015-01-01", "2015-06-19", isGap))).toEqual([]);
  });

  test("one that fell on a weekday the store never trades proves nothing", () => {
    // 2015-05-01 was a Friday.
    const days = trade("2015-01-01", "2015-06-19", (_, weekday) => weekday === 5);
    expect(closedHolidays(days)).toEqual([]);
  });
});
