import type { Forecast } from "./types.js";

/**
 * Point forecasts of all days of a window, then the lower bounds, then the upper ones: in units, at least 0; 0 on closed days. In one piece, for those of a
 * fleet are gone through by the thousand.
 */
export type WindowFigures = readonly number[];

/** Point forecast and interval, one element a day of a window. */
export interface WindowForecast {
  yhat: readonly number[];
  lower: readonly number[];
  upper: readonly number[];
}

export function splitFigures(figures: WindowFigures): WindowForecast {
  const days = figures.length / 3;
  return {
    yhat: figures.slice(0, days),
    lower: figures.slice(days, 2 * days),
    upper: figures.slice(2 * days),
  };
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
): WindowFigures {
  const openCount = isOpen.filter(Boolean).length;
  if (yhat.length !== openCount) {
    throw new RangeError(`The forecast has ${yhat.length} days, not ${openCount}.`);
  }
  return [yhat, lower, upper].flatMap((values) => {
    let next = 0;
    return isOpen.map((open) => (open ? values[next++]! : 0));
  });
}
