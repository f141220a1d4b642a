import type { ForecastRecord, StoreRecord } from "../context.js";
import { type Figures, FigureTable, roundFigures } from "../schema/figure-table.js";
import type { FleetColumns } from "../schema/fleet-columns.js";
import type { ForecastColumns } from "../schema/forecast-point.js";
import { encodeId } from "../schema/ids.js";

/** Columns with their figures rounded to so many decimals, half up; null leaves them as they are. */
export function roundColumns(columns: ForecastColumns, decimals: number | null): ForecastColumns {
  if (decimals === null) return columns;
  const { date, yhat, lower, upper } = columns;
  return {
    date,
    yhat: roundFigures(yhat, decimals),
    lower: roundFigures(lower, decimals),
    upper: roundFigures(upper, decimals),
  };
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
  const id: string[] = [];
  const name: string[] = [];
  for (const store of stores) {
    id.push(encodeId("Store", store.code));
    name.push(store.name);
  }
  const status: (string | null)[] = [];
  const version: (number | null)[] = [];
  // Everything of a forecast at once: those of a fleet are more than the processor's nearest cache holds.
  const shown = forecasts.map((forecast) => {
    const isForecast = !(forecast instanceof Error);
    status.push(isForecast ? forecast.status : null);
    version.push(isForecast ? (forecast.modelVersion?.version ?? null) : null);
    return isForecast ? { dates: forecast.dates, figures: forecast.figures } : NOTHING;
  });
  const date = joinDates(shown.map(({ dates }) => dates));
  const figures = shown.map((one) => (one.dates === date ? one.figures : spread(one, date)));
  const days = date.length;
  const makeTable = (part: number) => new FigureTable(figures, part * days, (part + 1) * days, decimals);
  return {
    id,
    name,
    status,
    version,
    date,
    yhat: makeTable(0),
    lower: makeTable(1),
    upper: makeTable(2),
  };
}

type Shown = Pick<ForecastRecord, "dates" | "figures">;

const NOTHING: Shown = { dates: [], figures: [] };

/** Days of all; mostly those of each, and then the same array. */
function joinDates(all: readonly (readonly string[])[]): readonly string[] {
  const distinct = [...new Set(all)].filter((dates) => dates.length > 0);
  const [first = []] = distinct;
  return distinct.length <= 1 ? first : [...new Set(distinct.flat())].sort();
}

/** A store's figures over the days of all. */
function spread({ dates, figures }: Shown, date: readonly string[]): Figures {
  const places = new Map(dates.map((day, i) => [day, i]));
  return [0, 1, 2].flatMap((part) =>
    date.map((day) => figures[part * dates.length + (places.get(day) ?? NaN)] ?? null),
  );
}
