import { makeInputError } from "./model-error.js";
import type { ForecastMetrics } from "./types.js";

/** What happened and what was said beforehand; equally long. */
export interface HeldOut {
  y: Float64Array;
  yhat: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
}

/**
 * Accuracy of a forecast over at least one held-out day.
 *
 * @param level nominal coverage of lower..upper
 * @param naiveMae mean absolute error of the seasonal-naive rule within the training series, the scale of MASE; null if unknown
 * @throws ModelError INVALID_INPUT for no days or arrays of unequal length
 */
export function measureForecast(heldOut: HeldOut, level: number, naiveMae: number | null): ForecastMetrics {
  const { y, yhat, lower, upper } = heldOut;
  const count = y.length;
  if (count === 0) throw makeInputError("y.length", 0, "at least one held-out day is needed");
  for (const [name, values] of Object.entries({ yhat, lower, upper })) {
    if (values.length !== count) {
      throw makeInputError(`${name}.length`, values.length, `must equal y.length, ${count}`);
    }
  }
  let absolute = 0;
  let squared = 0;
  let signed = 0;
  let relative = 0;
  let actual = 0;
  let inside = 0;
  let hasZero = false;
  for (let i = 0; i < count; i++) {
    const value = y[i]!;
    const error = yhat[i]! - value;
    absolute += Math.abs(error);
    squared += error * error;
    signed += error;
    actual += Math.abs(value);
    if (value === 0) hasZero = true;
    else relative += Math.abs(error / value);
    if (value >= lower[i]! && value <= upper[i]!) inside++;
  }
  const mae = absolute / count;
  return {
    mae,
    rmse: Math.sqrt(squared / count),
    bias: signed / count,
    coverage: inside / count,
    level,
    wape: actual === 0 ? null : absolute / actual,
    mape: hasZero ? null : relative / count,
    mase: naiveMae ? mae / naiveMae : null,
  };
}
