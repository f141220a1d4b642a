import { addDays, epochDay, type Day } from "../model/day.js";
import type { LoadSales } from "./sales-loader.js";

/** A store's window, and how many days before it to look. */
export interface EarlierTotalRequest {
  storeId: number;
  /** Half-open. */
  window: { from: Day; to: Day };
  daysEarlier: number;
}

/** Units sold in the same window so many days earlier; null unless every day of it was observed. */
export type LoadEarlierTotal = (request: EarlierTotalRequest) => Promise<number | null>;

/** One query a tick for each distinct window, as sales are loaded. */
export function createEarlierTotalLoader(loadSales: LoadSales): LoadEarlierTotal {
  return async ({ storeId, window: { from, to }, daysEarlier }) => {
    const earlier = { from: addDays(from, -daysEarlier), to: addDays(to, -daysEarlier) };
    const days = await loadSales({ storeId, window: earlier });
    const sold = days.flatMap(({ y }) => y ?? []);
    if (sold.length < epochDay(to) - epochDay(from)) return null;
    return sold.reduce((sum, y) => sum + y, 0);
  };
}
