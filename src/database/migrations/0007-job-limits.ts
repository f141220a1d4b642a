import type { Migration } from "./migration.js";

/**
 * Since when a job's time limit counts: its first start, and its next one where a worker was stopped or died, for nobody worked on it meanwhile.
 */
export const jobLimits: Migration = {
  name: "0007-job-limits",
  sql: "ALTER TABLE retrain_job ADD COLUMN limit_counts_from timestamptz",
};
