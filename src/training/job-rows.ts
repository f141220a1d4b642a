import type { FoldResult } from "../mlflow/batch-types.js";
import type { Day } from "../model/day.js";
import type { BacktestSummary } from "../model/types.js";
import type { PlottedComponents } from "../plots/types.js";
import type { RetrainFailure, RetrainJob, RetrainStatus } from "./types.js";

/** A row of `retrain_job`, as {@link JOB_COLUMNS} selects it. */
export interface JobRow {
  id: string;
  store_id: number;
  batch_id: string;
  status: RetrainStatus;
  progress: number;
  attempts: number;
  request_count: number;
  queued_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  data_through: Day | null;
  version: number | null;
  promoted: boolean | null;
  failure: RetrainFailure | null;
}

const COLUMNS: readonly (keyof JobRow)[] = [
  "id",
  "store_id",
  "batch_id",
  "status",
  "progress",
  "attempts",
  "request_count",
  "queued_at",
  "started_at",
  "finished_at",
  "data_through",
  "version",
  "promoted",
  "failure",
];

/** Columns of a {@link JobRow}, for SELECT and RETURNING; the table's alias is `job`. */
export const JOB_COLUMNS = COLUMNS.map((column) => `job.${column}`).join(", ");

/** What a training leaves for the batch's run beside the job itself; column `training`. */
export interface TrainingRecord {
  modelId: string | null;
  trainedThrough: Day;
  dataDigest: string;
  /** Observed rows the model was trained on; null where an earlier attempt trained it and died. */
  rows: number | null;
  backtest: BacktestSummary | null;
  /** About 1 kB; absent where an earlier attempt trained it and died. */
  folds?: FoldResult[];
  /** For its picture; gone once the batch's run has ended. */
  components?: PlottedComponents | null;
  /** Why it was promoted, or not. */
  reason: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the text can be the id of a job. */
export function isJobId(text: string): boolean {
  return UUID.test(text);
}

/** Longest failure message that is kept, in characters: a notification carries the whole job in 8,000 bytes. */
const MESSAGE_LENGTH = 1_000;

/** The failure as its column has it. */
export function toFailureColumn(failure: RetrainFailure): string {
  return JSON.stringify({ ...failure, message: cutMessage(failure.message) });
}

function cutMessage(message: string): string {
  if (message.length <= MESSAGE_LENGTH) return message;
  // Half a character is no text to PostgreSQL, and the job could not end.
  return `${message.slice(0, MESSAGE_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** The job that a row says. */
export function toJob(row: JobRow): RetrainJob {
  return {
    id: row.id,
    storeId: row.store_id,
    batchId: row.batch_id,
    status: row.status,
    progress: row.progress,
    attempts: row.attempts,
    requestCount: row.request_count,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    dataThrough: row.data_through,
    version: row.version,
    promoted: row.promoted,
    failure: row.failure,
  };
}
