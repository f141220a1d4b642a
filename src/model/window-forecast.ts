import type { Forecast } from "./types.js";

/** Point forecast and interval, in units, at least 0, one element a day of a window; 0 on closed days. */
export interface WindowForecast {
  yhat: readonly number[];
  lower: readonly number[];
  upper: readonly number[];
}

/**
 * A forecast of a window's open days over all its days.
 *
 * @param forecast of the open days, at least 0
 * @throws RangeError unless it has as many days as are open
 */
export function spreadForecast(
  isOpen: readonly boolean[],
  { yhat, lower, upper }: Pick<Forecast, "yhat" | "lower" | "upper">,
): WindowForecast {
  const openCount = isOpen.filter(Boolean).length;
  if (yhat.length !== openCount) {
    throw new RangeError(`The forecast has ${yhat.length} days, not ${openCount}.`);
  }
  const spread = (values: Float64Array) => {
    let next = 0;
    return isOpen.map((open) => (open ? values[next++]! : 0));
  };
  return { yhat: spread(yhat), lower: spread(lower), upper: spread(upper) };
}
