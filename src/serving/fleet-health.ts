import type { StoreModels } from "../mlflow/types.js";
import { epochDay } from "../model/day.js";
import type { Store } from "../stores/types.js";
import { getStaleReasons, judgeForecast } from "./staleness.js";
import type { DateWindow, FleetFigures, FleetHealth, ForecastStatus, StaleReason } from "./types.js";
import { getToday, makeForecastWindow } from "./window.js";

type GetModels = (storeCode: string) => Pick<StoreModels, "champion"> | undefined;

interface JudgedStore {
  store: Store;
  facts: NonNullable<StoreModels["champion"]>["facts"] | null;
  status: ForecastStatus;
  staleReasons: StaleReason[];
  /** First day of the default window: today at the store. */
  today: string;
}

/** What each store's forecast of the default window would say of itself. */
function* judgeStores(stores: readonly Store[], getModels: GetModels, now: Date): Generator<JudgedStore> {
  const windows = new Map<string, DateWindow>();
  for (const store of stores) {
    let window = windows.get(store.timeZone);
    if (!window) {
      window = makeForecastWindow({}, getToday(now, store.timeZone));
      windows.set(store.timeZone, window);
    }
    const today = window.from;
    const facts = getModels(store.code)?.champion?.facts;
    if (facts) {
      const verdict = judgeForecast(facts.forecaster, getStaleReasons(store, facts, window));
      yield { store, facts, today, ...verdict };
    } else {
      const status = store.dataThrough === null ? "UNTRAINED" : "BASELINE";
      yield { store, facts: null, today, status, staleReasons: [] };
    }
  }
}

/**
 * How many stores are trained, stale and so on, by what their forecast of the default window would say. Pure.
 *
 * @param getModels the registry's state of a store as last seen
 */
export function summarizeFleet(stores: readonly Store[], getModels: GetModels, now: Date): FleetHealth {
  const reasons = new Map<StaleReason, number>();
  const health = { stores: stores.length, trained: 0, untrained: 0, baseline: 0, stale: 0 };
  for (const { facts, status, staleReasons } of judgeStores(stores, getModels, now)) {
    if (facts) health.trained++;
    else health.untrained++;
    if (status === "BASELINE") health.baseline++;
    if (status === "STALE") health.stale++;
    for (const reason of staleReasons) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return { ...health, staleReasons: [...reasons].map(([reason, count]) => ({ reason, stores: count })) };
}

/**
 * The fleet in figures to be watched over time: stores by status, and ages of champions. Pure.
 *
 * @param now the clock that decides what day it is
 * @param trueNow the clock that stamps versions
 */
export function measureFleet(
  stores: readonly Store[],
  getModels: GetModels,
  now: Date,
  trueNow: Date,
): FleetFigures {
  const statuses: FleetFigures["statuses"] = { READY: 0, STALE: 0, BASELINE: 0, UNTRAINED: 0 };
  const staleReasons: FleetFigures["staleReasons"] = { NEW_DATA: 0, CHANGED_DATA: 0, BEYOND_HORIZON: 0 };
  const championAges: number[] = [];
  const dataAges: number[] = [];
  for (const judged of judgeStores(stores, getModels, now)) {
    statuses[judged.status]++;
    for (const reason of judged.staleReasons) if (reason !== "ACCURACY_DRIFT") staleReasons[reason]++;
    if (!judged.facts) continue;
    const { trainedAt, trainedThrough } = judged.facts;
    const age = (trueNow.getTime() - Date.parse(trainedAt)) / 1_000;
    if (Number.isFinite(age)) championAges.push(Math.max(0, age));
    dataAges.push(Math.max(0, epochDay(judged.today) - epochDay(trainedThrough)));
  }
  return { statuses, staleReasons, championAges: quantiles(championAges), dataAges: quantiles(dataAges) };
}

/** Null without any value. */
function quantiles(values: number[]): FleetFigures["championAges"] {
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
  return sorted.length === 0 ? null : { median: at(0.5), p90: at(0.9), max: at(1) };
}
