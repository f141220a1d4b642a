import { InvalidInputError } from "../errors.js";
import { addDays, epochDay, isDay, type Day } from "../model/day.js";
import type { DateWindow, ForecastRequest } from "./types.js";

const DEFAULT_WINDOW_DAYS = 7;
const MAX_WINDOW_DAYS = 90;

const MINUTE_MS = 60_000;

interface Clock {
  formatter: Intl.DateTimeFormat;
  /** The day that it was last, and the minute since 1970 in which it was: days begin with a minute everywhere. */
  day: Day;
  minute: number;
}

const clocks = new Map<string, Clock>();

/**
 * The day it is in a time zone.
 *
 * @throws InvalidInputError for a time zone that is none
 */
export function getToday(now: Date, timeZone: string): Day {
  let clock = clocks.get(timeZone);
  if (!clock) clocks.set(timeZone, (clock = { formatter: makeFormatter(timeZone), day: "", minute: NaN }));
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  if (minute !== clock.minute) {
    const parts = new Map(clock.formatter.formatToParts(now).map(({ type, value }) => [type, value]));
    clock.day = `${parts.get("year")?.padStart(4, "0")}-${parts.get("month")}-${parts.get("day")}`;
    clock.minute = minute;
  }
  return clock.day;
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat {
  const options = { year: "numeric", month: "2-digit", day: "2-digit", calendar: "iso8601" } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone });
  } catch (cause) {
    const problem = `Time zone "${timeZone}" is not known: it must be an IANA name, such as Europe/Berlin.`;
    throw new InvalidInputError(problem, "timeZone", { cause });
  }
}

/**
 * The window of a forecast: half-open, 1 to 90 days, from today for 7 days where an end is missing.
 *
 * @param today the day it is at the store
 * @throws InvalidInputError naming the value and the rule
 */
export function makeForecastWindow(window: ForecastRequest["window"], today: Day): DateWindow {
  const from = window.from ?? today;
  requireDay("window.from", from);
  const to = window.to ?? addDays(from, DEFAULT_WINDOW_DAYS);
  requireDay("window.to", to);
  const days = epochDay(to) - epochDay(from);
  if (days < 1) {
    const origin = window.from == null ? " (today)" : "";
    throw new InvalidInputError(`window.from ${from}${origin} is not before window.to ${to}.`, "window");
  }
  if (days > MAX_WINDOW_DAYS) {
    throw new InvalidInputError(
      `window ${from} to ${to} has ${days} days; it must have at most ${MAX_WINDOW_DAYS}.`,
      "window",
    );
  }
  return { from, to };
}

/**
 * Refuses a nominal coverage that is none.
 *
 * @throws InvalidInputError naming it
 */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) {
    throw new InvalidInputError(`level is ${level}; it must be above 0 and below 1.`, "level");
  }
}

/** Windows that overlap or touch, joined: what one query each can read without reading days nobody asked for. */
export function joinWindows(windows: readonly DateWindow[]): DateWindow[] {
  const joined: DateWindow[] = [];
  for (const { from, to } of [...windows].sort((a, b) => compare(a.from, b.from))) {
    const last = joined.at(-1);
    if (!last || from > last.to) joined.push({ from, to });
    else if (to > last.to) last.to = to;
  }
  return joined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function requireDay(name: string, value: Day): void {
  const problem = `${name} "${value}" must be a calendar day, YYYY-MM-DD.`;
  if (!isDay(value)) throw new InvalidInputError(problem, name);
}
