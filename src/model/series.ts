import { dayOf } from "./day.js";
import { makeInputError } from "./model-error.js";
import type { Series } from "./types.js";

/** Throws INVALID_INPUT unless days ascend strictly, lengths agree and every number is finite. */
export function checkSeries(series: Series): void {
  const { days, y } = series;
  if (y.length !== days.length) {
    throw makeInputError("series.y.length", y.length, `must equal days.length, ${days.length}`);
  }
  checkAscending("series.days", days);
  checkFinite("series.y", y, days);
  for (const [name, values] of Object.entries(series.regressors)) {
    checkRegressor("series", name, values, days);
  }
}

/** Throws INVALID_INPUT unless every day has its own later place. */
export function checkAscending(field: string, days: Int32Array): void {
  for (let i = 1; i < days.length; i++) {
    if (days[i]! <= days[i - 1]!) {
      const rule = days[i] === days[i - 1] ? "must not repeat a day" : "must be in ascending order";
      throw makeInputError(
        `${field}[${i}]`,
        dayOf(days[i]!),
        `${rule}, the day before it is ${dayOf(days[i - 1]!)}`,
      );
    }
  }
}

/** Throws INVALID_INPUT unless there is one finite value a day. */
export function checkRegressor(
  owner: string,
  name: string,
  values: Float64Array | undefined,
  days: Int32Array,
): asserts values is Float64Array {
  const field = `${owner}.regressors.${name}`;
  if (values === undefined) {
    throw makeInputError(field, undefined, "the model needs one value a day");
  }
  checkColumn(field, values, days);
}

/** Throws INVALID_INPUT unless there is one finite value a day. */
export function checkColumn(field: string, values: Float64Array, days: Int32Array): void {
  if (values.length !== days.length) {
    throw makeInputError(`${field}.length`, values.length, `must equal days.length, ${days.length}`);
  }
  checkFinite(field, values, days);
}

function checkFinite(field: string, values: Float64Array, days: Int32Array): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw makeInputError(`${field}[${i}] on ${dayOf(days[i]!)}`, values[i], "must be a finite number");
    }
  }
}

/**
 * Row of a day; -1 if it has none.
 *
 * @param days ascending
 */
export function findRow(days: ArrayLike<number>, day: number): number {
  let low = 0;
  let high = days.length;
  // A calendar's days mostly lie outside.
  if (high === 0 || day < days[0]! || day > days[high - 1]!) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return days[low] === day ? low : -1;
}

/** Rows `from` (inclusive) to `to` (exclusive); views, not copies. */
export function sliceSeries(series: Series, from: number, to: number): Series {
  return {
    days: series.days.subarray(from, to),
    y: series.y.subarray(from, to),
    regressors: Object.fromEntries(
      Object.entries(series.regressors).map(([name, values]) => [name, values.subarray(from, to)]),
    ),
    ...(series.cap && { cap: series.cap.subarray(from, to) }),
    ...(series.floor && { floor: series.floor.subarray(from, to) }),
  };
}
