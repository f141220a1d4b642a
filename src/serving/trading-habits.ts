import { isoWeekday } from "../model/day.js";
import type { Holiday } from "../model/types.js";

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

const WEEK = 7;

/**
 * Reads the habits from the days a store has traded.
 *
 * It stays closed on a public holiday that it has never traded on, if the past shows that to be its choice: at least one such day
 * passed without trade while the store did trade on the same weekday a week before or after. A gap in the data, a long closure or a holiday
 * that fell on a Sunday prove nothing.
 *
 * @param tradedDays days since 1970-01-01, ascending
 * @param seenThrough last day the data speaks of
 */
export function makeTradingHabits(
  tradedDays: ArrayLike<number>,
  seenThrough: number,
  holidays: readonly Pick<Holiday, "days">[],
): TradingHabits {
  const days = Array.from(tradedDays);
  const traded = new Set(days);
  const first = days[0] ?? Number.POSITIVE_INFINITY;
  const isSkipped = (day: number) =>
    day >= first &&
    day <= seenThrough &&
    !traded.has(day) &&
    (traded.has(day - WEEK) || traded.has(day + WEEK));
  const closed = holidays.filter(
    (holiday) => holiday.days.some(isSkipped) && !holiday.days.some((day) => traded.has(day)),
  );
  return {
    knownWeekdays: new Set(days.map(isoWeekday)),
    recentWeekdays: new Set(days.filter((day) => day > seenThrough - RECENT_DAYS).map(isoWeekday)),
    closedHolidays: new Set(closed.flatMap((holiday) => holiday.days)),
  };
}
