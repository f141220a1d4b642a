import type { FleetStore } from "./fleet-stores.js";

/** What stores together are expected to sell on a day. */
export interface DayDemand {
  date: string;
  /** Units. */
  yhat: number;
  /** Stores that trade. */
  open: number;
  /** Stores with a forecast of the day. */
  stores: number;
}

/** A total beside that of earlier days. */
export interface Comparison {
  /** As a ratio; null if none of the stores can be compared. */
  change: number | null;
  /** Stores that could be compared: those whose earlier days are all known. */
  stores: number;
}

/** What stores together are expected to sell. */
export interface Demand {
  days: DayDemand[];
  /** Units of all days. */
  total: number;
  /** Stores with a forecast. */
  stores: number;
  lastWeek: Comparison;
  lastYear: Comparison;
}

/** Adds up the forecasts of stores; those without one are left out, and not counted. */
export function addDemand(stores: readonly FleetStore[]): Demand {
  const forecasts = stores
    .map(({ forecast }) => forecast)
    .filter((forecast) => forecast !== null && forecast.points.length > 0);
  const days = new Map<string, DayDemand>();
  for (const { date, yhat, isOpen } of forecasts.flatMap((forecast) => forecast!.points)) {
    const day = days.get(date) ?? { date, yhat: 0, open: 0, stores: 0 };
    days.set(date, day);
    day.yhat += yhat;
    day.open += isOpen ? 1 : 0;
    day.stores++;
  }
  const compareWith = (earlier: "lastWeek" | "lastYear") =>
    compare(forecasts.map((f) => [f!.totalYhat, f![earlier]]));
  return {
    days: [...days.values()].sort((one, other) => (one.date < other.date ? -1 : 1)),
    total: forecasts.reduce((sum, forecast) => sum + forecast!.totalYhat, 0),
    stores: forecasts.length,
    lastWeek: compareWith("lastWeek"),
    lastYear: compareWith("lastYear"),
  };
}

function compare(totals: readonly (readonly [now: number, earlier: number | null])[]): Comparison {
  let stores = 0;
  let now = 0;
  let before = 0;
  for (const [total, earlier] of totals) {
    if (earlier === null) continue;
    stores++;
    now += total;
    before += earlier;
  }
  return { change: before > 0 ? now / before - 1 : null, stores };
}
