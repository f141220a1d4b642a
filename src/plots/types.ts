import type { Day } from "../model/day.js";

/** One fold of a backtest; arrays have one element a trading day of the horizon, sales in units. */
export interface PlottedFold {
  cutoff: Day;
  /** Days after the cutoff. */
  ahead: readonly number[];
  y: readonly number[];
  yhat: readonly number[];
  lower: readonly number[];
  upper: readonly number[];
}

/** What a forecast is made of, in units, over some days. */
export interface PlottedComponents {
  days: readonly Day[];
  parts: readonly { name: string; values: readonly number[] }[];
}

/** How well a store's model did. */
export interface PlottedStore {
  storeCode: string;
  wape: number | null;
  baselineWape: number | null;
  folds: readonly PlottedFold[];
}

/** What can be drawn. Plain data, for it is drawn in a thread. */
export type Plot =
  /** One store's backtest against what was sold, and what its forecast is made of. */
  | { kind: "store"; store: PlottedStore; level: number; components: PlottedComponents | null }
  /** Errors over stores, sorted, beside the baseline's. */
  | { kind: "errors"; stores: readonly Omit<PlottedStore, "folds">[] }
  /** The backtests of a few stores side by side. */
  | { kind: "stores"; title: string; stores: readonly PlottedStore[]; level: number };
