import { epochDay, isoWeekday } from "./day.js";
import type { PublicHoliday } from "./recipe.js";
import type { Holiday } from "./types.js";

/** How far a term reaches around each of its days, and how freely it may move. */
export interface Reach {
  /** Days before, <= 0. */
  lowerWindow: number;
  /** Days after, >= 0. */
  upperWindow: number;
  /** Standard deviation of the prior of each of its columns, > 0. */
  priorScale: number;
}

/** Every month anew: a day of the month, or its last day from Monday to Friday, on which most wages are paid. */
export interface MonthDayTerm extends Reach {
  name: string;
  /** 1 to 31; a month without that day has none. */
  day: number | "lastWorkday";
}

/** Every year anew: the days from one day of a month to another, both inclusive, under one column. */
export interface SeasonTerm {
  name: string;
  /** 1 to 12. */
  month: number;
  fromDay: number;
  toDay: number;
  priorScale: number;
}

/** What a recipe takes from the calendar alone: plain JSON. */
export interface CalendarTerms {
  /** All public holidays under one name: what a day beside any of them is like, one never seen included; null for none. */
  publicHolidays: (Reach & { name: string }) | null;
  /** Each public holiday under its own name besides: how it differs from the others; null for none. */
  namedHolidays: Reach | null;
  monthDays: readonly MonthDayTerm[];
  seasons: readonly SeasonTerm[];
}

/** Days since 1970-01-01. */
export interface DayRange {
  /** First day. */
  from: number;
  /** Last day. */
  to: number;
}

/**
 * Prophet's holidays for these terms: every one whose window meets the range, those without a day left out. Prior scales are the terms'.
 *
 * @param publicHolidays over the range and their own reach beyond either end of it
 * @param range from the first training day to the last day that will ever be forecast: a model knows its columns from training on
 */
export function makeCalendarHolidays(
  terms: CalendarTerms,
  publicHolidays: readonly PublicHoliday[],
  range: DayRange,
): Holiday[] {
  const named = publicHolidays.map(({ name, days }) => ({ name, days: days.map(epochDay) }));
  const holidays: Holiday[] = [];
  const add = (name: string, days: number[], { lowerWindow, upperWindow, priorScale }: Reach) => {
    const met = days.filter((day) => day + upperWindow >= range.from && day + lowerWindow <= range.to);
    if (met.length === 0) return;
    const ascending = [...new Set(met)].sort((a, b) => a - b);
    holidays.push({ name, days: ascending, lowerWindow, upperWindow, priorScale });
  };

  if (terms.publicHolidays) {
    add(
      terms.publicHolidays.name,
      named.flatMap(({ days }) => days),
      terms.publicHolidays,
    );
  }
  if (terms.namedHolidays) {
    for (const { name, days } of named) add(name, days, terms.namedHolidays);
  }
  const months = listMonths(range);
  for (const term of terms.monthDays) {
    add(
      term.name,
      months.flatMap((month) => findMonthDay(month, term.day)),
      term,
    );
  }
  for (const { name, month, fromDay, toDay, priorScale } of terms.seasons) {
    const years = months.filter((candidate) => candidate.month === month);
    const days = years.flatMap(({ first, length }) => {
      const last = Math.min(toDay, length);
      return Array.from({ length: Math.max(0, last - fromDay + 1) }, (_, i) => first + fromDay - 1 + i);
    });
    add(name, days, { lowerWindow: 0, upperWindow: 0, priorScale });
  }
  return holidays;
}

interface Month {
  /** 1 to 12. */
  month: number;
  /** Its first day, in days since 1970-01-01. */
  first: number;
  /** Days. */
  length: number;
}

const MS_PER_DAY = 86_400_000;

/** The months of the range and one beyond either end, whose days may reach into it. */
function listMonths({ from, to }: DayRange): Month[] {
  const start = new Date(from * MS_PER_DAY);
  const year = start.getUTCFullYear();
  const months: Month[] = [];
  for (let index = start.getUTCMonth() - 1; ; index++) {
    const first = Date.UTC(year, index, 1) / MS_PER_DAY;
    const next = Date.UTC(year, index + 1, 1) / MS_PER_DAY;
    months.push({ month: (((index % 12) + 12) % 12) + 1, first, length: next - first });
    if (first > to) return months;
  }
}

function findMonthDay({ first, length }: Month, day: MonthDayTerm["day"]): number[] {
  if (day !== "lastWorkday") return day <= length ? [first + day - 1] : [];
  let last = first + length - 1;
  while (isoWeekday(last) > 5) last--;
  return [last];
}
