import { describe, expect, test } from "@jest/globals";
import { addDays, epochDay, isoWeekday, type Day } from "../../../src/model/day.js";
import { makeTradingHabits } from "../../../src/serving/trading-habits.js";

/** Days traded from one day to another, less those that `isClosed` names. */
function trade(from: Day, to: Day, isClosed: (day: Day, weekday: number) => boolean): number[] {
  const days: number[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    if (!isClosed(day, isoWeekday(epochDay(day)))) days.push(epochDay(day));
  }
  return days;
}

const THROUGH = epochDay("2015-06-19");

describe("weekdays", () => {
  test("a weekday traded only long ago is known and not recent", () => {
    const days = trade("2015-01-01", "2015-06-19", (day, weekday) => weekday === 7 && day > "2015-02-01");
    const { knownWeekdays, recentWeekdays } = makeTradingHabits(days, THROUGH, []);
    expect([...knownWeekdays].sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect([...recentWeekdays].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("lately reaches back 56 days from the last day seen, and not 57", () => {
    const at = (daysBack: number) => makeTradingHabits([THROUGH - daysBack], THROUGH, []).recentWeekdays.size;
    expect(at(55)).toBe(1);
    expect(at(56)).toBe(0);
  });

  test("a store without a traded day trades on no weekday", () => {
    const habits = makeTradingHabits([], THROUGH, [{ days: [THROUGH] }]);
    expect(habits).toEqual({
      knownWeekdays: new Set(),
      recentWeekdays: new Set(),
      closedHolidays: new Set(),
    });
  });
});

describe("public holidays", () => {
  const mayDay = { days: [epochDay("2014-05-01"), epochDay("2015-05-01"), epochDay("2016-05-01")] };
  const closedHolidays = (days: number[]) => makeTradingHabits(days, THROUGH, [mayDay]).closedHolidays;

  test("one the store let pass is closed, in the years to come too", () => {
    const days = trade("2015-01-01", "2015-06-19", (day) => day === "2015-05-01");
    expect(closedHolidays(days).has(epochDay("2016-05-01"))).toBe(true);
  });

  test("one it traded on once is open, though it let another pass", () => {
    const days = trade("2014-01-01", "2015-06-19", (day) => day === "2015-05-01");
    expect(closedHolidays(days).size).toBe(0);
  });

  test("one that has not come within the history is open", () => {
    expect(closedHolidays(trade("2015-05-02", "2015-06-19", () => false)).size).toBe(0);
  });

  test("one that fell into a gap or a long closure proves nothing", () => {
    const isGap = (day: Day) => day >= "2015-04-15" && day <= "2015-05-20";
    expect(closedHolidays(trade("2015-01-01", "2015-06-19", isGap)).size).toBe(0);
  });

  test("one that fell on a weekday the store never trades proves nothing", () => {
    // 2015-05-01 was a Friday.
    const days = trade("2015-01-01", "2015-06-19", (_, weekday) => weekday === 5);
    expect(closedHolidays(days).size).toBe(0);
  });
});
