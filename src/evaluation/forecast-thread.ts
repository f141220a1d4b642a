import { ModelError } from "../model/index.js";
import { forecastPast } from "./store-forecasts.js";
import type { ForecastTask, StoreForecasts } from "./types.js";

/** What a thread answers. Refusals travel as data, for a thread's boundary strips errors of their codes. */
export type ThreadAnswer =
  { status: "done"; forecasts: StoreForecasts } | { status: "refused"; message: string };

/** Proves that the thread has loaded. */
export function ping(): true {
  return true;
}

/** Pass one of one store. */
export default function forecast(task: ForecastTask): ThreadAnswer {
  try {
    return { status: "done", forecasts: forecastPast(task) };
  } catch (error) {
    if (error instanceof ModelError) return { status: "refused", message: error.message };
    throw error;
  }
}
