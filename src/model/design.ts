import { makeHolidayColumns } from "./holidays.js";
import type { HolidayColumn } from "./holidays.js";
import { fillFourier, readCondition } from "./seasonality.js";
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
  /** Row-major, `rows` by `denseCount`. */
  dense: Float64Array;
  denseCount: number;
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
  const t = Float64Array.from(series.days, (day) => (day - shape.start) / shape.tScale);

  // Prophet orders coefficients as seasonalities, holidays, regressors; here holidays come last.
  const firstRegressor = seasonalCount + holidayColumns.length;
  const priorScales = [TREND_PRIOR_SCALE, TREND_PRIOR_SCALE];
  const multiplies = [false, false];
  const betaIndex = Array.from({ length: seasonalCount }, (_, i) => i);
  for (const { fourierOrder, priorScale, mode } of seasonalities) {
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
    dense: makeDense(shape, series, t, denseCount),
    denseCount,
    indicators,
    indicatorWeight: null,
    hingeWeight: null,
    multiplies: multiplies.includes(true) ? multiplies : null,
    cap: null,
    precision: Float64Array.from(priorScales, (scale) => 1 / (scale * scale)),
    betaIndex: Int32Array.from(betaIndex),
    betaCount: Math.max(1, firstRegressor + regressors.length),
    knots,
  };
}

function makeDense(
  { growth, seasonalities, regressors }: ModelShape,
  series: Pick<Series, "days" | "regressors">,
  t: Float64Array,
  denseCount: number,
): Float64Array {
  const dense = new Float64Array(t.length * denseCount);
  const conditions = seasonalities.map(({ conditionName }) => readCondition("series", conditionName, series));
  for (let row = 0; row < t.length; row++) {
    let at = row * denseCount;
    dense[at++] = 1;
    dense[at++] = growth === "flat" ? 0 : t[row]!;
    seasonalities.forEach(({ period, fourierOrder }, i) => {
      if (conditions[i]?.[row] !== 0) fillFourier(dense, at, series.days[row]!, period, fourierOrder);
      at += 2 * fourierOrder;
    });
    for (const { name, mu, std } of regressors) {
      dense[at++] = (series.regressors[name]![row]! - mu) / std;
    }
  }
  return dense;
}

/** Rows in which each holiday column is 1, ascending. */
function findHits(columns: readonly HolidayColumn[], days: Int32Array): Int32Array[] {
  const rowOfDay = new Map<number, number>();
  days.forEach((day, row) => rowOfDay.set(day, row));
  return columns.map((column) => {
    const hits: number[] = [];
    for (const day of column.days) {
      const row = rowOfDay.get(day);
      if (row !== undefined) hits.push(row);
    }
    return Int32Array.from(hits).sort();
  });
}
