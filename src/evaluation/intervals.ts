import { makeHalfWidth, quantileAt, toUnits, type Calibration } from "../model/index.js";
import type { CutoffForecast } from "./types.js";

/** Bounds of an interval, units, at least 0, one a day. */
export interface Bounds {
  lower: Float64Array;
  upper: Float64Array;
}

/**
 * The interval that a forecaster would have given, as it is served.
 *
 * @param calibration null takes the forecaster's own normal interval
 * @param level nominal coverage, in (0, 1)
 */
export function makeBounds(
  { transform, mean, sd }: Pick<CutoffForecast, "transform" | "mean" | "sd">,
  calibration: Calibration | null,
  level: number,
): Bounds {
  const halfWidth = makeHalfWidth(level);
  const low = calibration === null ? -halfWidth : quantileAt(calibration, (1 - level) / 2);
  const high = calibration === null ? halfWidth : quantileAt(calibration, (1 + level) / 2);
  // An interval never leaves out the point forecast.
  const shift = (deviations: number) => Float64Array.from(mean, (value, i) => value + deviations * sd[i]!);
  const toSales = (values: Float64Array) => toUnits(transform, values).map((value) => Math.max(0, value));
  return { lower: toSales(shift(Math.min(0, low))), upper: toSales(shift(Math.max(0, high))) };
}
