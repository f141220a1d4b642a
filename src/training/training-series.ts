import { createHash } from "node:crypto";

import { addDays, epochDay, type Day } from "../model/day.js";
import type { PublicHoliday, Series } from "../model/index.js";
import type { StoreDay, StoreHistory } from "../stores/types.js";

const DAYS_PER_YEAR = 365;
/** Public holidays a model knows of beyond its data, years: it may serve for long without a retrain. */
const YEARS_AHEAD = 2;

/**
 * The series of a store: its observed days on which it was open, up to and with `through`. Regressors are those that any of these days
 * knows; a day that does not know one counts 0.
 */
export function makeTrainingSeries(history: StoreHistory, through: Day): Series {
  const observed = history.days.filter((day) => day.isOpen && day.y !== null && day.day <= through);
  const names = new Set(observed.flatMap(({ regressors }) => Object.keys(regressors)));
  return {
    days: Int32Array.from(observed, ({ day }) => epochDay(day)),
    y: Float64Array.from(observed, ({ y }) => y ?? 0),
    regressors: Object.fromEntries(
      [...names]
        .sort()
        .map((name) => [name, Float64Array.from(observed, ({ regressors }) => regressors[name] ?? 0)]),
    ),
  };
}

/** First and last day for which a model's holidays are listed: a year before its history, so that windows are whole, to two years after. */
export function getHolidayWindow(firstDay: Day, through: Day): { from: Day; to: Day } {
  return {
    from: addDays(firstDay, -DAYS_PER_YEAR),
    to: addDays(through, YEARS_AHEAD * DAYS_PER_YEAR + 1),
  };
}

/** Holidays by the kinds that the import named, observed and planned: for a store whose calendar nobody knows. */
export function makeImportedHolidays(days: readonly StoreDay[]): PublicHoliday[] {
  const byKind = new Map<string, Day[]>();
  for (const { day, holiday } of days) {
    if (holiday === null) continue;
    const those = byKind.get(holiday);
    if (those) those.push(day);
    else byKind.set(holiday, [day]);
  }
  return [...byKind]
    .map(([name, those]) => ({ name, days: those.sort() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Digest of everything in a series, 32 hex digits: the same series gives the same digest, on any machine. */
export function digestSeries(series: Series): string {
  const hash = createHash("sha256");
  hash.update(toLittleEndian(Float64Array.from(series.days)));
  hash.update(toLittleEndian(series.y));
  for (const name of Object.keys(series.regressors).sort()) {
    hash.update(`\0${name}\0`).update(toLittleEndian(series.regressors[name] ?? new Float64Array()));
  }
  return hash.digest("hex").slice(0, 32);
}

function toLittleEndian(values: Float64Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, index) => bytes.setFloat64(index * 8, value, true));
  return new Uint8Array(bytes.buffer);
}
