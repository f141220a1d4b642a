import { dayOf } from "./day.js";
import { makeInputError } from "./model-error.js";
import { checkAscending } from "./series.js";
import type { CompleteOptions } from "./options.js";

/** Where the slope may change. */
export interface Changepoints {
  /** What Prophet stores as `n_changepoints`: fewer than asked for on a short history, 0 or -1 on a very short one. */
  count: number;
  /** Days since 1970-01-01. */
  days: Int32Array;
}

/**
 * The days asked for, else Prophet's grid: evenly spread over the first `changepointRange` of the ROWS, the first row excluded.
 * Throws INVALID_INPUT for days asked for that do not ascend or lie outside the series.
 */
export function makeChangepoints(
  days: Int32Array,
  {
    changepoints,
    nChangepoints,
    changepointRange,
  }: Pick<CompleteOptions, "changepoints" | "nChangepoints" | "changepointRange">,
): Changepoints {
  if (changepoints !== null) return takeChangepoints(days, changepoints);
  const rows = Math.floor(days.length * changepointRange);
  const count = nChangepoints + 1 > rows ? rows - 1 : nChangepoints;
  if (count <= 0) return { count, days: new Int32Array(0) };
  const step = (rows - 1) / count;
  return { count, days: Int32Array.from({ length: count }, (_, i) => days[roundHalfEven((i + 1) * step)]!) };
}

function takeChangepoints(days: Int32Array, asked: readonly number[]): Changepoints {
  const first = days[0]!;
  const last = days.at(-1)!;
  asked.forEach((day, i) => {
    if (!Number.isInteger(day)) {
      throw makeInputError(`changepoints[${i}]`, day, "must be whole days since 1970-01-01");
    }
    if (day < first || day > last) {
      throw makeInputError(
        `changepoints[${i}]`,
        dayOf(day),
        `must lie within the series, ${dayOf(first)} to ${dayOf(last)}`,
      );
    }
  });
  const taken = Int32Array.from(asked);
  checkAscending("changepoints", taken);
  return { count: taken.length, days: taken };
}

/** Scaled times of changepoints; Prophet's dummy at 0 if there are none. */
export function makeChangepointTimes(changepoints: Int32Array, start: number, tScale: number): Float64Array {
  if (changepoints.length === 0) return new Float64Array(1);
  return Float64Array.from(changepoints, (day) => (day - start) / tScale);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
