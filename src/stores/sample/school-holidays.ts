import { epochDay, isoWeekday } from "../../model/day.js";
import { listPublicHolidays } from "../calendar.js";
import type { SchoolYear } from "./states.js";

const SATURDAY = 6;
const SUMMER_WEEKS = 6;

/** Days since 1970-01-01, Monday to Friday, on which the schools of a state are closed for holidays in a year. */
export function listSchoolHolidays(school: SchoolYear, year: number): Set<number> {
  const days = new Set<number>();
  const addWeekdays = (first: number, last: number) => {
    for (let day = first; day <= last; day++) if (isoWeekday(day) < SATURDAY) days.add(day);
  };
  const addWeeks = (monday: number, weeks: number) => addWeekdays(monday, monday + 7 * weeks - 3);

  const { easterMonday, whitMonday } = findMovableDays(year);
  addWeekdays(epochDay(`${year}-01-01`), epochDay(`${year}-01-05`));
  addWeeks(mondayFrom(`${year}-02-01`), school.winterWeeks);
  addWeeks(easterMonday - 7, 2);
  if (school.whitsunWeeks === 0) addWeekdays(whitMonday + 1, whitMonday + 1);
  else addWeeks(whitMonday, school.whitsunWeeks);
  addWeeks(findSummerStart(school, year), SUMMER_WEEKS);
  addWeeks(mondayFrom(`${year}-10-04`) + 7 * (year % 3), school.autumnWeeks);
  addWeekdays(epochDay(`${year}-12-22`), epochDay(`${year}-12-31`));
  return days;
}

function findSummerStart(school: SchoolYear, year: number): number {
  if (school.summer === "late") return mondayFrom(`${year}-07-29`);
  return mondayFrom(`${year}-06-22`) + 7 * ((school.summer + 2 * year) % 6);
}

function findMovableDays(year: number): { easterMonday: number; whitMonday: number } {
  const holidays = listPublicHolidays("DE", `${year}-01-01`, `${year + 1}-01-01`);
  const find = (name: string) => {
    const day = holidays.find((holiday) => holiday.name === name)?.days[0];
    if (day === undefined) throw new Error(`The German calendar of ${year} lacks ${name}.`);
    return epochDay(day);
  };
  return { easterMonday: find("Easter Monday"), whitMonday: find("Whit Monday") };
}

/** The first Monday on or after a day. */
function mondayFrom(day: string): number {
  const epoch = epochDay(day);
  return epoch + ((8 - isoWeekday(epoch)) % 7);
}
