import type { SalesHistory, Store, StoreDay } from "../stores/types.js";
import { RECENT_DAYS } from "./trading-habits.js";
import type { ResolvedRequest } from "./store-forecast.js";
import type { DateWindow } from "./types.js";
import { joinWindows } from "./window.js";

/** What the database knows that a batch of forecasts needs, by store id. */
export interface KnownDays {
  /** Rows around the windows asked for, ascending. */
  rows(storeId: number): readonly StoreDay[];
  /** Last observed days, of the stores that were asked for by `untrained`. */
  recent(storeId: number): readonly StoreDay[];
}

/**
 * Loads what a batch needs: one query for the days of all stores, as long as their windows touch, and one more for the past of stores
 * without a model, if there are any. Windows far apart take a query each, so that the years between them are not read.
 */
export async function loadKnownDays(
  history: Pick<SalesHistory, "loadDays" | "loadRecentDays">,
  requests: readonly ResolvedRequest[],
  untrained: readonly Store[],
): Promise<KnownDays> {
  // Requests for one window share the object, and mostly all are for one.
  const windows: DateWindow[] = [];
  for (const { window } of requests) if (window !== windows.at(-1)) windows.push(window);
  const joined = joinWindows([...new Set(windows)]);
  const queries = joined.map(({ from, to }) => {
    const asking =
      joined.length === 1
        ? requests
        : requests.filter(({ window }) => window.from >= from && window.to <= to);
    return history.loadDays(idsOf(asking.map(({ store }) => store)), from, to);
  });
  const recentDays = untrained.length > 0 ? history.loadRecentDays(idsOf(untrained), RECENT_DAYS) : null;
  const [recent, ...days] = await Promise.all([recentDays, ...queries]);
  const [first] = days;
  return {
    rows:
      days.length === 1
        ? (storeId) => first?.get(storeId) ?? []
        : (storeId) => days.flatMap((byStore) => byStore.get(storeId) ?? []),
    recent: (storeId) => recent?.get(storeId) ?? [],
  };
}

function idsOf(stores: readonly Store[]): number[] {
  return stores.map((store) => store.id);
}
