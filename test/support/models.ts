import type { BatchResult, BatchRun } from "../../src/mlflow/batch-types.js";
import type { NewModel } from "../../src/mlflow/types.js";
import type { BacktestSummary, ForecastMetrics } from "../../src/model/types.js";

const METRICS: ForecastMetrics = {
  ...{ mae: 512.25, rmse: 700.5, bias: -12.125, coverage: 0.8125, level: 0.8 },
  ...{ wape: 0.0875, mape: null, mase: 0.61 },
};

/** Backtest of three folds, wape 0.0875 against a baseline of 0.175. */
export const BACKTEST: BacktestSummary = {
  horizon: 7,
  cutoffs: ["2015-06-19", "2015-06-26", "2015-07-03"],
  metrics: METRICS,
  baseline: { ...METRICS, mae: 1024.5, wape: 0.175 },
  skill: 0.5,
};

/** A batch as training starts it. */
export function makeBatch(batchId: string, storeCount = 1): BatchRun {
  return {
    batchId,
    name: `retrain ${storeCount} stores`,
    requestedBy: "ann",
    trigger: "person",
    recipe: "default@1",
    codeVersion: "0.1.0",
    storeCount,
    backtest: { horizon: 7, folds: 4, step: 7, level: 0.8 },
    startedAt: new Date("2015-07-11T06:00:00Z"),
  };
}

/** A model of a store as training hands it over; its text is no real model. */
export function makeNewModel(
  run: { runId: string; experimentId: string },
  storeCode: string,
  jobId: string,
  overrides: Partial<NewModel> = {},
): NewModel {
  return {
    ...run,
    storeCode,
    params: { growth: "linear", n_changepoints: "25" },
    regressors: ["promo"],
    example: { promo: 1 },
    transform: "none",
    prophetJson: `{"growth":"linear","note":"${jobId} \\"quoted\\" ünïcode"}`,
    facts: {
      ...{ trainedThrough: "2015-07-10", dataRevision: 3, dataDigest: "0123456789abcdef" },
      ...{
        recipe: "default@1",
        forecaster: "prophet",
        codeVersion: "0.1.0",
        trainedAt: "2015-07-11T06:00:01.500Z",
        jobId,
      },
      backtest: BACKTEST,
    },
    description: "Trained on 900 days.",
    promote: true,
    ...overrides,
  };
}

/** A line of a finished batch for a model that was logged. */
export function makeResult(storeCode: string, overrides: Partial<BatchResult> = {}): BatchResult {
  return {
    ...{ storeCode, status: "SUCCEEDED", modelId: null, version: null, promoted: false },
    ...{ trainedThrough: "2015-07-10", dataDigest: "0123456789abcdef", rows: 900 },
    ...{ backtest: BACKTEST, folds: [], reason: null, failure: null },
    ...overrides,
  };
}
