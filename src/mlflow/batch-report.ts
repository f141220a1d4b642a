import { createHash } from "node:crypto";
import { epochDay } from "../model/day.js";
import type { BacktestSummary } from "../model/types.js";
import { countOutcomes, LISTED_STORES, poolAccuracy, poolFolds } from "./batch-accuracy.js";
import { getModelName } from "./names.js";
import type { DatasetInput, Metric } from "./runs.js";
import type { BatchResult, BatchRun } from "./batch-types.js";

/** Longest digest that MLflow keeps. */
const DIGEST_CHARACTERS = 36;
const DAY_MS = 86_400_000;
const COLUMNS: DatasetInput["columns"] = [
  { name: "ds", type: "datetime" },
  { name: "y", type: "double" },
];

/** What the batch was asked to do, as the run's parameters. */
export function makeParams(batch: BatchRun): Record<string, string> {
  const { horizon, folds, step, level } = batch.backtest;
  return {
    ...{ recipe: batch.recipe, code_version: batch.codeVersion, trigger: batch.trigger },
    stores: String(batch.storeCount),
    ...{ horizon: String(horizon), folds: String(folds), step: String(step), level: String(level) },
  };
}

/** Digest of all data that the batch was trained on; of one store it is the store's own. */
export function digestBatch(results: readonly BatchResult[]): string | null {
  const digests = results.flatMap(({ storeCode, dataDigest }) =>
    dataDigest ? [`${storeCode} ${dataDigest}`] : [],
  );
  if (digests.length === 0) return null;
  if (results.length === 1) return results[0]!.dataDigest;
  return createHash("sha256").update(digests.sort().join("\n")).digest("hex").slice(0, DIGEST_CHARACTERS);
}

/** The training series as MLflow's datasets: one a store, or one for all of a fleet. */
export function makeDatasets(results: readonly BatchResult[]): DatasetInput[] {
  const trained = results.flatMap(({ storeCode, dataDigest, rows }) =>
    dataDigest === null ? [] : [{ name: getModelName(storeCode), digest: dataDigest, rows: rows ?? 0 }],
  );
  if (trained.length <= LISTED_STORES) return trained.map((data) => ({ ...data, columns: COLUMNS }));
  const rows = trained.reduce((total, data) => total + data.rows, 0);
  return [{ name: "storecast-stores", digest: digestBatch(results)!, rows, columns: COLUMNS }];
}

/**
 * Metrics of the models and of the batch. A model's carry its position in the batch as step, so that the run's page
 * plots accuracy over stores; those of its folds, of a fleet their WAPE alone, have names of their own, with the fold's number as step and its cutoff as time. The
 * batch's own come last, as the value that lists of runs show.
 *
 * @param timestamp milliseconds since 1970, the same at every repetition
 */
export function makeMetrics(results: readonly BatchResult[], seconds: number, timestamp: number): Metric[] {
  // a thousand metrics take MLflow most of a second, which a fleet of stores pays many times
  const isFleet = results.length > LISTED_STORES;
  const ofModels = results.flatMap(({ storeCode, modelId, dataDigest, backtest, folds }, position) => {
    if (modelId === null || backtest === null) return [];
    const dataset =
      dataDigest === null ? {} : { dataset_name: getModelName(storeCode), dataset_digest: dataDigest };
    const make = (values: Record<string, number>, at: Pick<Metric, "timestamp" | "step">): Metric[] =>
      Object.entries(values).map(([key, value]) => ({ key, value, ...at, model_id: modelId, ...dataset }));
    return [
      ...make(flatten(backtest), { timestamp, step: position }),
      ...folds.flatMap((fold, index) =>
        make(isFleet ? numbersOf({ fold_wape: fold.wape }) : flattenFold(fold), {
          timestamp: epochDay(fold.cutoff) * DAY_MS,
          step: index + 1,
        }),
      ),
    ];
  });
  const ofBatch = (values: Record<string, number>, step: number) =>
    Object.entries(values).map(([key, value]): Metric => ({ key, value, timestamp, step }));
  return [
    ...ofModels,
    ...poolFolds(results).flatMap((fold, index) => ofBatch(flattenFold(fold), index + 1)),
    ...ofBatch(aggregate(results, seconds), results.length),
  ];
}

function flatten({ metrics, baseline, skill }: BacktestSummary): Record<string, number> {
  const { wape, mape, mase, mae, rmse, bias, coverage } = metrics;
  return numbersOf({
    ...{ wape, mape, mase, mae, rmse, bias, coverage, skill },
    ...{ baseline_wape: baseline.wape, baseline_mae: baseline.mae, baseline_rmse: baseline.rmse },
  });
}

function flattenFold(fold: {
  wape: number | null;
  baselineWape: number | null;
  coverage: number | null;
}): Record<string, number> {
  const { wape, baselineWape, coverage } = fold;
  return numbersOf({ fold_wape: wape, fold_baseline_wape: baselineWape, fold_coverage: coverage });
}

function aggregate(results: readonly BatchResult[], seconds: number): Record<string, number> {
  const { trained, failed, promoted, cancelled } = countOutcomes(results);
  const { wape, baselineWape, medianWape, baselineMae, baselineRmse, ...means } = poolAccuracy(results);
  return numbersOf({
    ...{ wape, wape_pooled: wape, wape_median: medianWape, ...means },
    ...{ baseline_wape: baselineWape, baseline_mae: baselineMae, baseline_rmse: baselineRmse },
    ...{ stores_trained: trained, stores_failed: failed, stores_promoted: promoted, seconds },
    ...(cancelled > 0 ? { stores_cancelled: cancelled } : {}),
  });
}

function numbersOf(values: Record<string, number | null>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}

/** The table of stores by code, in the form of `mlflow.log_table`, which MLflow's pages show as a table. */
export function makeStoreTable(results: readonly BatchResult[]): string {
  const rows = [...results].sort(byStoreCode).map(({ backtest, ...result }) => ({
    store: result.storeCode,
    wape: backtest?.metrics.wape ?? null,
    baseline_wape: backtest?.baseline.wape ?? null,
    promoted: result.promoted,
    status: result.status,
    version: result.version,
    reason: result.reason,
    failure: result.failure,
    skill: backtest?.skill ?? null,
    coverage: backtest?.metrics.coverage ?? null,
    mae: backtest?.metrics.mae ?? null,
    rmse: backtest?.metrics.rmse ?? null,
    bias: backtest?.metrics.bias ?? null,
    trained_through: result.trainedThrough,
    rows: result.rows,
    model_id: result.modelId,
    data_digest: result.dataDigest,
  }));
  return JSON.stringify({ columns: Object.keys(rows[0] ?? {}), data: rows.map((row) => Object.values(row)) });
}

function byStoreCode(a: BatchResult, b: BatchResult): number {
  return a.storeCode.localeCompare(b.storeCode, "en", { numeric: true });
}
