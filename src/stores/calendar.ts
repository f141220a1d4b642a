import { InvalidInputError } from "../errors.js";
import { isKnownCountry, listCountryHolidays } from "../model/country-holidays.js";
import type { CountryHoliday } from "../model/country-holidays.js";
import { isDay, type Day } from "../model/day.js";

/** A public holiday and the days it falls on, ascending. */
export type PublicHoliday = CountryHoliday;

/** Country and state of calendars that are known to exist, by name. */
const known = new Map<string, { country: string; state: string | undefined }>();

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
  const { country, state } = readCalendar(calendar);
  return listCountryHolidays(country, state, from, to);
}

/**
 * Refuses a holiday calendar that {@link listPublicHolidays} would not know.
 *
 * @throws InvalidInputError naming it
 */
export function checkHolidayCalendar(calendar: string): void {
  readCalendar(calendar);
}

function readCalendar(name: string): { country: string; state: string | undefined } {
  const found = known.get(name);
  if (found) return found;
  const [country = "", state, ...rest] = name.split("-");
  if (rest.length > 0 || !isKnownCountry(country, state)) {
    throw new InvalidInputError(
      `Holiday calendar "${name}" is not known: it must be a country and, if need be, a state, such as FR or DE-NW.`,
      "holidayCalendar",
    );
  }
  const calendar = { country, state };
  known.set(name, calendar);
  return calendar;
}

function checkDay(value: string, field: string): void {
  const problem = `"${value}" is not a day: ${field} must be a calendar day, YYYY-MM-DD.`;
  if (!isDay(value)) throw new InvalidInputError(problem, field);
}
