import type { CsvTable } from "../../export/csv.js";
import type { Day } from "../../format/day.js";
import type { Demand } from "./demand.js";
import { findPoint, type FleetStore } from "./fleet-stores.js";

/** Heads of the columns that are not days, and words for a status with its reasons. */
export interface StoresWords {
  /** Code, name, region and status. */
  before: readonly string[];
  day: (day: Day) => string;
  /** Total, changes against last week and last year, last day of training, WAPE and the baseline's. */
  after: readonly string[];
  status: (store: FleetStore) => string;
}

/** The table of stores as it is filtered and sorted; shares are ratios. */
export function tabulateStores(
  stores: readonly FleetStore[],
  days: readonly Day[],
  words: StoresWords,
): CsvTable {
  return {
    header: [...words.before, ...days.map(words.day), ...words.after],
    rows: stores.map((store) => [
      ...[store.code, store.name, store.region.name, words.status(store)],
      ...days.map((day, place) => findPoint(store, place, day)?.yhat ?? null),
      store.forecast && store.forecast.points.length > 0 ? store.forecast.totalYhat : null,
      ...[store.weekChange, store.yearChange, store.forecast?.trainedThrough ?? null],
      ...[store.wape, store.baselineWape],
    ]),
  };
}

/** What the stores together are expected to sell, a day a row. @param header day, units, stores that trade, stores in all */
export function tabulateDemand({ days }: Demand, header: readonly string[]): CsvTable {
  return { header, rows: days.map(({ date, yhat, open, stores }) => [date, yhat, open, stores]) };
}
