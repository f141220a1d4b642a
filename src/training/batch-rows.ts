import type { RetrainBatch } from "./batch-types.js";

/** A row of `retrain_batch`, as {@link BATCH_COLUMNS} selects it. */
export interface BatchRow {
  id: string;
  requested_by: string;
  trigger: RetrainBatch["trigger"];
  created_at: Date;
  run_id: string | null;
  experiment_id: string | null;
  finished_at: Date | null;
  cancelled_at: Date | null;
  cancelled_by: string | null;
}

const COLUMNS: readonly (keyof BatchRow)[] = [
  "id",
  "requested_by",
  "trigger",
  "created_at",
  "run_id",
  "experiment_id",
  "finished_at",
  "cancelled_at",
  "cancelled_by",
];

/** Columns of a {@link BatchRow}, for SELECT and RETURNING; the table's alias is `batch`. */
export const BATCH_COLUMNS = COLUMNS.map((column) => `batch.${column}`).join(", ");

/** The batch that a row says. */
export function toBatch(row: BatchRow): RetrainBatch {
  const { run_id: runId, experiment_id: experimentId } = row;
  return {
    id: row.id,
    requestedBy: row.requested_by,
    trigger: row.trigger,
    requestedAt: row.created_at,
    run: runId === null || experimentId === null ? null : { runId, experimentId },
    finishedAt: row.finished_at,
    cancelledAt: row.cancelled_at,
    cancelledBy: row.cancelled_by,
  };
}
