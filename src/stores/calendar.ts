import Holidays from "date-holidays";
import { InvalidInputError } from "../errors.js";
import { addDays, isDay, type Day } from "../model/day.js";

/** A public holiday and the days it falls on, ascending. */
export interface PublicHoliday {
  /** In English where the calendar has it, else in the country's language; the same every year. */
  name: string;
  days: Day[];
}

interface Occurrence {
  name: string;
  day: Day;
}

interface Calendar {
  holidays: Holidays;
  years: Map<number, Occurrence[]>;
}

const HALF_DAY_MS = 43_200_000;
const calendars = new Map<string, Calendar>();

/**
 * Public holidays of a country or of one of its states, by name, those without a day in the window left out.
 *
 * A holiday of several days gives each of them. A substitute day has a name of its own, since shops often treat it otherwise.
 *
 * @param calendar ISO country and optional state, such as `DE-NW`, `US-CA` or `FR`
 * @param from first day
 * @param to day after the last
 * @throws InvalidInputError for a calendar that is not known, or days that are none
 */
export function listPublicHolidays(calendar: string, from: Day, to: Day): PublicHoliday[] {
  checkDay(from, "from");
  checkDay(to, "to");
  const source = openCalendar(calendar);
  const byName = new Map<string, Set<Day>>();
  // One year more at either end: a long holiday may start in the year before, a substitute may lie in the year after.
  for (let year = yearOf(from) - 1; year <= yearOf(to) + 1; year++) {
    for (const { name, day } of getOccurrences(source, year)) {
      if (day < from || day >= to) continue;
      const days = byName.get(name) ?? new Set();
      byName.set(name, days.add(day));
    }
  }
  return [...byName].map(([name, days]) => ({ name, days: [...days].sort() }));
}

/**
 * Refuses a holiday calendar that {@link listPublicHolidays} would not know.
 *
 * @throws InvalidInputError naming it
 */
export function checkHolidayCalendar(calendar: string): void {
  openCalendar(calendar);
}

function openCalendar(name: string): Calendar {
  const known = calendars.get(name);
  if (known) return known;
  const [country = "", state, ...rest] = name.split("-");
  const directory = new Holidays();
  const isKnown =
    rest.length === 0 &&
    Object.hasOwn(directory.getCountries() ?? {}, country) &&
    (state === undefined || Object.hasOwn(directory.getStates(country) ?? {}, state));
  if (!isKnown) {
    throw new InvalidInputError(
      `Holiday calendar "${name}" is not known: it must be a country and, if need be, a state, such as FR or DE-NW.`,
      "holidayCalendar",
    );
  }
  const options = { types: ["public" as const], languages: "en" };
  const holidays =
    state === undefined ? new Holidays(country, options) : new Holidays(country, state, options);
  const calendar = { holidays, years: new Map<number, Occurrence[]>() };
  calendars.set(name, calendar);
  return calendar;
}

function getOccurrences(calendar: Calendar, year: number): Occurrence[] {
  let occurrences = calendar.years.get(year);
  if (!occurrences) {
    occurrences = calendar.holidays.getHolidays(year).flatMap(spread);
    calendar.years.set(year, occurrences);
  }
  return occurrences;
}

/** The days of one holiday. Its `date` is in local time; `start` and `end` are instants, so only their distance is used. */
function spread(holiday: ReturnType<Holidays["getHolidays"]>[number]): Occurrence[] {
  const first = holiday.date.slice(0, 10);
  const halfDays = Math.round((holiday.end.getTime() - holiday.start.getTime()) / HALF_DAY_MS);
  const count = Math.max(1, Math.floor(halfDays / 2));
  return Array.from({ length: count }, (_, i) => ({ name: holiday.name, day: addDays(first, i) }));
}

function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}

function checkDay(value: string, field: string): void {
  const problem = `"${value}" is not a day: ${field} must be a calendar day, YYYY-MM-DD.`;
  if (!isDay(value)) throw new InvalidInputError(problem, field);
}
