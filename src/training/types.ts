import type { FoldResult } from "../mlflow/batch-types.js";
import type { Day } from "../model/day.js";
import type { ResidualSummary, StoreModel } from "../model/index.js";
import type { BacktestSummary } from "../model/types.js";
import type { PlottedComponents } from "../plots/types.js";
import type { Store } from "../stores/types.js";
import type { RetrainBatch, RetrainBatchService } from "./batch-types.js";
import type { ModelComparison } from "./promotion-rule.js";

/** Stage of a retrain job; the last three are final. */
export type RetrainStatus = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** Kinds of training failure. */
export type RetrainFailureCode =
  "NOT_ENOUGH_DATA" | "FIT_FAILED" | "TIMED_OUT" | "WORKER_CRASHED" | "REGISTRY_UNAVAILABLE";

/** Why an attempt failed. */
export interface RetrainFailure {
  code: RetrainFailureCode;
  message: string;
  isRetryable: boolean;
}

/** One training of one store, as its row says. */
export interface RetrainJob {
  id: string;
  storeId: number;
  batchId: string;
  status: RetrainStatus;
  /** 0 to 1. */
  progress: number;
  /** Attempts started. */
  attempts: number;
  /** Requests answered by this job, >= 1; 0 once CANCELLED. */
  requestCount: number;
  queuedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Last day of the data its latest attempt has read. */
  dataThrough: Day | null;
  /** Version it produced, once SUCCEEDED. */
  version: number | null;
  promoted: boolean | null;
  failure: RetrainFailure | null;
}

/** What became of a retrain request for one store. */
export type RetrainOutcome = "ENQUEUED" | "DEDUPLICATED" | "UP_TO_DATE";

/** Why a retrain was asked for. */
export type RetrainTrigger = "person" | "first training" | "schedule" | "new data";

export interface RetrainRequest {
  stores: readonly Store[];
  /** Train even if the newest version has seen all data. Never bypasses deduplication. */
  force: boolean;
  requestedBy: string;
  trigger: RetrainTrigger;
  /** Id of the HTTP request or socket operation that asks, for the log. */
  requestId?: string;
  /** Most that whoever asks may ask for; no limit if absent. */
  allowance?: RetrainAllowance;
}

/** Most that one person may ask for, in all processes together; 0 is no limit. */
export interface RetrainAllowance {
  /** Requests within any 60 seconds. */
  requestsPerMinute: number;
  /** Stores named within any 60 minutes, those that were up to date among them. */
  storesPerHour: number;
}

export interface RetrainResult {
  store: Store;
  outcome: RetrainOutcome;
  /** Null if UP_TO_DATE. */
  job: RetrainJob | null;
}

/** What a request came to. */
export interface RetrainAnswer {
  /** The request's own; null if it named no store. */
  batch: RetrainBatch | null;
  /** One a store, in the request's order. */
  results: RetrainResult[];
}

/** One fold of a backtest, day by day; sales in units, to five digits. */
export interface TestedFold {
  /** Last training day. */
  cutoff: Day;
  wape: number | null;
  baselineWape: number | null;
  /** Trading days of the horizon, ascending. */
  points: { date: Day; y: number; yhat: number; lower: number; upper: number }[];
}

/** Something that happened to a retrain job; `job` is as of this event. */
export type RetrainEvent =
  | { kind: "QUEUED"; job: RetrainJob; at: Date }
  | { kind: "RUNNING"; job: RetrainJob; at: Date }
  | { kind: "SUCCEEDED"; job: RetrainJob; at: Date }
  | { kind: "FAILED"; job: RetrainJob; at: Date; willRetry: boolean }
  | { kind: "CANCELLED"; job: RetrainJob; at: Date };

/** A change of champions that did not come from a training: a promotion or a rollback. */
export interface ChampionsMoved {
  storeCodes: string[];
}

/** Retrain requests, their batches and jobs. Each load is one query. */
export interface RetrainService extends RetrainBatchService {
  /**
   * Decides for every store by the retrain rule and queues what must be; one batch, hence at most one MLflow run.
   *
   * @throws RateLimitedError above the request's allowance; nothing of it is done then
   */
  request(request: RetrainRequest): Promise<RetrainAnswer>;
  /** Jobs, newest first, after the job with id `after`. */
  findJobs(
    filter: { storeIds?: readonly number[]; statuses?: readonly RetrainStatus[] },
    page: { first: number; after?: string },
  ): Promise<{ items: RetrainJob[]; hasNextPage: boolean; totalCount: number }>;
  loadJobs(ids: readonly string[]): Promise<Map<string, RetrainJob>>;
  /** Running and queued jobs by store id; running first. */
  loadActiveJobs(storeIds: readonly number[]): Promise<Map<number, RetrainJob[]>>;
  /** Jobs of these stores that have ended and were changed since, the last 10,000 of them in the order of their changes. */
  loadEndedJobs(storeIds: readonly number[], since: Date): Promise<RetrainJob[]>;
  /** Folds of backtests by the id of the job that made them, oldest first; absent where they are not remembered. */
  loadFolds(jobIds: readonly string[]): Promise<Map<string, TestedFold[]>>;
}

/** Live events of every process, this one's included. */
export interface RetrainEvents {
  /** Calls the listener for each event until the returned function is called. */
  subscribe(listener: (event: RetrainEvent) => void): () => void;
  onChampionsMoved(listener: (moved: ChampionsMoved) => void): () => void;
  /** Tells every process that champions moved. */
  announceChampionsMoved(storeCodes: readonly string[]): Promise<void>;
}

/** What a training thread gives back; plain data. */
export interface TrainedModel {
  prophetJson: string;
  /** What forecasts need of it, as text. */
  servingForm: string;
  params: Record<string, string>;
  /** Columns that a forecast needs to be told. */
  regressors: string[];
  forecaster: StoreModel["forecaster"];
  transform: StoreModel["transform"];
  backtest: BacktestSummary | null;
  /** Its folds, oldest first. */
  folds: FoldResult[];
  /** What its forecast is made of, if that was asked for. */
  components: PlottedComponents | null;
  /** Values of `regressors` on the last trading day. */
  lastInputs: Record<string, number>;
  /** The champion against this model on the folds held out for both. */
  champion: ChampionComparison;
  /** Errors of the backtest for the chain's pool, in the standard deviations the model expected. */
  residuals: ResidualSummary;
  rows: number;
  /** The fit alone. */
  fitMs: number;
  /** Fit, backtest, comparison and JSON: all that the thread did. */
  trainMs: number;
}

/** How the champion did on the folds that are held out for it too; `unusable` says why its model cannot forecast them. */
export type ChampionComparison =
  | { kind: "not compared" }
  | { kind: "compared"; comparison: ModelComparison }
  | { kind: "unusable"; reason: string };
