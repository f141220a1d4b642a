import { isoWeekday } from "../model/day.js";

/** When a store trades, as far as its past tells. */
export interface TradingHabits {
  /** ISO weekdays on which it has ever traded: all that a model can know of. */
  knownWeekdays: ReadonlySet<number>;
  /** ISO weekdays on which it traded in the last 8 weeks seen. */
  recentWeekdays: ReadonlySet<number>;
  /** Days since 1970-01-01 of public holidays on which it stays closed. */
  closedHolidays: ReadonlySet<number>;
}

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
    knownWeekdays: new Set(Array.from(tradedDays, isoWeekday)),
    recentWeekdays: new Set(Array.from(recent, isoWeekday)),
    closedHolidays: new Set(closedHolidays),
  };
}
