import { makeHolidayColumns } from "./holidays.js";
import type { HolidayColumn } from "./holidays.js";
import { readCondition } from "./seasonality.js";
import { findRow } from "./series.js";
import { fillWaves } from "./waves.js";
import type { FittedModel, Mode, Series } from "./types.js";

/** Standard deviation of Prophet's normal prior on slope and offset. */
const TREND_PRIOR_SCALE = 5;

/**
 * The model y = smooth columns * theta + hinges * delta, row by row. With flat growth t is 0 throughout and there are no hinges.
 * Where columns multiply the trend it is y = trend * (1 + multiplying columns * theta) + other columns * theta instead.
 * Smooth columns are [1, t, seasonalities, regressors] held densely, then holidays held as lists of rows, since they are nearly all 0.
 */
export interface Design {
  rows: number;
  /** Scaled time of each row, ascending. */
  t: Float64Array;
  /** Column-major: column j of a row is at j * `rows` + row. */
  columns: Float64Array;
  denseCount: number;
  /** Seasonalities that hold on every row. */
  waves: Wave[];
  /** Rows in which each holiday column is 1; columns without a row are left out. */
  indicators: Int32Array[];
  /** What the indicators are in each row instead of 1; null for 1. */
  indicatorWeight: Float64Array | null;
  /** What the hinges are multiplied with in each row; null for 1. */
  hingeWeight: Float64Array | null;
  /** For each smooth column whether it multiplies the trend; null if none does and the growth is not logistic, the model then being linear. */
  multiplies: readonly boolean[] | null;
  /** Scaled capacity of each row: the trend is cap / (1 + exp(-(t - m) k - hinges * delta)). Null if the growth is not logistic. */
  cap: Float64Array | null;
  /** 1 / variance of the prior of each smooth column, dense first. */
  precision: Float64Array;
  /** Place in `beta` of each smooth column from the third on. */
  betaIndex: Int32Array;
  /** Length of `beta`, columns without a row included; at least 1, as in Prophet. */
  betaCount: number;
  /** Scaled times at which the slope may change, ascending. */
  knots: Float64Array;
  /** First row after each knot. */
  knotRows: Int32Array;
}

/** Columns that are sin and cos of 1 to `order` times an angle of the row's. */
export interface Wave {
  /** The first of them. */
  column: number;
  order: number;
  /** What they are multiplied with in each row; null for 1. */
  weight: Float64Array | null;
}

/** What of a model shapes its columns. */
export type ModelShape = Pick<
  FittedModel,
  "growth" | "start" | "tScale" | "changepointsT" | "seasonalities" | "holidays" | "regressors"
> & { holidaysMode: Mode; holidaysPriorScale: number };

/** Columns of these rows under the model's shape. */
export function makeDesign(shape: ModelShape, series: Pick<Series, "days" | "regressors">): Design {
  const { seasonalities, regressors } = shape;
  const knots = shape.growth === "flat" ? new Float64Array(0) : shape.changepointsT;
  const seasonalCount = seasonalities.reduce((sum, { fourierOrder }) => sum + 2 * fourierOrder, 0);
  const holidayColumns = makeHolidayColumns(shape.holidays, shape.holidaysPriorScale);
  const denseCount = 2 + seasonalCount + regressors.length;
  const t = new Float64Array(series.days.length);
  for (let row = 0; row < t.length; row++) t[row] = (series.days[row]! - shape.start) / shape.tScale;

  // Prophet orders coefficients as seasonalities, holidays, regressors; here holidays come last.
  const firstRegressor = seasonalCount + holidayColumns.length;
  const priorScales = [TREND_PRIOR_SCALE, TREND_PRIOR_SCALE];
  const multiplies = [false, false];
  const betaIndex = Array.from({ length: seasonalCount }, (_, i) => i);
  const waves: Wave[] = [];
  for (const { fourierOrder, priorScale, mode, conditionName } of seasonalities) {
    if (conditionName === null) waves.push({ column: multiplies.length, order: fourierOrder, weight: null });
    for (let i = 0; i < 2 * fourierOrder; i++) {
      priorScales.push(priorScale);
      multiplies.push(mode === "multiplicative");
    }
  }
  regressors.forEach(({ priorScale, mode }, i) => {
    betaIndex.push(firstRegressor + i);
    priorScales.push(priorScale);
    multiplies.push(mode === "multiplicative");
  });
  const indicators: Int32Array[] = [];
  findHits(holidayColumns, series.days).forEach((hits, i) => {
    if (hits.length === 0) return;
    indicators.push(hits);
    betaIndex.push(seasonalCount + i);
    priorScales.push(holidayColumns[i]!.priorScale);
    multiplies.push(shape.holidaysMode === "multiplicative");
  });

  return {
    rows: series.days.length,
    t,
    columns: makeColumns(shape, series, t, denseCount),
    denseCount,
    waves,
    indicators,
    indicatorWeight: null,
    hingeWeight: null,
    multiplies: multiplies.includes(true) ? multiplies : null,
    cap: null,
    precision: Float64Array.from(priorScales, (scale) => 1 / (scale * scale)),
    betaIndex: Int32Array.from(betaIndex),
    betaCount: Math.max(1, firstRegressor + regressors.length),
    knots,
    knotRows: findKnotRows(knots, t),
  };
}

function makeColumns(
  { growth, seasonalities, regressors }: ModelShape,
  series: Pick<Series, "days" | "regressors">,
  t: Float64Array,
  denseCount: number,
): Float64Array {
  const rows = t.length;
  const columns = new Float64Array(rows * denseCount);
  columns.fill(1, 0, rows);
  if (growth !== "flat") columns.set(t, rows);
  let at = 2 * rows;
  for (const { period, fourierOrder, conditionName } of seasonalities) {
    const condition = readCondition("series", conditionName, series);
    fillWaves(columns.subarray(at), series.days, period, fourierOrder, condition);
    at += 2 * fourierOrder * rows;
  }
  for (const { name, mu, std } of regressors) {
    const values = series.regressors[name]!;
    for (let row = 0; row < rows; row++) columns[at + row] = (values[row]! - mu) / std;
    at += rows;
  }
  return columns;
}

/** First row after each knot. */
function findKnotRows(knots: Float64Array, t: Float64Array): Int32Array {
  const found = new Int32Array(knots.length);
  let row = 0;
  for (let knot = 0; knot < knots.length; knot++) {
    while (row < t.length && t[row]! <= knots[knot]!) row++;
    found[knot] = row;
  }
  return found;
}

/** Rows in which each holiday column is 1, ascending. */
function findHits(columns: readonly HolidayColumn[], days: Int32Array): Int32Array[] {
  return columns.map((column) => {
    const hits: number[] = [];
    for (const day of column.days) {
      const row = findRow(days, day);
      if (row >= 0) hits.push(row);
    }
    return Int32Array.from(hits);
  });
}
