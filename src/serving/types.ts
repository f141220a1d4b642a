import type { ChampionIssue, RegisteredVersion, StoreModels } from "../mlflow/types.js";
import type { Day } from "../model/day.js";
import type { WindowFigures, WindowForecast } from "../model/index.js";
import type { Store } from "../stores/types.js";

/** Half-open range of days. */
export interface DateWindow {
  from: Day;
  to: Day;
}

export type ForecastStatus = "READY" | "STALE" | "BASELINE" | "UNTRAINED";
export type StaleReason = "NEW_DATA" | "CHANGED_DATA" | "BEYOND_HORIZON" | "ACCURACY_DRIFT";
export type ClosedReason = "PLANNED" | "HOLIDAY" | "WEEKDAY";

/** Expected demand on one day, as served: floored at 0, closed days 0. */
export interface ServedPoint {
  date: Day;
  isOpen: boolean;
  closedReason: ClosedReason | null;
  isAssumed: boolean;
  yhat: number;
  lower: number;
  upper: number;
  /** Empty on closed days; sums to `yhat` before the floor at 0. */
  components: { name: string; value: number }[];
}

/** The figures of a forecast's points as columns of equal length. */
export interface ServedColumns extends WindowForecast {
  date: readonly Day[];
}

/** Expected demand of one store over a window. */
export interface ServedForecast {
  store: Store;
  status: ForecastStatus;
  staleReasons: StaleReason[];
  trainedThrough: Day | null;
  window: DateWindow;
  level: number;
  /** One a day, ascending. */
  points: ServedPoint[];
  /** Days of the points; forecasts of one window share the array. */
  dates: readonly Day[];
  /** What the points say of the days. */
  figures: WindowFigures;
  /** The same, copied into columns. */
  columns: ServedColumns;
  modelVersion: RegisteredVersion | null;
  /** Why `modelVersion` is not the registry's champion; null where it is. */
  championIssue: ChampionIssue | null;
}

export interface ForecastRequest {
  store: Store;
  /** Missing ends get the defaults: today in the store's time zone, `from` + 7 days. */
  window: { from?: Day | null; to?: Day | null };
  level: number;
}

/** How well the registry is followed, as of now. */
export interface FollowingState {
  /** Readings of the registry since the start. */
  reads: { succeeded: number; failed: number };
  /** Milliseconds since all stores were last read; null before the first time. */
  lastReadAgeMs: number | null;
  /** Codes of the reasons why champions do not serve, one a store. */
  issueCodes: ChampionIssue["code"][];
}

/** Stores by what their forecast of the default window says. */
export interface FleetHealth {
  stores: number;
  /** With a champion. */
  trained: number;
  untrained: number;
  /** Status BASELINE, trained or not. */
  baseline: number;
  /** Status STALE. */
  stale: number;
  /** Reasons that hold for at least one store. */
  staleReasons: { reason: StaleReason; stores: number }[];
}

/** Of a value that each store has. */
export interface Spread {
  median: number;
  p90: number;
  max: number;
}

/** The fleet in figures to be watched over time. */
export interface FleetFigures {
  /** Stores by what their forecast of the default window says. */
  statuses: Record<ForecastStatus, number>;
  /** Stores by reason; one store may have several. */
  staleReasons: Record<Exclude<StaleReason, "ACCURACY_DRIFT">, number>;
  /** Seconds since champions were trained; null without champions. */
  championAges: Spread | null;
  /** Days from the last one that champions were trained on to today; null without champions. */
  dataAges: Spread | null;
}

/** Champions in memory and what they forecast. */
export interface Serving {
  /** One result a request, in order; an Error spares its siblings. One query for days, no MLflow call when warm. */
  forecast(requests: readonly ForecastRequest[]): Promise<(ServedForecast | Error)[]>;
  /**
   * Null if what is known of the champions of these stores, or of all, may be served; else it resolves when that is so, within a second or so. To be
   * awaited before they are told; `forecast` does so itself.
   */
  settle(storeCodes?: readonly string[]): Promise<void> | null;
  /** Registry state of stores as last seen, with what serves as `champion`; absent stores have no model. No I/O once started. */
  getStoreModels(storeCode: string): StoreModels | undefined;
  /** Rises whenever a forecast, or what is said of a store's models, may have become another one: champions, models, issues. No I/O. */
  getChangeCount(): number;
  /** Reads the registry anew, for the stores given or for all. */
  refresh(storeCodes?: readonly string[]): Promise<void>;
  /**
   * How these stores stand. No I/O.
   *
   * @throws ServiceUnavailableError until the registry has been read for the first time
   */
  getFleetHealth(stores: readonly Store[]): FleetHealth;
  /** What following the registry has come to. No I/O. */
  getFollowing(): FollowingState;
  /** Loads every champion that is not in memory; resolves when all are, failures logged. */
  warm(): Promise<void>;
  close(): Promise<void>;
}
