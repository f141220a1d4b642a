import type { Migration } from "./migration.js";

/**
 * When the queue took a job, so that the few that it never took are found without asking it for all; and the jobs that are not done, in
 * the order in which they were asked for, so that looking at those of a batch costs the same however many have ended.
 */
export const handedOver: Migration = {
  name: "0006-handed-over",
  sql: `
    ALTER TABLE retrain_job ADD COLUMN handed_over_at timestamptz;
    CREATE INDEX retrain_job_active_by_batch ON retrain_job (batch_id, seq) WHERE status IN ('QUEUED', 'RUNNING');
    CREATE INDEX retrain_job_not_handed_over ON retrain_job (seq) WHERE status = 'QUEUED' AND handed_over_at IS NULL;
    CREATE INDEX retrain_job_waiting ON retrain_job (seq) WHERE status = 'QUEUED' AND handed_over_at IS NOT NULL;
  `,
};
