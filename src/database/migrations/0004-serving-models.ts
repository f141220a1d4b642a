import type { Migration } from "./migration.js";

/**
 * Serving forms of a fleet's models, from their training until the batch's run takes them. It is unlogged: a crash of the database that empties it
 * costs no more than a slower start of the next process that serves.
 */
export const servingModels: Migration = {
  name: "0004-serving-models",
  sql: `
    CREATE UNLOGGED TABLE serving_model (
      job_id uuid PRIMARY KEY REFERENCES retrain_job ON DELETE CASCADE,
      text text NOT NULL
    );
  `,
};
