import { addDays, toUtc, type Day } from "./day.js";

/** Half-open range of days, as the API has it. */
export interface DayWindow {
  from: Day;
  /** Day after the last. */
  to: Day;
}

/** How figures and times are written in one locale. */
export interface Formats {
  locale: string;
  /** A whole number of units, such as `12,345`. */
  units: (value: number) => string;
  /** A number of units in little room, such as `12.3K`. */
  shortUnits: (value: number) => string;
  /** Units more or less, with their sign, such as `+1,204`. */
  signedUnits: (value: number) => string;
  /** A count, such as `1,115`. */
  count: (value: number) => string;
  /** A share as a percentage with at most one decimal: 0.083 is `8.3%`. */
  percent: (ratio: number) => string;
  /** A change as a percentage with one decimal and its sign: 0.083 is `+8.3%`. */
  change: (ratio: number) => string;
  /** Words as a list, such as `Store 1, Store 2, and Store 3`. */
  list: (words: readonly string[]) => string;
  /** Such as `Fri, Aug 7`. */
  day: (day: Day) => string;
  /** Weekday alone, such as `Fri`. */
  weekday: (day: Day) => string;
  /** Day and month alone, such as `Aug 7`. */
  date: (day: Day) => string;
  /** With its year, such as `Aug 7, 2015`. */
  fullDay: (day: Day) => string;
  /** Its days, the last included, such as `Aug 1 – 7, 2015`. */
  window: (window: DayWindow) => string;
  /** The time of an instant in the browser's time zone, such as `9:02 AM`. */
  time: (instant: Date | string) => string;
  /** With its seconds, such as `9:02:40 AM`. */
  exactTime: (instant: Date | string) => string;
  /** Date and time of an instant in the browser's time zone. */
  instant: (instant: Date | string) => string;
}

/** @param locale such as `de-AT` */
export function createFormats(locale: string): Formats {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat(locale, { notation: "compact", maximumSignificantDigits: 3 });
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const change = new Intl.NumberFormat(locale, {
    ...{ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero" },
  });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  // days have no time zone: they are read and written in the same one
  const ofDay = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  const day = ofDay({ weekday: "short", day: "numeric", month: "short" });
  const weekday = ofDay({ weekday: "short" });
  const date = ofDay({ day: "numeric", month: "short" });
  const fullDay = ofDay({ day: "numeric", month: "short", year: "numeric" });
  const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
  const exactTime = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  return {
    locale,
    units: (value) => whole.format(value),
    shortUnits: (value) => short.format(value),
    signedUnits: (value) => signed.format(value),
    count: (value) => whole.format(value),
    percent: (ratio) => percent.format(ratio),
    change: (ratio) => change.format(ratio),
    list: (words) => list.format(words),
    day: (text) => day.format(toUtc(text)),
    weekday: (text) => weekday.format(toUtc(text)),
    date: (text) => date.format(toUtc(text)),
    fullDay: (text) => fullDay.format(toUtc(text)),
    window: ({ from, to }) => fullDay.formatRange(toUtc(from), toUtc(addDays(to, -1))),
    time: (at) => time.format(new Date(at)),
    exactTime: (at) => exactTime.format(new Date(at)),
    instant: (at) => instant.format(new Date(at)),
  };
}
