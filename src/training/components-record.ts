import { dayOf } from "../model/day.js";
import { forecastStore, type Series, type StoreModel } from "../model/index.js";
import type { PlottedComponents } from "../plots/types.js";

/** A year shows every season once. */
const DAYS = 364;
const DIGITS = 4;
/** Any level gives the same components. */
const LEVEL = 0.8;

/** What the model's forecast of the last year is made of, in units; null for a series without a day. */
export function makeComponents(model: StoreModel, series: Series): PlottedComponents | null {
  const last = series.days.at(-1);
  if (last === undefined) return null;
  const from = series.days.findIndex((day) => day > last - DAYS);
  const days = series.days.slice(from);
  const regressors = Object.fromEntries(
    Object.entries(series.regressors).map(([name, values]) => [name, values.slice(from)]),
  );
  const { components } = forecastStore(model, { days, regressors }, LEVEL);
  return {
    days: Array.from(days, dayOf),
    parts: components.map(({ name, values }) => ({
      name,
      values: Array.from(values, (value) => Number(value.toPrecision(DIGITS))),
    })),
  };
}
