import type { Page } from "../../api/pages.js";
import { fold } from "../../format/fold.js";
import type { FleetForecastFragment, FleetQuery } from "../../gql/graphql.js";
import type { Status } from "../../selection/selection.js";

/** A store as the fleet's room has it. */
export interface FleetStore {
  /** Place in the order of codes, from 0. */
  place: number;
  id: string;
  code: string;
  name: string;
  region: { id: string; name: string };
  /** Last day with observed demand; null before the first. */
  dataThrough: string | null;
  /** Code and name, as a search reads them. */
  searched: string;
  status: Status;
  /** Null where it could not be made. */
  forecast: FleetForecastFragment | null;
  /** Why there is no forecast, for FAILED; null if the API does not say. */
  failure: string | null;
  /** Change of the total against the same days a week earlier, as a ratio; null if they are not known. */
  weekChange: number | null;
  /** The same against last year's same weekdays. */
  yearChange: number | null;
  /** Of the champion's backtest. */
  wape: number | null;
  /** Of the baseline on the same days. */
  baselineWape: number | null;
}

/** The stores of the pages. What has no forecast is there too, with the reason. */
export function listStores(pages: readonly Page<FleetQuery>[]): FleetStore[] {
  return pages.flatMap(listPage).map((store, place) => ({ ...store, place }));
}

function listPage({ state, gaps }: Page<FleetQuery>): Omit<FleetStore, "place">[] {
  if (!state.data) return [];
  const { stores, forecasts } = state.data;
  const byStore = new Map(forecasts.nodes.map((forecast) => [forecast?.store.id, forecast]));
  return stores.nodes.map((store, i) => {
    const forecast = byStore.get(store.id) ?? null;
    const metrics = forecast?.modelVersion?.backtest;
    return {
      ...store,
      searched: fold(`${store.code} ${store.name}`),
      status: forecast?.status ?? "FAILED",
      forecast,
      failure: forecast ? null : findReason(gaps, i),
      weekChange: compare(forecast, forecast?.lastWeek),
      yearChange: compare(forecast, forecast?.lastYear),
      wape: metrics?.metrics.wape ?? null,
      baselineWape: metrics?.baseline.wape ?? null,
    };
  });
}

function findReason(gaps: Page<FleetQuery>["gaps"], place: number): string | null {
  const gap = gaps.find(({ path }) => path[0] === "forecasts" && path[1] === "nodes" && path[2] === place);
  return gap?.message ?? null;
}

function compare(forecast: FleetForecastFragment | null, earlier: number | null | undefined): number | null {
  const isKnown = forecast && forecast.status !== "UNTRAINED" && earlier != null && earlier > 0;
  return isKnown ? forecast.totalYhat / earlier - 1 : null;
}

/** Days that any of the stores has a forecast of, ascending: today differs between time zones. */
export function listDays(stores: readonly FleetStore[]): string[] {
  const days = new Set(stores.flatMap(({ forecast }) => forecast?.points.map(({ date }) => date) ?? []));
  return [...days].sort();
}

/** The forecast of a day; nearly always the one at the day's own place. */
export function findPoint({ forecast }: FleetStore, place: number, date: string | undefined) {
  const point = forecast?.points[place];
  return point?.date === date ? point : forecast?.points.find((other) => other.date === date);
}
