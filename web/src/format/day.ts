/** A calendar day, `YYYY-MM-DD`. It has no time zone and is never shifted into one. */
export type Day = string;

const DAY_MS = 86_400_000;
const FORM = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  if (!FORM.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && toDay(ms) === text;
}

/** The day so many days later, or earlier. */
export function addDays(day: Day, days: number): Day {
  return toDay(toUtc(day).getTime() + days * DAY_MS);
}

/** Midnight in UTC, for formatters that are set to UTC. */
export function toUtc(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

function toDay(ms: number): Day {
  return new Date(ms).toISOString().slice(0, 10);
}
