import type { CrossValidationFold } from "./cross-validation.js";
import { dayOf } from "./day.js";
import { makeInputError } from "./model-error.js";
import { rollMean, rollMedian } from "./rolling.js";

/** Prophet's metrics: mean squared, root mean squared and mean absolute error in units; the others are shares. */
export const PERFORMANCE_METRICS = ["mse", "rmse", "mae", "mape", "mdape", "smape", "coverage"] as const;

export type PerformanceMetric = (typeof PERFORMANCE_METRICS)[number];

/** Prophet's `performance_metrics`. */
export interface PerformanceOptions {
  /** All by default. */
  metrics?: readonly PerformanceMetric[];
  /** Share of all forecasts that each mean is taken over, in [0, 1]; 0 for each horizon alone, below 0 for each forecast alone. */
  rollingWindow?: number;
  /** Whether horizons are calendar months since the cutoff's, instead of days. */
  monthly?: boolean;
}

/** Accuracy at one horizon: in days, which may be halves, or calendar months. A metric that was not asked for, or skipped, is absent. */
export type PerformanceRow = { horizon: number } & Partial<Record<PerformanceMetric, number>>;

const DEFAULT_WINDOW = 0.1;
/** An actual this close to 0 leaves no mean percentage error. */
const SMALLEST_ACTUAL = 1e-8;

interface Point {
  horizon: number;
  y: number;
  yhat: number;
  lower: number;
  upper: number;
}

/** What each metric averages. */
const CONTRIBUTIONS: Record<PerformanceMetric, (point: Point) => number> = {
  mse: ({ y, yhat }) => (y - yhat) * (y - yhat),
  rmse: ({ y, yhat }) => (y - yhat) * (y - yhat),
  mae: ({ y, yhat }) => Math.abs(y - yhat),
  mape: ({ y, yhat }) => Math.abs((y - yhat) / y),
  mdape: ({ y, yhat }) => Math.abs((y - yhat) / y),
  smape: ({ y, yhat }) =>
    y === 0 && yhat === 0 ? 0 : Math.abs(y - yhat) / ((Math.abs(y) + Math.abs(yhat)) / 2),
  coverage: ({ y, lower, upper }) => Number(y >= lower && y <= upper),
};

/**
 * Prophet's `performance_metrics`: accuracy by horizon, over a rolling window of the forecasts sorted by horizon, right-aligned. `mape` is
 * left out if any actual is 0. Forecasts of the same horizon count in the order of the folds.
 *
 * @returns ascending horizons; none if no metric is left
 * @throws ModelError INVALID_INPUT for no forecasts, a metric nobody knows or named twice, a window above 1
 */
export function measurePerformance(
  folds: readonly CrossValidationFold[],
  { metrics = PERFORMANCE_METRICS, rollingWindow = DEFAULT_WINDOW, monthly = false }: PerformanceOptions = {},
): PerformanceRow[] {
  checkOptions(metrics, rollingWindow);
  const points = folds.flatMap((fold) => listPoints(fold, monthly)).sort((a, b) => a.horizon - b.horizon);
  if (points.length === 0) throw makeInputError("folds", [], "must hold at least one forecast");
  const taken = metrics.filter(
    (metric) => metric !== "mape" || points.every(({ y }) => Math.abs(y) >= SMALLEST_ACTUAL),
  );
  if (taken.length === 0) return [];

  const window = Math.trunc(rollingWindow * points.length);
  const columns = taken.map((metric) => [metric, roll(metric, points, window)] as const);
  return columns[0]![1].horizons.map((horizon, i) => ({
    horizon,
    ...Object.fromEntries(columns.map(([metric, { values }]) => [metric, values[i]!])),
  }));
}

function checkOptions(metrics: readonly string[], rollingWindow: number): void {
  metrics.forEach((metric, i) => {
    if (!(PERFORMANCE_METRICS as readonly string[]).includes(metric)) {
      throw makeInputError(`metrics[${i}]`, metric, `must be one of ${PERFORMANCE_METRICS.join(", ")}`);
    }
    if (metrics.indexOf(metric) < i) throw makeInputError(`metrics[${i}]`, metric, "must not be named twice");
  });
  if (!(rollingWindow <= 1 && Number.isFinite(rollingWindow))) {
    throw makeInputError("rollingWindow", rollingWindow, "must be a finite number, 1 or below");
  }
}

function listPoints({ cutoff, days, y, yhat, lower, upper }: CrossValidationFold, monthly: boolean): Point[] {
  return Array.from(days, (day, i) => ({
    horizon: monthly ? monthOf(day) - monthOf(Math.floor(cutoff)) : day - cutoff,
    y: y[i]!,
    yhat: yhat[i]!,
    lower: lower[i]!,
    upper: upper[i]!,
  }));
}

/** Calendar months since the year 0. */
function monthOf(day: number): number {
  const [year, month] = dayOf(day).split("-");
  return 12 * Number(year) + Number(month);
}

/** @param window forecasts a mean is taken over; below 0 there are no means */
function roll(metric: PerformanceMetric, points: readonly Point[], window: number) {
  const horizons = points.map(({ horizon }) => horizon);
  const values = points.map(CONTRIBUTIONS[metric]);
  const size = Math.max(1, window);
  const average = metric === "mdape" ? rollMedian : rollMean;
  const rolled = window < 0 ? { horizons, values } : average(values, horizons, size);
  return metric === "rmse" ? { ...rolled, values: rolled.values.map(Math.sqrt) } : rolled;
}
