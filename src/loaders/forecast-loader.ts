import DataLoader from "dataloader";
import type { ForecastRequest, ServedForecast, Serving } from "../serving/types.js";

export type ForecastLoader = DataLoader<ForecastRequest, ServedForecast, string>;

/** Forecasts of a list that is at hand: nothing is left to gather, and so nothing to wait for. */
export type LoadForecasts = Serving["forecast"];

/** One call to serving a tick; a store whose model is broken rejects alone. */
export function createForecastLoader(serving: Serving): ForecastLoader {
  return new DataLoader((requests) => serving.forecast(requests), {
    cacheKeyFn: ({ store, window, level }) => `${store.id} ${window.from ?? ""} ${window.to ?? ""} ${level}`,
  });
}
