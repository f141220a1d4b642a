import { describe, expect, test } from "@jest/globals";
import { addDays, epochDay, isoWeekday, type Day } from "../../../src/model/day.js";
import { hasWeekday, makeTradingHabits, makeWeekdays } from "../../../src/serving/trading-habits.js";

/** Days traded from one day to another, less those that `isClosed` names. */
function trade(from: Day, to: Day, isClosed: (day: Day, weekday: number) => boolean): Int32Array {
  const days: number[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    if (!isClosed(day, isoWeekday(epochDay(day)))) days.push(epochDay(day));
  }
  return Int32Array.from(days);
}

const THROUGH = epochDay("2015-06-19");

describe("weekdays", () => {
  test("a weekday traded only long ago is known and not recent", () => {
    const days = trade("2015-01-01", "2015-06-19", (day, weekday) => weekday === 7 && day > "2015-02-01");
    const { knownWeekdays, recentWeekdays } = makeTradingHabits(days, THROUGH, []);
    expect(knownWeekdays).toBe(makeWeekdays([1, 2, 3, 4, 5, 6, 7]));
    expect(recentWeekdays).toBe(makeWeekdays([1, 2, 3, 4, 5, 6]));
    expect([6, 7].map((weekday) => hasWeekday(recentWeekdays, weekday))).toEqual([true, false]);
  });

  test("lately reaches back 56 days from the last day seen, and not 57", () => {
    const at = (daysBack: number) =>
      makeTradingHabits(Int32Array.of(THROUGH - daysBack), THROUGH, []).recentWeekdays;
    expect(at(55)).toBe(makeWeekdays([isoWeekday(THROUGH - 55)]));
    expect(at(56)).toBe(0);
  });

  test("a store without a traded day trades on no weekday", () => {
    const habits = makeTradingHabits(new Int32Array(), THROUGH, [THROUGH + 3]);
    expect(habits).toEqual({
      knownWeekdays: makeWeekdays([]),
      recentWeekdays: makeWeekdays([]),
      closedHolidays: [THROUGH + 3],
    });
  });
});
