import { dayOf } from "./day.js";
import { makeInputError } from "./model-error.js";
import type { Holiday } from "./types.js";

/** A 0/1 column: one offset of one holiday. */
export interface HolidayColumn {
  /** Prophet's name, such as `easter_delim_-1`. */
  key: string;
  /** The holiday's name. */
  name: string;
  /** Days since 1970-01-01 on which it is 1, ascending. */
  days: readonly number[];
  priorScale: number;
}

/** Prophet's columns for these holidays in Prophet's order: by key, by code point. */
export function makeHolidayColumns(holidays: readonly Holiday[], defaultPriorScale: number): HolidayColumn[] {
  const columns = new Map<string, HolidayColumn>();
  for (const { name, days, lowerWindow, upperWindow, priorScale = defaultPriorScale } of holidays) {
    const own = isAscending(days) ? days : sortDistinct(days);
    for (let offset = lowerWindow; offset <= upperWindow; offset++) {
      const key = `${name}_delim_${offset >= 0 ? "+" : "-"}${Math.abs(offset)}`;
      const moved = own.map((day) => day + offset);
      const column = columns.get(key);
      if (column) column.days = sortDistinct([...column.days, ...moved]);
      else columns.set(key, { key, name, days: moved, priorScale });
    }
  }
  return [...columns.values()].sort((a, b) => compareCodePoints(a.key, b.key));
}

/** Models made in Python may list a day twice. */
function isAscending(days: readonly number[]): boolean {
  for (let i = 1; i < days.length; i++) if (days[i]! <= days[i - 1]!) return false;
  return true;
}

function sortDistinct(days: readonly number[]): number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}

/** How many columns {@link makeHolidayColumns} makes. */
export function countHolidayColumns(holidays: readonly Holiday[]): number {
  const offsetsOf = new Map<string, Set<number>>();
  for (const { name, lowerWindow, upperWindow } of holidays) {
    let offsets = offsetsOf.get(name);
    if (!offsets) offsetsOf.set(name, (offsets = new Set()));
    for (let offset = lowerWindow; offset <= upperWindow; offset++) offsets.add(offset);
  }
  return [...offsetsOf.values()].reduce((sum, offsets) => sum + offsets.size, 0);
}

/** Python's order of texts; JavaScript's own puts what lies beyond 16 bits before the last 8,192 of those within. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return a.codePointAt(i)! - b.codePointAt(i)!;
  }
  return a.length - b.length;
}

/** Distinct names in order of appearance, as Prophet's `train_holiday_names`. */
export function listHolidayNames(holidays: readonly Holiday[]): string[] {
  return [...new Set(holidays.map(({ name }) => name))];
}

/** Throws INVALID_INPUT unless days ascend, windows contain the day itself and a name has one prior scale. */
export function checkHolidays(holidays: readonly Holiday[]): void {
  const priorScales = new Map<string, number | undefined>();
  for (const { name, days, lowerWindow, upperWindow, priorScale } of holidays) {
    const field = `holidays.${name}`;
    if (days.length === 0) throw makeInputError(`${field}.days`, [], "must name at least one day");
    days.forEach((day, i) => {
      if (!Number.isInteger(day)) {
        throw makeInputError(`${field}.days[${i}]`, day, "must be whole days since 1970-01-01");
      }
      if (i > 0 && day <= days[i - 1]!) {
        throw makeInputError(`${field}.days[${i}]`, dayOf(day), "must be later than the one before");
      }
    });
    if (!(Number.isInteger(lowerWindow) && lowerWindow <= 0)) {
      throw makeInputError(`${field}.lowerWindow`, lowerWindow, "must be a whole number, 0 or below");
    }
    if (!(Number.isInteger(upperWindow) && upperWindow >= 0)) {
      throw makeInputError(`${field}.upperWindow`, upperWindow, "must be a whole number, 0 or above");
    }
    if (priorScales.has(name) && priorScales.get(name) !== priorScale) {
      throw makeInputError(
        `${field}.priorScale`,
        priorScale,
        `must be the same wherever the name is used, ${priorScales.get(name)}`,
      );
    }
    priorScales.set(name, priorScale);
  }
}
