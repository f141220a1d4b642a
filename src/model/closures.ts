import type { PriorHoliday } from "./calendar-terms.js";
import { isoWeekday } from "./day.js";

/** Prior scales of the trading day before a closure and of the one after it; null for neither. */
export interface ClosureTerms {
  before: number | null;
  after: number | null;
}

const DAYS_PER_YEAR = 365;
/** A longer closure, such as for works, has no rush before it and none after. */
const LONGEST_CLOSURE = 5;

/**
 * The trading days beside closures that are no habit of their weekday, as two holidays: past ones as the days show, those to come on public holidays.
 *
 * @param days trading days since 1970-01-01, ascending, at least one
 * @param closedHolidays days since 1970-01-01
 */
export function makeClosureHolidays(
  terms: ClosureTerms,
  days: Int32Array,
  closedHolidays: readonly number[],
): PriorHoliday[] {
  if (terms.before === null && terms.after === null) return [];
  const { before, after } = findDaysBesideClosures(days, closedHolidays);
  const alone = { lowerWindow: 0, upperWindow: 0 };
  return [
    { name: "before_closure", days: before, ...alone, priorScale: terms.before },
    { name: "after_closure", days: after, ...alone, priorScale: terms.after },
  ].filter((holiday): holiday is PriorHoliday => holiday.priorScale !== null && holiday.days.length > 0);
}

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

/** Whole numbers from `from` to `to`, which is left out. */
function listRange(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

function sortDistinct(days: readonly number[]): number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}
