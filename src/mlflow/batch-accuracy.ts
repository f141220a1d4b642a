import type { BatchResult, FoldResult } from "./batch-types.js";

/** A batch of no more stores shows each of them on its run: in the description, as dataset and as model. A fleet would bury the page. */
export const LISTED_STORES = 20;

/** How many stores of a batch came to what. */
export function countOutcomes(results: readonly BatchResult[]) {
  return {
    trained: results.filter((result) => result.status === "SUCCEEDED").length,
    failed: results.filter((result) => result.status === "FAILED").length,
    cancelled: results.filter((result) => result.status === "CANCELLED").length,
    promoted: results.filter((result) => result.promoted).length,
  };
}

/**
 * Accuracy over all stores as if they were one: WAPE is the sum of errors over the sum of sales, both up to the same
 * number of days a store, which mae and wape give (sales a day = mae / wape). The rest are means over stores, rmse of squares.
 */
export function poolAccuracy(results: readonly BatchResult[]) {
  const backtests = results.flatMap(({ backtest }) => backtest ?? []);
  let [error, baselineError, sales] = [0, 0, 0];
  for (const { metrics, baseline } of backtests) {
    const salesADay = metrics.wape
      ? metrics.mae / metrics.wape
      : baseline.wape
        ? baseline.mae / baseline.wape
        : 0;
    error += salesADay > 0 ? metrics.mae : 0;
    baselineError += salesADay > 0 ? baseline.mae : 0;
    sales += salesADay;
  }
  const over = (get: (one: (typeof backtests)[number]) => number | null) =>
    mean(backtests.flatMap((one) => get(one) ?? []));
  return {
    wape: sales > 0 ? error / sales : null,
    baselineWape: sales > 0 ? baselineError / sales : null,
    skill: baselineError > 0 ? 1 - error / baselineError : null,
    medianWape: median(backtests.flatMap(({ metrics }) => metrics.wape ?? [])),
    coverage: over(({ metrics }) => metrics.coverage),
    mape: over(({ metrics }) => metrics.mape),
    mase: over(({ metrics }) => metrics.mase),
    mae: over(({ metrics }) => metrics.mae),
    bias: over(({ metrics }) => metrics.bias),
    rmse: root(over(({ metrics }) => metrics.rmse * metrics.rmse)),
    baselineMae: over(({ baseline }) => baseline.mae),
    baselineRmse: root(over(({ baseline }) => baseline.rmse * baseline.rmse)),
  };
}

/** The same for each fold by its number, oldest first: over as many stores as have one of that number. */
export function poolFolds(results: readonly BatchResult[]) {
  const count = Math.max(0, ...results.map(({ folds }) => folds.length));
  return Array.from({ length: count }, (_, index) => {
    const folds = results.flatMap((result) => result.folds[index] ?? []);
    const sales = sum(folds.map(({ y }) => sum(y)));
    const share = (total: number) => (sales > 0 ? total / sales : null);
    return {
      wape: share(sum(folds.map((fold) => (fold.wape ?? 0) * sum(fold.y)))),
      baselineWape: share(sum(folds.map((fold) => (fold.baselineWape ?? 0) * sum(fold.y)))),
      coverage: mean(folds.map((fold: FoldResult) => fold.coverage)),
    };
  });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => (values.length > 0 ? sum(values) / values.length : null);
const root = (value: number | null) => (value === null ? null : Math.sqrt(value));

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Results by error, worst first; those without a backtest are left out. */
export function rankByWape(results: readonly BatchResult[]): BatchResult[] {
  const wapeOf = ({ backtest }: BatchResult) => backtest?.metrics.wape ?? null;
  return results.filter((result) => wapeOf(result) !== null).sort((a, b) => wapeOf(b)! - wapeOf(a)!);
}
