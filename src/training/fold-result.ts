import type { FoldResult } from "../mlflow/batch-types.js";
import { epochDay } from "../model/day.js";
import { measureForecast, type Fold } from "../model/index.js";

/** Sales are kept for a picture and a glance, not for sums. */
const DIGITS = 5;

/** What is kept of a fold with its training: small enough for every job of a fleet. */
export function summariseFold(
  { cutoff, days, y, baseline, metrics, ...forecast }: Fold,
  level: number,
): FoldResult {
  const from = epochDay(cutoff);
  return {
    ...{ cutoff, wape: metrics.wape, coverage: metrics.coverage },
    baselineWape: measureForecast({ y, ...baseline }, level, null).wape,
    ahead: Array.from(days, (day) => day - from),
    y: shorten(y),
    yhat: shorten(forecast.yhat),
    lower: shorten(forecast.lower),
    upper: shorten(forecast.upper),
  };
}

function shorten(values: Float64Array): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(DIGITS)));
}
