import type { Day } from "../model/day.js";
import type { BacktestOptions, BacktestSummary } from "../model/types.js";
import type { ArtifactFile } from "./artifact-folder.js";

/** A training batch as its MLflow run shows it. */
export interface BatchRun {
  batchId: string;
  /** Readable, such as `retrain 60 stores 2026-11-23 09:00`. */
  name: string;
  requestedBy: string;
  /** `person`, `first training`, `schedule`, `new data`. */
  trigger: string;
  recipe: string;
  codeVersion: string;
  storeCount: number;
  /** How its models are tested. */
  backtest: BacktestOptions;
  startedAt: Date;
  /** Who cancelled it; null or absent if nobody did. */
  cancelledBy?: string | null;
}

/** One store's line in a finished batch. */
export interface BatchResult {
  storeCode: string;
  status: "SUCCEEDED" | "FAILED" | "CANCELLED";
  modelId: string | null;
  version: number | null;
  promoted: boolean;
  trainedThrough: Day | null;
  dataDigest: string | null;
  /** Observed rows the model was trained on. */
  rows: number | null;
  backtest: BacktestSummary | null;
  /** Folds of the backtest, oldest first; empty without one. */
  folds: FoldResult[];
  /** Why it was promoted, or not; null where training failed. */
  reason: string | null;
  failure: string | null;
}

/** One fold of a backtest. Arrays have one element for each trading day of the horizon; sales in units. */
export interface FoldResult {
  cutoff: Day;
  wape: number | null;
  baselineWape: number | null;
  coverage: number;
  /** Days after the cutoff. */
  ahead: number[];
  y: number[];
  yhat: number[];
  lower: number[];
  upper: number[];
}

/** Pictures of a batch. */
export interface BatchPictures {
  ofRun: ArtifactFile[];
  /** Each among the artifacts of its model. */
  ofModels: { modelId: string; file: ArtifactFile }[];
}
