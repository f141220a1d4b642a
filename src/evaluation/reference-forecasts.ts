import { isoWeekday } from "../model/day.js";
import { seasonalNaive, type FutureDays, type Series } from "../model/index.js";
import type { Reference } from "./types.js";

const WEEK = 7;
/** The same weekday a year before, and where the store did not trade then, a week later or earlier. */
const LAST_YEAR = [364, 357, 371];
/** Weeks tried for "two weeks ago", beginning with the first one that is known. */
const WEEKS_TRIED = 3;
const MEDIAN_DAYS = 56;
const ANY_LEVEL = 0.5;

/**
 * What a planner without a model would say. Where a rule finds no day to go by, last week's value stands in.
 *
 * @param known trading days in units up to the cutoff, at least one
 * @param cutoff days since 1970-01-01
 * @param future trading days after the cutoff; of the regressors only `promo` is read, 0 where there is none
 * @returns units, one a day
 */
export function makeReferenceForecasts(
  known: Series,
  cutoff: number,
  future: FutureDays,
): Record<Reference, number[]> {
  const lastWeek = Array.from(seasonalNaive(known, future, ANY_LEVEL).yhat);
  const sales = new Map(Array.from(known.days, (day, row) => [day, known.y[row]!]));
  const findFirst = (days: readonly number[]) =>
    days.map((day) => sales.get(day)).find((value) => value !== undefined);
  const forecast = (rule: (day: number, row: number) => number | undefined) =>
    Array.from(future.days, (day, row) => rule(day, row) ?? lastWeek[row]!);
  const promo = future.regressors["promo"];
  return {
    last_week: lastWeek,
    two_weeks_ago: forecast((day) => findFirst(listDaysTwoWeeksAgo(day, cutoff))),
    last_year: forecast((day) => findFirst(LAST_YEAR.map((days) => day - days))),
    median_56: forecast((day, row) => findMedian(known, day, promo?.[row] ?? 0)),
  };
}

/** The same weekday two weeks before, or as long before as it takes to be known, and in the two weeks before that. */
function listDaysTwoWeeksAgo(day: number, cutoff: number): number[] {
  const weeks = Math.max(2, Math.ceil((day - cutoff) / WEEK));
  return Array.from({ length: WEEKS_TRIED }, (_, i) => day - (weeks + i) * WEEK);
}

/** Median of the last 56 days that were known, those with the same weekday and promo. */
function findMedian({ days, y, regressors }: Series, day: number, promo: number): number | undefined {
  const first = days.at(-1)! - MEDIAN_DAYS + 1;
  const alike: number[] = [];
  for (let row = days.length - 1; row >= 0 && days[row]! >= first; row--) {
    const isAlike = isoWeekday(days[row]!) === isoWeekday(day) && (regressors["promo"]?.[row] ?? 0) === promo;
    if (isAlike) alike.push(y[row]!);
  }
  if (alike.length === 0) return undefined;
  alike.sort((a, b) => a - b);
  const middle = (alike.length - 1) / 2;
  return (alike[Math.floor(middle)]! + alike[Math.ceil(middle)]!) / 2;
}
