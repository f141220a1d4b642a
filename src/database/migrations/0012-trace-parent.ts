import type { Migration } from "./migration.js";

/**
 * The trace that a job goes on from, as W3C's `traceparent`: that of the request which made it. Null where nothing was traced, and in jobs of
 * releases that do not know the column.
 */
export const traceParent: Migration = {
  name: "0012-trace-parent",
  sql: "ALTER TABLE retrain_job ADD COLUMN trace_parent text",
  down: { sql: "ALTER TABLE retrain_job DROP COLUMN trace_parent" },
};
