import type { SeasonLevels } from "./components.js";
import { getSeasonLevels } from "./components.js";
import { isoWeekday } from "./day.js";
import { makeStoreForecast, type StoreForecaster } from "./store-forecast.js";
import { getUnitSeries, type StoreModel } from "./store-model.js";
import type { Forecast, FutureDays, Holiday, Series } from "./types.js";

/**
 * What serves a store: its model without the history, which is most of its size, and with what forecasts want of the history worked out. It
 * forecasts what the whole model forecasts, to the bit. Immutable and plain.
 */
export interface ServingModel extends StoreForecaster {
  /** By name of the seasonality. */
  levels: SeasonLevels;
  /** Last day traded of each weekday the history has, days since 1970-01-01, ascending. */
  lastTradedDays: Int32Array;
  /** Where the baseline serves, the history in units; else null. */
  baselineSeries: Series | null;
}

/**
 * The serving form of a model.
 *
 * @param tradedDays days of its history on which the store traded, ascending; all by default
 */
export function makeServingModel(model: StoreModel, tradedDays?: Int32Array): ServingModel {
  const {
    history: { days },
    ...prophet
  } = model.prophet;
  return {
    levels: getSeasonLevels(model.prophet),
    lastTradedDays: findLastOfWeekdays(tradedDays ?? days),
    baselineSeries: model.forecaster === "baseline" ? getUnitSeries(model) : null,
    ...model,
    prophet: { ...prophet, holidays: prophet.holidays.map(withoutPrior) },
  };
}

/** `forecastStore` of the model that this is the serving form of. */
export function forecastServing(
  model: ServingModel,
  future: FutureDays,
  level: number,
  wants: { components: boolean } = { components: true },
): Forecast {
  const past = {
    getLevels: () => model.levels,
    getSeries: () => requireSeries(model),
  };
  return makeStoreForecast(model, past, future, level, wants);
}

/** Of priors only fits know; without them, all stores of one calendar have the same holidays. */
function withoutPrior({ name, days, lowerWindow, upperWindow }: Holiday): Holiday {
  return { name, days, lowerWindow, upperWindow };
}

function findLastOfWeekdays(days: Int32Array): Int32Array {
  const lastOf = new Map<number, number>();
  for (const day of days) lastOf.set(isoWeekday(day), day);
  return Int32Array.from(lastOf.values()).sort();
}

function requireSeries({ baselineSeries }: ServingModel): Series {
  if (baselineSeries) return baselineSeries;
  throw new RangeError("A serving model whose forecaster is the baseline has no series to repeat.");
}
