import type { Migration } from "./migration.js";

/**
 * Retrain batches and jobs: the truth about what was asked for, what runs and what came of it.
 *
 * Whoever changes the active jobs of a store holds its row of `retrain_lane`, so decisions see a state that stands still. It
 * is a table of its own because an import may hold the row of `store` for long. The partial unique indexes make
 * single flight a rule of the database. `seq` orders jobs, for clocks of several machines do not.
 */
export const retrainJobs: Migration = {
  name: "0002-retrain-jobs",
  sql: `
    CREATE TABLE retrain_lane (
      store_id integer PRIMARY KEY REFERENCES store
    );

    CREATE TABLE retrain_batch (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      requested_by text NOT NULL,
      trigger text NOT NULL CHECK (trigger IN ('person', 'first training', 'schedule', 'new data')),
      recipe text NOT NULL,
      store_count integer NOT NULL CHECK (store_count >= 1),
      created_at timestamptz NOT NULL,
      run_requested boolean NOT NULL DEFAULT false,
      run_id text,
      experiment_id text,
      finished_at timestamptz,
      CHECK ((run_id IS NULL) = (experiment_id IS NULL))
    );
    CREATE INDEX retrain_batch_open ON retrain_batch (created_at) WHERE finished_at IS NULL;

    CREATE TABLE retrain_job (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      store_id integer NOT NULL REFERENCES store,
      batch_id uuid NOT NULL REFERENCES retrain_batch,
      status text NOT NULL DEFAULT 'QUEUED' CHECK (status IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
      priority smallint NOT NULL CHECK (priority >= 1),
      progress double precision NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
      attempts integer NOT NULL DEFAULT 0,
      request_count integer NOT NULL DEFAULT 1 CHECK (request_count >= 1),
      queued_at timestamptz NOT NULL,
      started_at timestamptz,
      finished_at timestamptz,
      data_through date,
      data_revision integer,
      version integer,
      promoted boolean,
      failure jsonb,
      training jsonb,
      changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    CREATE UNIQUE INDEX retrain_job_queued ON retrain_job (store_id) WHERE status = 'QUEUED';
    CREATE UNIQUE INDEX retrain_job_running ON retrain_job (store_id) WHERE status = 'RUNNING';
    CREATE INDEX retrain_job_by_store ON retrain_job (store_id, seq DESC);
    CREATE INDEX retrain_job_by_batch ON retrain_job (batch_id);
    CREATE INDEX retrain_job_by_change ON retrain_job (changed_at);
  `,
};
