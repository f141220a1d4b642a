import { findClosedHolidays } from "./closed-holidays.js";
import { epochDay, isoWeekday, type Day } from "./day.js";
import type { Recipe } from "./recipe.js";
import type { Holiday } from "./types.js";

/** A public holiday and the days it falls on, past and future. */
export interface PublicHoliday {
  name: string;
  days: readonly Day[];
}

/** A recipe's calendar as a model holds it: named days, each with its prior scale, in the recipe's unit. */
export interface CalendarTerms {
  holidays: (Holiday & { priorScale: number })[];
  /** Public holidays, days since 1970-01-01, on which the store stays closed. */
  closedHolidays: number[];
}

type CalendarRecipe = Pick<Recipe, "publicHolidays" | "closures" | "monthDays" | "seasons">;

/** How far ahead of its data a model knows the calendar, days: it may serve for long without a retrain. */
const DAYS_AHEAD = 730;
const DAYS_PER_YEAR = 365;
const MS_PER_DAY = 86_400_000;
/** A longer closure, such as for works, has no rush before it and none after. */
const LONGEST_CLOSURE = 5;
const ALONE = { lowerWindow: 0, upperWindow: 0 };

/**
 * Turns a recipe's calendar into named days, over the history and two years more.
 *
 * @param days trading days since 1970-01-01, ascending, at least one
 * @param publicHolidays over the history and as far ahead as forecasts will go
 */
export function makeCalendarTerms(
  recipe: CalendarRecipe,
  days: Int32Array,
  publicHolidays: readonly PublicHoliday[],
): CalendarTerms {
  const first = days[0]!;
  const last = days.at(-1)!;
  const named = publicHolidays.map((holiday) => ({ days: holiday.days.map(epochDay) }));
  const closedHolidays = findClosedHolidays(days, last, named);
  const { before, after } = findDaysBesideClosures(days, closedHolidays);
  const terms: CalendarTerms["holidays"] = [];
  const add = (term: Holiday & { priorScale: number }) => {
    if (term.days.length > 0) terms.push(term);
  };
  if (recipe.publicHolidays !== null) {
    add({
      name: "public_holiday",
      days: sortDistinct(named.flatMap((one) => one.days)),
      ...recipe.publicHolidays,
    });
  }
  const { closures } = recipe;
  if (closures.before !== null) {
    add({ name: "before_closure", days: before, ...ALONE, priorScale: closures.before });
  }
  if (closures.after !== null) {
    add({ name: "after_closure", days: after, ...ALONE, priorScale: closures.after });
  }
  const from = first - DAYS_PER_YEAR;
  const to = last + DAYS_AHEAD;
  for (const { name, day, ...window } of recipe.monthDays) {
    add({ name, days: listDays(from, to, (date) => date.getUTCDate() === day), ...window });
  }
  for (const { name, month, from: start, to: end, priorScale } of recipe.seasons) {
    const isInSeason = (date: Date) =>
      date.getUTCMonth() + 1 === month && date.getUTCDate() >= start && date.getUTCDate() <= end;
    add({ name, days: listDays(from, to, isInSeason), ...ALONE, priorScale });
  }
  return { holidays: terms, closedHolidays };
}

/** Trading days just before and just after a closure that is no habit of its weekday: past ones as the days show, future ones on holidays. */
function findDaysBesideClosures(
  days: Int32Array,
  closedHolidays: readonly number[],
): { before: number[]; after: number[] } {
  const usual = findUsualWeekdays(days);
  const last = days.at(-1)!;
  const closed = new Set(closedHolidays.filter((day) => day > last && usual.has(isoWeekday(day))));
  for (let i = 1; i < days.length; i++) {
    const gap = listRange(days[i - 1]! + 1, days[i]!).filter((day) => usual.has(isoWeekday(day)));
    if (gap.length <= LONGEST_CLOSURE) for (const day of gap) closed.add(day);
  }
  const isOpen = (day: number) => usual.has(isoWeekday(day)) && !closed.has(day);
  const findOpen = (from: number, step: 1 | -1) => {
    for (let day = from + step; Math.abs(day - from) <= LONGEST_CLOSURE; day += step) {
      if (isOpen(day)) return [day];
    }
    return [];
  };
  return {
    before: sortDistinct([...closed].flatMap((day) => findOpen(day, -1))),
    after: sortDistinct([...closed].flatMap((day) => findOpen(day, 1))),
  };
}

/** ISO weekdays traded on at least half as often as the busiest one in the last year. */
function findUsualWeekdays(days: Int32Array): Set<number> {
  const counts = new Map<number, number>();
  const from = days.at(-1)! - DAYS_PER_YEAR;
  for (const day of days) {
    if (day > from) counts.set(isoWeekday(day), (counts.get(isoWeekday(day)) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return new Set([...counts].filter(([, count]) => count >= most / 2).map(([weekday]) => weekday));
}

function listDays(from: number, to: number, isWanted: (date: Date) => boolean): number[] {
  return listRange(from, to).filter((day) => isWanted(new Date(day * MS_PER_DAY)));
}

/** Whole numbers from `from` to `to`, which is left out. */
function listRange(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

function sortDistinct(days: readonly number[]): number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}
