import { InvalidInputError } from "../errors.js";
import { isDay, type Day } from "../model/day.js";
import { getToday } from "../serving/window.js";

const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?`;
const OFFSET = String.raw`(Z|[+-]([01]\d|2[0-3]):[0-5]\d)`;
const DATE_TIME = new RegExp(String.raw`^(\d{4}-\d{2}-\d{2})T${TIME}${OFFSET}$`);

/**
 * The day that a text means: itself where it is one, else the day that it is in a time zone at that instant.
 *
 * @param text `YYYY-MM-DD`, or a date-time of RFC 3339, which has an offset from UTC
 * @param field names it in the error
 * @throws InvalidInputError for any other text
 */
export function readDay(text: string, timeZone: string, field: string): Day {
  if (isDay(text)) return text;
  const instant = readInstant(text);
  if (instant !== null) return getToday(instant, timeZone);
  throw new InvalidInputError(
    `${field} is ${JSON.stringify(text)}; it must be a day of the calendar, such as 2026-11-26, or a date-time with an offset from UTC, such as 2026-11-26T08:00:00+01:00.`,
    field,
  );
}

/** The instant that a date-time of RFC 3339 names; null for any other text. */
export function readInstant(text: string): Date | null {
  const [whole, day] = DATE_TIME.exec(text.toUpperCase()) ?? [];
  if (whole === undefined || day === undefined || !isDay(day)) return null;
  // A leap second is of the minute that it ends, which is all that is asked of it.
  return new Date(whole.replace(/^(.{17})60/, "$159"));
}

const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Minutes that clocks of a time zone are ahead of UTC at an instant. */
function getOffset(epochMs: number, timeZone: string): number {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
    clocks.set(timeZone, clock);
  }
  const name = clock.formatToParts(epochMs).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  if (sign === undefined) return 0;
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === "-" ? -offset : offset;
}

/** Writes days as the instants that they begin at in a time zone; each is worked out once. */
export type WriteTimestamp = (day: Day, timeZone: string) => string;

export function createTimestamps(): WriteTimestamp {
  const written = new Map<string, Map<Day, string>>();
  return (day, timeZone) => {
    let days = written.get(timeZone);
    if (!days) written.set(timeZone, (days = new Map<Day, string>()));
    let timestamp = days.get(day);
    if (timestamp === undefined) days.set(day, (timestamp = toTimestamp(day, timeZone)));
    return timestamp;
  };
}

/**
 * The midnight that a day begins with, as RFC 3339 with the offset from UTC that is in force then. Where clocks skip it, the offset before the jump
 * names the same instant.
 */
export function toTimestamp(day: Day, timeZone: string): string {
  const midnightMs = Date.parse(`${day}T00:00:00Z`);
  const before = getOffset(midnightMs - MS_PER_DAY, timeZone);
  const after = getOffset(midnightMs + MS_PER_DAY, timeZone);
  const isMidnight = (offset: number) => getOffset(midnightMs - offset * MS_PER_MINUTE, timeZone) === offset;
  const earliestFirst = [before, after].sort((a, b) => b - a);
  return `${day}T00:00:00${formatOffset(earliestFirst.find(isMidnight) ?? before)}`;
}

function formatOffset(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
