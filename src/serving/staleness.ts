import type { RegisteredVersion } from "../mlflow/types.js";
import { epochDay } from "../model/day.js";
import type { Store } from "../stores/types.js";
import type { DateWindow, ServedForecast, StaleReason } from "./types.js";

/**
 * Why a retrain is advised, before anything is forecast; empty if nothing is.
 *
 * The horizon is counted in calendar days after `trainedThrough`, so a model trained through yesterday
 * serves the default window of seven days from today just within a backtest of seven. A model without a
 * backtest has no horizon to exceed, and of a model that others made nobody knows which corrections it has seen. ACCURACY_DRIFT needs errors of live forecasts, which are not kept: it
 * is never among the reasons.
 */
export function getStaleReasons(
  store: Pick<Store, "dataThrough" | "dataRevision">,
  facts: Pick<RegisteredVersion["facts"], "trainedThrough" | "dataRevision" | "backtest">,
  window: DateWindow,
): StaleReason[] {
  const { trainedThrough, backtest } = facts;
  const reasons: StaleReason[] = [];
  const { dataThrough } = store;
  if (dataThrough !== null && dataThrough !== trainedThrough && dataThrough > trainedThrough)
    reasons.push("NEW_DATA");
  if (facts.dataRevision !== null && store.dataRevision > facts.dataRevision) reasons.push("CHANGED_DATA");
  if (backtest && epochDay(window.to) - 1 - epochDay(trainedThrough) > backtest.horizon)
    reasons.push("BEYOND_HORIZON");
  return reasons;
}

/** How far a forecast can be trusted. */
export type Verdict = Pick<ServedForecast, "status" | "staleReasons">;

/** A champion that lets the baseline serve says so, fresh or not: that is what a reader of the numbers must know. */
export function judgeForecast(
  forecaster: RegisteredVersion["facts"]["forecaster"],
  staleReasons: StaleReason[],
): Verdict {
  if (forecaster === "baseline") return { status: "BASELINE", staleReasons: [] };
  return { status: staleReasons.length === 0 ? "READY" : "STALE", staleReasons };
}
