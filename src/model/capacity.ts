import { dayOf } from "./day.js";
import { makeInputError } from "./model-error.js";
import { checkColumn } from "./series.js";
import type { FittedModel, FitOptions, Series } from "./types.js";

/** What of rows tells where logistic growth ends. */
export type CapacityRows = Pick<Series, "days" | "cap" | "floor">;

/** Units that logistic growth falls and rises to, one of each a row. */
export interface Capacity {
  floor: Float64Array;
  cap: Float64Array;
}

/**
 * Units that 0 and 1 stand for, by Prophet's rules. Throws INVALID_INPUT for columns of logistic growth that break a rule.
 *
 * @param series whose y is checked already
 */
export function measureScale(
  series: Series,
  { growth, scaling }: Required<Pick<FitOptions, "growth" | "scaling">>,
): Pick<FittedModel, "logisticFloor" | "yMin" | "yScale"> {
  const { y, floor } = series;
  if (growth === "logistic" && floor !== undefined) {
    const { cap } = readColumns("series", series);
    if (scaling === "absmax") {
      const above = y.map((value, row) => Math.abs(value - floor[row]!));
      // On its floor throughout, y is 0 on any scale; Prophet's is then 1.
      return { logisticFloor: true, yMin: least(above), yScale: greatest(above) || 1 };
    }
    const yMin = least(floor);
    return { logisticFloor: true, yMin, yScale: greatest(cap) - yMin };
  }
  if (scaling === "absmax") {
    return { logisticFloor: false, yMin: 0, yScale: greatest(y.map((value) => Math.abs(value))) };
  }
  const yMin = least(y);
  return { logisticFloor: false, yMin, yScale: greatest(y) - yMin };
}

/**
 * Floor and cap of rows under a model of logistic growth. Throws INVALID_INPUT if one is missing, not finite, or the cap not above the floor.
 *
 * @param owner of the columns, for the message
 */
export function readCapacity(
  owner: string,
  { logisticFloor, yMin }: Pick<FittedModel, "logisticFloor" | "yMin">,
  rows: CapacityRows,
): Capacity {
  const { cap, floor: given } = readColumns(owner, rows);
  if (logisticFloor && given === undefined) {
    throw makeInputError(
      `${owner}.floor`,
      undefined,
      "the model's history had one, so it needs one value a day",
    );
  }
  const floor = logisticFloor && given ? given : new Float64Array(cap.length).fill(yMin);
  const low = cap.findIndex((value, row) => value <= floor[row]!);
  if (low >= 0) {
    throw makeInputError(
      `${owner}.cap[${low}] on ${dayOf(rows.days[low]!)}`,
      cap[low],
      `must be above the floor, ${floor[low]}`,
    );
  }
  return { cap, floor };
}

/** Throws INVALID_INPUT if a row of the history lies below the floor, where no logistic trend gets to. */
export function checkAboveFloor({ days, y }: Series, floor: Float64Array): void {
  const below = y.findIndex((value, row) => value < floor[row]!);
  if (below >= 0) {
    throw makeInputError(
      `series.y[${below}] on ${dayOf(days[below]!)}`,
      y[below],
      `must not lie below the floor of logistic growth, ${floor[below]}`,
    );
  }
}

function readColumns(owner: string, rows: CapacityRows): { cap: Float64Array; floor?: Float64Array } {
  const { cap, floor, days } = rows;
  if (cap === undefined) {
    throw makeInputError(`${owner}.cap`, undefined, "logistic growth needs one value a day");
  }
  checkColumn(`${owner}.cap`, cap, days);
  if (floor === undefined) return { cap };
  checkColumn(`${owner}.floor`, floor, days);
  return { cap, floor };
}

function least(values: Float64Array): number {
  return values.reduce((smallest, value) => Math.min(smallest, value));
}

function greatest(values: Float64Array): number {
  return values.reduce((largest, value) => Math.max(largest, value));
}
