import { InvalidInputError, ServiceUnavailableError } from "../../src/errors.js";
import type { ModelRegistry, StoreModels } from "../../src/mlflow/types.js";
import { addDays, epochDay } from "../../src/model/day.js";
import { summarizeFleet } from "../../src/serving/fleet-health.js";
import type { ForecastRequest, ServedForecast, ServedPoint, Serving } from "../../src/serving/types.js";

/** The day that forecasts start at by default. */
export const TODAY = "2015-08-01";

/** Serving in memory. What it knows of champions is as of the last refresh, as in the real one. */
export interface MemoryServing extends Serving {
  /** Codes of stores whose model fails to load. */
  readonly broken: Set<string>;
  /** Store codes of each refresh, oldest first; null for all stores. */
  readonly refreshes: (readonly string[] | null)[];
  /** While set, refreshes throw it. */
  refreshFailure: Error | null;
}

export function createMemoryServing(registry: ModelRegistry): MemoryServing {
  const models = new Map<string, StoreModels>();
  const serving: MemoryServing = {
    broken: new Set(),
    refreshes: [],
    refreshFailure: null,
    forecast: (requests) => Promise.resolve(requests.map((request) => forecast(request))),
    settle: () => null,
    getStoreModels: (storeCode) => models.get(storeCode),
    getChangeCount: () => serving.refreshes.length,
    async refresh(storeCodes) {
      serving.refreshes.push(storeCodes ?? null);
      if (serving.refreshFailure) throw serving.refreshFailure;
      for (const [code, state] of await registry.findStoreModels(storeCodes)) models.set(code, state);
    },
    getFleetHealth: (stores) =>
      summarizeFleet(stores, (code) => models.get(code), new Date(`${TODAY}T12:00:00Z`)),
    getFollowing: () => ({ reads: { succeeded: 1, failed: 0 }, lastReadAgeMs: 0, issueCodes: [] }),
    warm: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };

  function forecast({ store, window, level }: ForecastRequest): ServedForecast | Error {
    const from = window.from ?? TODAY;
    const to = window.to ?? addDays(from, 7);
    if (from >= to)
      return new InvalidInputError(`window.from ${from} is not before window.to ${to}.`, "window");
    if (serving.broken.has(store.code)) {
      return new ServiceUnavailableError("mlflow", `The model of store ${store.code} cannot be read.`);
    }
    const champion = models.get(store.code)?.champion ?? null;
    const length = champion ? epochDay(to) - epochDay(from) : 0;
    const points = Array.from({ length }, (_, index) => pointOf(addDays(from, index), Number(store.code)));
    const columns = {
      date: points.map(({ date }) => date),
      yhat: points.map(({ yhat }) => yhat),
      lower: points.map(({ lower }) => lower),
      upper: points.map(({ upper }) => upper),
    };
    return {
      store,
      status: champion ? "READY" : "UNTRAINED",
      staleReasons: [],
      trainedThrough: champion?.facts.trainedThrough ?? null,
      window: { from, to },
      level,
      points,
      columns,
      dates: columns.date,
      figures: [...columns.yhat, ...columns.lower, ...columns.upper],
      modelVersion: champion,
      championIssue: models.get(store.code)?.championIssue ?? null,
    };
  }
  return serving;
}

/** Every store sells 100 times its code a day. */
function pointOf(date: string, code: number): ServedPoint {
  return {
    date,
    isOpen: true,
    closedReason: null,
    isAssumed: false,
    yhat: 100 * code,
    lower: 90 * code,
    upper: 120 * code,
    components: [
      { name: "trend", value: 80 * code },
      { name: "weekly", value: 20 * code },
    ],
  };
}
