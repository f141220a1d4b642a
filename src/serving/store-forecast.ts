import { epochDay } from "../model/day.js";
import { floorAtZero, forecastServing, listInputs, seasonalNaive } from "../model/index.js";
import type { Forecast, Series } from "../model/types.js";
import type { Store, StoreDay } from "../stores/types.js";
import { planDays, type WindowDays } from "./day-plan.js";
import type { LoadedModel } from "./model-reader.js";
import { makePoints } from "./points.js";
import { getStaleReasons, judgeForecast } from "./staleness.js";
import { makeTradingHabits } from "./trading-habits.js";
import type { DateWindow, ServedForecast } from "./types.js";

type StoreForecast = Omit<ServedForecast, "championIssue">;

/** A request with its defaults applied. */
export interface ResolvedRequest {
  store: Store;
  window: DateWindow;
  days: WindowDays;
  level: number;
}

const NO_DAYS: Forecast = {
  days: new Int32Array(),
  yhat: new Float64Array(),
  lower: new Float64Array(),
  upper: new Float64Array(),
  components: [],
};

/**
 * What a store's model says of a window. Pure.
 *
 * @param rows what is known of days of the window
 * @throws ModelError if the model cannot predict them
 */
export function makeModelForecast(
  { store, window, days, level }: ResolvedRequest,
  rows: readonly StoreDay[],
  { version, model, habits }: LoadedModel,
): StoreForecast {
  const plan = planDays(days, rows, habits, listInputs(model));
  const isClosed = plan.open.days.length === 0;
  const forecastOpen = (components: boolean) =>
    isClosed ? NO_DAYS : forecastServing(model, plan.open, level, { components });
  const staleReasons = getStaleReasons(store, version.facts, window);
  return {
    store,
    window,
    level,
    ...judgeForecast(model.forecaster, staleReasons),
    trainedThrough: version.facts.trainedThrough,
    points: makePoints(plan, forecastOpen(false), () => forecastOpen(true).components),
    modelVersion: version,
  };
}

/**
 * What is served while a store has no model that can serve: the seasonal-naive baseline, or nothing without a past. Pure.
 *
 * @param rows what is known of days of the window
 * @param recent the store's last observed days, ascending
 */
export function makeBaselineForecast(
  { store, window, days, level }: ResolvedRequest,
  rows: readonly StoreDay[],
  recent: readonly StoreDay[],
): StoreForecast {
  const untrained = { store, window, level, staleReasons: [], trainedThrough: null, modelVersion: null };
  const last = recent.at(-1);
  if (!last) return { ...untrained, status: "UNTRAINED", points: [] };
  const series = makeTradedSeries(recent);
  const plan = planDays(days, rows, makeTradingHabits(series.days, epochDay(last.day), []), []);
  const forecast =
    plan.open.days.length === 0 ? NO_DAYS : floorAtZero(seasonalNaive(series, plan.open, level));
  return { ...untrained, status: "BASELINE", points: makePoints(plan, forecast, () => forecast.components) };
}

function makeTradedSeries(recent: readonly StoreDay[]): Series {
  const traded = recent.filter((day) => day.isOpen && day.y !== null);
  return {
    days: Int32Array.from(traded, ({ day }) => epochDay(day)),
    y: Float64Array.from(traded, ({ y }) => y ?? 0),
    regressors: {},
  };
}
