import type { StoreModels } from "../mlflow/types.js";
import type { Store } from "../stores/types.js";
import { getStaleReasons, judgeForecast } from "./staleness.js";
import type { DateWindow, FleetHealth, StaleReason } from "./types.js";
import { getToday, makeForecastWindow } from "./window.js";

/**
 * How many stores are trained, stale and so on, by what their forecast of the default window would say. Pure.
 *
 * @param getModels the registry's state of a store as last seen
 */
export function summarizeFleet(
  stores: readonly Store[],
  getModels: (storeCode: string) => Pick<StoreModels, "champion"> | undefined,
  now: Date,
): FleetHealth {
  const windows = new Map<string, DateWindow>();
  const reasons = new Map<StaleReason, number>();
  const health = { stores: stores.length, trained: 0, untrained: 0, baseline: 0, stale: 0 };
  for (const store of stores) {
    const facts = getModels(store.code)?.champion?.facts;
    if (!facts) {
      health.untrained++;
      if (store.dataThrough !== null) health.baseline++;
      continue;
    }
    health.trained++;
    let window = windows.get(store.timeZone);
    if (!window) {
      window = makeForecastWindow({}, getToday(now, store.timeZone));
      windows.set(store.timeZone, window);
    }
    const { status, staleReasons } = judgeForecast(facts.forecaster, getStaleReasons(store, facts, window));
    if (status === "BASELINE") health.baseline++;
    if (status === "STALE") health.stale++;
    for (const reason of staleReasons) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return { ...health, staleReasons: [...reasons].map(([reason, count]) => ({ reason, stores: count })) };
}
