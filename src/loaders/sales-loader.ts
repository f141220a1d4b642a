import DataLoader from "dataloader";
import { InvalidInputError } from "../errors.js";
import { addDays, epochDay, type Day } from "../model/day.js";
import type { SalesHistory, StoreDay } from "../stores/types.js";
import { createMapLoader } from "./map-loader.js";

/** Observed days shown where no window is asked for. */
const RECENT_DAYS = 56;
const MAX_WINDOW_DAYS = 90;
const DEFAULT_WINDOW_DAYS = 7;

/** Days of one store that are asked for; without a window the last 56 observed ones. */
export interface SalesRequest {
  storeId: number;
  window?: { from?: Day | null; to?: Day | null } | null;
}

interface WindowKey {
  storeId: number;
  from: Day;
  to: Day;
}

/**
 * The window of sales to show: half-open, 1 to 90 days.
 *
 * @throws InvalidInputError without a first day, or where the rule is broken
 */
export function makeSalesWindow(window: { from?: Day | null; to?: Day | null }): { from: Day; to: Day } {
  if (window.from == null) {
    throw new InvalidInputError(
      "window.from is missing; a window of sales needs its first day.",
      "window.from",
    );
  }
  const from = window.from;
  const to = window.to ?? addDays(from, DEFAULT_WINDOW_DAYS);
  const length = epochDay(to) - epochDay(from);
  if (length < 1) {
    throw new InvalidInputError(`window.from ${from} is not before window.to ${to}.`, "window");
  }
  if (length > MAX_WINDOW_DAYS) {
    throw new InvalidInputError(
      `window ${from} to ${to} has ${length} days; it must have at most ${MAX_WINDOW_DAYS}.`,
      "window",
    );
  }
  return { from, to };
}

/** Loads the days of a request; one query a tick for each distinct window. */
export type LoadSales = (request: SalesRequest) => Promise<StoreDay[]>;

export function createSalesLoader(history: SalesHistory): LoadSales {
  const recent = createMapLoader((ids: readonly number[]) => history.loadRecentDays(ids, RECENT_DAYS));
  const windows = new DataLoader<WindowKey, StoreDay[], string>((keys) => loadWindows(history, keys), {
    cacheKeyFn: ({ storeId, from, to }) => `${storeId} ${from} ${to}`,
  });
  return async ({ storeId, window }) => {
    if (window?.from == null && window?.to == null) return (await recent.load(storeId)) ?? [];
    return windows.load({ storeId, ...makeSalesWindow(window) });
  };
}

async function loadWindows(history: SalesHistory, keys: readonly WindowKey[]): Promise<StoreDay[][]> {
  const found = new Map<string, Promise<Map<number, StoreDay[]>>>();
  for (const { from, to } of keys) {
    const name = `${from} ${to}`;
    if (found.has(name)) continue;
    const storeIds = keys.filter((key) => key.from === from && key.to === to).map((key) => key.storeId);
    found.set(name, history.loadDays(storeIds, from, to));
  }
  return Promise.all(
    keys.map(async ({ storeId, from, to }) => (await found.get(`${from} ${to}`))?.get(storeId) ?? []),
  );
}
