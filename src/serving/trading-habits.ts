import { isoWeekday } from "../model/day.js";

/** When a store trades, as far as its past tells. */
export interface TradingHabits {
  /** ISO weekdays on which it has ever traded: all that a model can know of. */
  knownWeekdays: Weekdays;
  /** ISO weekdays on which it traded in the last 8 weeks seen. */
  recentWeekdays: Weekdays;
  /** Days since 1970-01-01 of public holidays on which it stays closed. */
  closedHolidays: readonly number[];
}

/** A set of ISO weekdays: bit 1 is Monday's, bit 7 Sunday's. Each store has two, and each day of a forecast asks. */
export type Weekdays = number;

/** How far back "lately" reaches. */
export const RECENT_DAYS = 56;

/**
 * Reads the habits from the days a store has traded.
 *
 * @param tradedDays days since 1970-01-01, ascending
 * @param seenThrough last day the data speaks of
 * @param closedHolidays days since 1970-01-01
 */
export function makeTradingHabits(
  tradedDays: Int32Array,
  seenThrough: number,
  closedHolidays: readonly number[],
): TradingHabits {
  const recent = tradedDays.filter((day) => day > seenThrough - RECENT_DAYS);
  return {
    knownWeekdays: makeWeekdays(Array.from(tradedDays, isoWeekday)),
    recentWeekdays: makeWeekdays(Array.from(recent, isoWeekday)),
    closedHolidays,
  };
}

export function makeWeekdays(weekdays: Iterable<number>): Weekdays {
  let bits = 0;
  for (const weekday of weekdays) bits |= 1 << weekday;
  return bits;
}

export function hasWeekday(weekdays: Weekdays, weekday: number): boolean {
  return (weekdays & (1 << weekday)) !== 0;
}
