import type { ForecastRecord, StoreRecord } from "../context.js";
import type { FleetColumns } from "../schema/fleet-columns.js";
import type { ForecastColumns } from "../schema/forecast-point.js";
import { encodeId } from "../schema/ids.js";

type Figures = "yhat" | "lower" | "upper";

/** Columns with their figures rounded to so many decimals, half up; null leaves them as they are. */
export function roundColumns(columns: ForecastColumns, decimals: number | null): ForecastColumns {
  if (decimals === null) return columns;
  const { date, yhat, lower, upper } = columns;
  return {
    ...{ date, yhat: roundAll(yhat, decimals) },
    ...{ lower: roundAll(lower, decimals), upper: roundAll(upper, decimals) },
  };
}

function roundAll(values: readonly number[], decimals: number): number[] {
  const scale = 10 ** decimals;
  // A copy is an array of doubles from the start; a mapped one becomes it after its first zero.
  const rounded = values.slice();
  for (let i = 0; i < rounded.length; i++) rounded[i] = Math.round(rounded[i]! * scale) / scale;
  return rounded;
}

/**
 * Forecasts of many stores as columns.
 *
 * @param forecasts of the stores, in their order; an Error leaves its store without figures
 */
export function makeFleetColumns(
  stores: readonly Pick<StoreRecord, "code" | "name">[],
  forecasts: readonly (ForecastRecord | Error)[],
  decimals: number | null,
): FleetColumns {
  const columns = forecasts.map((forecast) =>
    forecast instanceof Error ? null : roundColumns(forecast.columns, decimals),
  );
  const date = joinDates(columns.map((one) => one?.date ?? []));
  const makeTable = (figures: Figures) => columns.map((one) => spread(one, figures, date));
  return {
    id: stores.map(({ code }) => encodeId("Store", code)),
    name: stores.map(({ name }) => name),
    status: forecasts.map((forecast) => (forecast instanceof Error ? null : forecast.status)),
    version: forecasts.map((forecast) =>
      forecast instanceof Error ? null : (forecast.modelVersion?.version ?? null),
    ),
    ...{ date, yhat: makeTable("yhat"), lower: makeTable("lower"), upper: makeTable("upper") },
  };
}

/** Days of all; mostly those of each, and then the same array. */
function joinDates(dates: readonly (readonly string[])[]): readonly string[] {
  const distinct = [...new Set(dates)].filter((days) => days.length > 0);
  const [first = []] = distinct;
  return distinct.length <= 1 ? first : [...new Set(distinct.flat())].sort();
}

function spread(
  columns: ForecastColumns | null,
  figures: Figures,
  date: readonly string[],
): readonly (number | null)[] {
  if (columns?.date === date) return columns[figures];
  const places = new Map(columns?.date.map((day, i) => [day, i]));
  return date.map((day) => columns?.[figures][places.get(day) ?? -1] ?? null);
}
