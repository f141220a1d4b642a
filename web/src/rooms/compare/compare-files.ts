import type { CsvTable } from "../../export/csv.js";
import type { Day } from "../../format/day.js";
import { pointsAhead, scaleFactor, type ComparedStore } from "./chart-content.js";
import type { Scale } from "./scale.js";

/** Heads of columns. */
export interface DaysWords {
  day: string;
  sold: (name: string) => string;
  forecast: (name: string) => string;
}

/** The days of the chart: two columns a store, what it sold and what is forecast, in the chart's scale. */
export function tabulateDays(stores: readonly ComparedStore[], scale: Scale, words: DaysWords): CsvTable {
  const columns = stores.map((store) => {
    const factor = scaleFactor(store.sales, scale);
    const write = (units: number | null | undefined) =>
      units == null || factor === null ? null : units * factor;
    return {
      name: store.name,
      sold: new Map(store.sales.map(({ date, y }) => [date, write(y)])),
      forecast: new Map(pointsAhead(store).map(({ date, yhat }) => [date, write(yhat)])),
    };
  });
  const days = new Set<Day>(columns.flatMap(({ sold, forecast }) => [...sold.keys(), ...forecast.keys()]));
  return {
    header: [words.day, ...columns.flatMap(({ name }) => [words.sold(name), words.forecast(name)])],
    rows: [...days]
      .sort()
      .map((day) => [
        day,
        ...columns.flatMap(({ sold, forecast }) => [sold.get(day) ?? null, forecast.get(day) ?? null]),
      ]),
  };
}
