import type { Migration } from "./migration.js";

/**
 * What each store of a batch came to, batches without a job of their own, and cancellation.
 *
 * A row of `retrain_batch_store` is OPEN while its batch waits for the job, so that whether a batch is done is one look at an index,
 * whatever its size. It is WITHDRAWN where the batch was cancelled while the job waited; `retrain_job.request_count` counts the
 * requests that were not. The run in MLflow is about the batch's own jobs and may end before the jobs it has joined.
 */
export const batchStores: Migration = {
  name: "0005-batch-stores",
  sql: `
    ALTER TABLE retrain_batch
      DROP CONSTRAINT retrain_batch_store_count_check,
      ADD CONSTRAINT retrain_batch_store_count_check CHECK (store_count >= 0),
      ADD COLUMN seq bigint,
      ADD COLUMN run_ended_at timestamptz,
      ADD COLUMN cancelled_at timestamptz,
      ADD COLUMN cancelled_by text,
      ADD CONSTRAINT retrain_batch_cancelled_check CHECK ((cancelled_at IS NULL) = (cancelled_by IS NULL));
    UPDATE retrain_batch batch SET run_ended_at = batch.finished_at, seq = numbered.position
    FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS position FROM retrain_batch) AS numbered
    WHERE numbered.id = batch.id;
    ALTER TABLE retrain_batch
      ALTER COLUMN seq SET NOT NULL,
      ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY,
      ADD CONSTRAINT retrain_batch_seq_key UNIQUE (seq);
    SELECT setval(
      pg_get_serial_sequence('retrain_batch', 'seq'),
      (SELECT coalesce(max(seq), 0) + 1 FROM retrain_batch),
      false
    );

    ALTER TABLE retrain_job
      DROP CONSTRAINT retrain_job_status_check,
      ADD CONSTRAINT retrain_job_status_check
        CHECK (status IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
      DROP CONSTRAINT retrain_job_request_count_check,
      ADD CONSTRAINT retrain_job_request_count_check CHECK (request_count >= (status <> 'CANCELLED')::integer);
    CREATE INDEX retrain_job_failed ON retrain_job (changed_at) WHERE status = 'FAILED';

    CREATE TABLE retrain_batch_store (
      batch_id uuid NOT NULL REFERENCES retrain_batch,
      store_id integer NOT NULL REFERENCES store,
      outcome text NOT NULL CHECK (outcome IN ('ENQUEUED', 'DEDUPLICATED', 'UP_TO_DATE')),
      job_id uuid REFERENCES retrain_job,
      state text NOT NULL CHECK (state IN ('OPEN', 'ENDED', 'WITHDRAWN')),
      PRIMARY KEY (batch_id, store_id),
      CHECK ((outcome = 'UP_TO_DATE') = (job_id IS NULL)),
      CHECK (job_id IS NOT NULL OR state = 'ENDED')
    );
    CREATE INDEX retrain_batch_store_by_job ON retrain_batch_store (job_id);
    CREATE INDEX retrain_batch_store_open ON retrain_batch_store (batch_id) WHERE state = 'OPEN';
    INSERT INTO retrain_batch_store (batch_id, store_id, outcome, job_id, state)
    SELECT batch_id, store_id, 'ENQUEUED', id,
      CASE WHEN status IN ('QUEUED', 'RUNNING') THEN 'OPEN' ELSE 'ENDED' END
    FROM retrain_job;
  `,
};
