import { findRow } from "./series.js";

/** A holiday with the days it falls on, past and future, since 1970-01-01. */
interface HolidayDays {
  days: readonly number[];
}

const WEEK = 7;

/**
 * Days, past and future, of the public holidays on which a store stays closed.
 *
 * It stays closed on a holiday that it has never traded on, if the past shows that to be its choice: at least one such day
 * passed without trade while the store did trade on the same weekday a week before or after. A gap in the data, a long closure or a holiday
 * that fell on a Sunday prove nothing.
 *
 * @param tradedDays days since 1970-01-01, ascending
 * @param seenThrough last day the data speaks of
 */
export function findClosedHolidays(
  tradedDays: ArrayLike<number>,
  seenThrough: number,
  holidays: readonly HolidayDays[],
): number[] {
  const isTraded = (day: number) => findRow(tradedDays, day) >= 0;
  const first = tradedDays[0] ?? Number.POSITIVE_INFINITY;
  const isSkipped = (day: number) =>
    day >= first && day <= seenThrough && !isTraded(day) && (isTraded(day - WEEK) || isTraded(day + WEEK));
  const closed = holidays.filter(({ days }) => days.some(isSkipped) && !days.some(isTraded));
  return [...new Set(closed.flatMap(({ days }) => days))].sort((a, b) => a - b);
}
