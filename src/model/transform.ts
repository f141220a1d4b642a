import { ModelError } from "./model-error.js";
import type { Series } from "./types.js";

/**
 * What a store's sales are turned into before the fit. `log`: natural logarithm, so that effects multiply, errors are shares of the level
 * and no forecast is negative. `none`: units.
 */
export type Transform = "none" | "log";

/** Share of open days without a sale up to which they count as not observed; a store with more of them is no matter of logarithms. */
const MAX_ZERO_SHARE = 0.02;

/** The transform that a series can take: `log` needs sales on practically every day. */
export function chooseTransform(wanted: Transform, { y }: Pick<Series, "y">): Transform {
  if (wanted === "none") return "none";
  const zeros = y.filter((value) => value === 0).length;
  return zeros <= MAX_ZERO_SHARE * y.length ? "log" : "none";
}

/**
 * The series that is fitted. Under `log` days without a sale are left out.
 *
 * @throws ModelError INVALID_INPUT under `log` for a value below 0
 */
export function transformSeries(transform: Transform, series: Series): Series {
  if (transform === "none") return series;
  const rows = findSales(series.y);
  const pick = (values: Float64Array) => {
    const picked = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]!]!;
    return picked;
  };
  const y = pick(series.y);
  const negative = y.find((value) => value < 0);
  if (negative !== undefined) {
    throw new ModelError("INVALID_INPUT", `series.y is ${negative}: must be 0 or above under a logarithm.`);
  }
  return {
    days: rows.length === series.days.length ? series.days : rows.map((row) => series.days[row]!),
    y: y.map(Math.log),
    regressors: Object.fromEntries(
      Object.entries(series.regressors).map(([name, values]) => [name, pick(values)]),
    ),
  };
}

/** Rows with a sale. */
function findSales(y: Float64Array): Int32Array {
  const rows = new Int32Array(y.length);
  let count = 0;
  for (let row = 0; row < y.length; row++) if (y[row] !== 0) rows[count++] = row;
  return rows.slice(0, count);
}

/** Units out of what was fitted. */
export function toUnits(transform: Transform, values: Float64Array): Float64Array {
  return transform === "none" ? values.slice() : values.map(Math.exp);
}
