import Holidays from "date-holidays";
import { addDays, epochDay, isDay } from "./day.js";
import type { Day } from "./day.js";
import { makeInputError } from "./model-error.js";
import type { Holiday } from "./types.js";

/** Which days of a country's public holidays, and how they enter the model. */
export interface CountryHolidayOptions {
  /** State within the country, such as `NW` for DE or `CA` for US; without it nation-wide holidays alone. */
  state?: string;
  /** First day. */
  from: Day;
  /** Day after the last: later than any day that will be forecast. */
  to: Day;
  /** Days before that they reach, <= 0; 0 by default. */
  lowerWindow?: number;
  /** Days after that they reach, >= 0; 0 by default. */
  upperWindow?: number;
  /** Prior scale of their columns, > 0; `holidaysPriorScale` by default. */
  priorScale?: number;
}

/** A public holiday and the days it falls on, ascending. */
export interface CountryHoliday {
  /** In English where the calendar has it, else in the country's language; the same every year. */
  name: string;
  days: Day[];
}

interface Calendar {
  holidays: Holidays;
  years: Map<number, { name: string; day: Day }[]>;
}

const HALF_DAY_MS = 43_200_000;
const calendars = new Map<string, Calendar>();

/**
 * Prophet's `add_country_holidays` as plain holidays, so that a model says itself which days it was trained on, whichever calendar is
 * installed where it is read. Apart from the other exports of this room, for the calendars of all countries take their time to load.
 *
 * @param country ISO code, such as `DE`
 * @throws ModelError INVALID_INPUT for a country or state that is not known, or days that are none
 */
export function makeCountryHolidays(
  country: string,
  { state, from, to, lowerWindow = 0, upperWindow = 0, priorScale }: CountryHolidayOptions,
): Holiday[] {
  if (!isKnownCountry(country))
    throw makeInputError("country", country, "must be a country's ISO code, such as FR");
  if (!isKnownCountry(country, state)) {
    throw makeInputError(
      "state",
      state,
      `must be a state of ${country} that has holidays of its own, such as NW in DE`,
    );
  }
  for (const [field, day] of Object.entries({ from, to })) {
    if (!isDay(day)) throw makeInputError(field, day, "must be a calendar day, YYYY-MM-DD");
  }
  return listCountryHolidays(country, state, from, to).map(({ name, days }) => ({
    name,
    days: days.map(epochDay),
    lowerWindow,
    upperWindow,
    ...(priorScale !== undefined && { priorScale }),
  }));
}

/** Whether there is a calendar of the country and, if one is named, of its state. */
export function isKnownCountry(country: string, state?: string): boolean {
  const directory = new Holidays();
  return (
    Object.hasOwn(directory.getCountries() ?? {}, country) &&
    (state === undefined || Object.hasOwn(directory.getStates(country) ?? {}, state))
  );
}

/**
 * Public holidays by name, those without a day in the window left out. A holiday of several days gives each of them. A substitute day has a
 * name of its own, since shops often treat it otherwise.
 *
 * @param country and state that are known
 * @param from first day
 * @param to day after the last
 */
export function listCountryHolidays(
  country: string,
  state: string | undefined,
  from: Day,
  to: Day,
): CountryHoliday[] {
  const calendar = openCalendar(country, state);
  const byName = new Map<string, Set<Day>>();
  // One year more at either end: a long holiday may start in the year before, a substitute may lie in the year after.
  for (let year = yearOf(from) - 1; year <= yearOf(to) + 1; year++) {
    for (const { name, day } of getOccurrences(calendar, year)) {
      if (day < from || day >= to) continue;
      const days = byName.get(name) ?? new Set();
      byName.set(name, days.add(day));
    }
  }
  return [...byName].map(([name, days]) => ({ name, days: [...days].sort() }));
}

function openCalendar(country: string, state: string | undefined): Calendar {
  const key = state === undefined ? country : `${country}-${state}`;
  let calendar = calendars.get(key);
  if (!calendar) {
    const options = { types: ["public" as const], languages: "en" };
    const holidays =
      state === undefined ? new Holidays(country, options) : new Holidays(country, state, options);
    calendars.set(key, (calendar = { holidays, years: new Map() }));
  }
  return calendar;
}

function getOccurrences({ holidays, years }: Calendar, year: number): { name: string; day: Day }[] {
  let occurrences = years.get(year);
  if (!occurrences) years.set(year, (occurrences = holidays.getHolidays(year).flatMap(spread)));
  return occurrences;
}

/** The days of one holiday. Its `date` is in local time; `start` and `end` are instants, so only their distance is used. */
function spread(holiday: ReturnType<Holidays["getHolidays"]>[number]): { name: string; day: Day }[] {
  const first = holiday.date.slice(0, 10);
  const halfDays = Math.round((holiday.end.getTime() - holiday.start.getTime()) / HALF_DAY_MS);
  const count = Math.max(1, Math.floor(halfDays / 2));
  return Array.from({ length: count }, (_, i) => ({ name: holiday.name, day: addDays(first, i) }));
}

function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}
