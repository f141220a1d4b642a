import { createHash } from "node:crypto";
import type { BacktestSummary } from "../model/types.js";
import { getModelName } from "./names.js";
import type { DatasetInput, Metric } from "./runs.js";
import type { BatchResult, BatchRun } from "./types.js";

/** Longest digest that MLflow keeps. */
const DIGEST_CHARACTERS = 36;

/** Markdown for the run's page. */
export function describeBatch(batch: BatchRun, results: readonly BatchResult[] | null): string {
  const asked = `${batch.requestedBy} asked for ${stores(batch.storeCount)} to be trained (${batch.trigger}), with recipe \`${batch.recipe}\`.`;
  if (results === null) return asked;
  const { trained, failed, promoted } = summarize(results);
  const { wape, baselineWape } = pool(results);
  const accuracy =
    wape !== null && baselineWape !== null
      ? `Backtest: WAPE ${percent(wape)} against ${percent(baselineWape)} of the seasonal-naive baseline.`
      : "History was too short for a backtest.";
  const failures = results
    .filter((result) => result.status === "FAILED")
    .slice(0, 20)
    .map((result) => `- store ${result.storeCode}: ${result.failure ?? "no reason given"}`);
  return [
    asked,
    `${stores(trained)} trained, ${promoted} promoted to champion, ${failed} failed. ${trained > 0 ? accuracy : ""}`.trim(),
    ...(failures.length > 0 ? [failures.join("\n")] : []),
    "One line a store is in `stores.json`.",
  ].join("\n\n");
}

const stores = (count: number) => (count === 1 ? "1 store" : `${count} stores`);
const percent = (ratio: number) => `${(100 * ratio).toFixed(1)} %`;

function summarize(results: readonly BatchResult[]) {
  return {
    trained: results.filter((result) => result.status === "SUCCEEDED").length,
    failed: results.filter((result) => result.status === "FAILED").length,
    promoted: results.filter((result) => result.promoted).length,
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

/** The training series as MLflow's datasets: one a store. */
export function makeDatasets(results: readonly BatchResult[]): DatasetInput[] {
  return results.flatMap(({ storeCode, dataDigest, rows }) =>
    dataDigest === null
      ? []
      : [
          {
            name: getModelName(storeCode),
            digest: dataDigest,
            rows: rows ?? 0,
            columns: [
              { name: "ds", type: "datetime" as const },
              { name: "y", type: "double" as const },
            ],
          },
        ],
  );
}

/**
 * Metrics of the models and of the batch. A model's carry its position in the batch as step, so that the run's page
 * plots accuracy over stores; the batch's own come last, as the value that lists of runs show.
 *
 * @param timestamp milliseconds since 1970, the same at every repetition
 */
export function makeMetrics(results: readonly BatchResult[], seconds: number, timestamp: number): Metric[] {
  const ofModels = results.flatMap(({ storeCode, modelId, dataDigest, backtest }, step) => {
    if (modelId === null || backtest === null) return [];
    const dataset =
      dataDigest === null ? {} : { dataset_name: getModelName(storeCode), dataset_digest: dataDigest };
    return Object.entries(flatten(backtest)).map(([key, value]): Metric => ({
      key,
      value,
      timestamp,
      step,
      model_id: modelId,
      ...dataset,
    }));
  });
  const ofBatch = Object.entries(aggregate(results, seconds)).map(([key, value]): Metric => ({
    key,
    value,
    timestamp,
    step: results.length,
  }));
  return [...ofModels, ...ofBatch];
}

function flatten({ metrics, baseline, skill }: BacktestSummary): Record<string, number> {
  const { wape, mape, mase, mae, rmse, bias, coverage } = metrics;
  return numbersOf({
    ...{ wape, mape, mase, mae, rmse, bias, coverage, skill },
    ...{ baseline_wape: baseline.wape, baseline_mae: baseline.mae, baseline_rmse: baseline.rmse },
  });
}

function aggregate(results: readonly BatchResult[], seconds: number): Record<string, number> {
  const { trained, failed, promoted } = summarize(results);
  const { wape, baselineWape, coverage } = pool(results);
  const wapes = results.flatMap((result) => result.backtest?.metrics.wape ?? []);
  return numbersOf({
    ...{ wape, coverage, baseline_wape: baselineWape, wape_pooled: wape, wape_median: median(wapes) },
    ...{ stores_trained: trained, stores_failed: failed, stores_promoted: promoted, seconds },
  });
}

function numbersOf(values: Record<string, number | null>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}

/**
 * Accuracy over all stores as if they were one: WAPE is the sum of errors over the sum of sales, both up to the same
 * number of days a store, which mae and wape give (sales a day = mae / wape).
 */
function pool(results: readonly BatchResult[]) {
  let [error, baselineError, sales, covered, count] = [0, 0, 0, 0, 0];
  for (const { backtest } of results) {
    if (!backtest) continue;
    covered += backtest.metrics.coverage;
    count += 1;
    const { mae, wape } = backtest.metrics;
    const { mae: baselineMae, wape: baselineWape } = backtest.baseline;
    const salesADay = wape ? mae / wape : baselineWape ? baselineMae / baselineWape : 0;
    error += salesADay > 0 ? mae : 0;
    baselineError += salesADay > 0 ? baselineMae : 0;
    sales += salesADay;
  }
  return {
    wape: sales > 0 ? error / sales : null,
    baselineWape: sales > 0 ? baselineError / sales : null,
    coverage: count > 0 ? covered / count : null,
  };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The table of stores in the form of `mlflow.log_table`, which MLflow's pages show as a table. */
export function makeStoreTable(results: readonly BatchResult[]): string {
  const rows = results.map(({ backtest, ...result }) => ({
    store: result.storeCode,
    status: result.status,
    version: result.version,
    promoted: result.promoted,
    trained_through: result.trainedThrough,
    rows: result.rows,
    wape: backtest?.metrics.wape ?? null,
    baseline_wape: backtest?.baseline.wape ?? null,
    skill: backtest?.skill ?? null,
    mae: backtest?.metrics.mae ?? null,
    rmse: backtest?.metrics.rmse ?? null,
    bias: backtest?.metrics.bias ?? null,
    coverage: backtest?.metrics.coverage ?? null,
    failure: result.failure,
    model_id: result.modelId,
    data_digest: result.dataDigest,
  }));
  return JSON.stringify({ columns: Object.keys(rows[0] ?? {}), data: rows.map((row) => Object.values(row)) });
}
