/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

const MS_PER_DAY = 86_400_000;
const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** Whether the text is a day that the calendar has: `2015-02-29` is not. */
export function isDay(text: string): boolean {
  if (!DAY_PATTERN.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** Days already read and written out: a chain's series share them, every fit reads a calendar, and saving a model writes thousands. */
const read = new Map<Day, number>();
const written = new Map<number, Day>();
const MOST_KEPT = 50_000;

/** Days since 1970-01-01; the inverse of {@link dayOf}. */
export function epochDay(day: Day): number {
  const known = read.get(day);
  if (known !== undefined) return known;
  const epoch = Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;
  if (read.size === MOST_KEPT) read.clear();
  read.set(day, epoch);
  return epoch;
}

/** The day that lies so many days after 1970-01-01. */
export function dayOf(epoch: number): Day {
  const known = written.get(epoch);
  if (known !== undefined) return known;
  const day = new Date(epoch * MS_PER_DAY).toISOString().slice(0, 10);
  if (written.size === MOST_KEPT) written.clear();
  written.set(epoch, day);
  return day;
}

/** The day so many days later; negative goes back. */
export function addDays(day: Day, days: number): Day {
  return dayOf(epochDay(day) + days);
}

/** ISO weekday of an epoch day: 1 = Monday ... 7 = Sunday. */
export function isoWeekday(epoch: number): number {
  return ((((epoch + 3) % 7) + 7) % 7) + 1;
}
