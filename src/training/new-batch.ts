import { runQuery, type Queryable } from "../database/pool.js";
import { DEFAULT_RECIPE, getRecipeLabel } from "../model/index.js";
import type { RetrainBatch } from "./batch-types.js";
import { JOB_COLUMNS, toJob, type JobRow } from "./job-rows.js";
import { chainRecipeLabel } from "./recipe-book.js";
import type { RetrainJob, RetrainOutcome, RetrainRequest } from "./types.js";

/** What the retrain rule decided for one store of a batch that is about to be. */
export interface NewBatchStore {
  storeId: number;
  outcome: RetrainOutcome;
  /** The job it joins, if DEDUPLICATED. */
  joinedId: string | null;
}

/** Inserts a batch, its stores and the jobs of those that are ENQUEUED, in one statement; the stores' lanes must be held. */
export async function insertBatch(
  client: Queryable,
  asked: readonly NewBatchStore[],
  batch: Pick<RetrainRequest, "requestedBy" | "trigger"> & {
    priority: number;
    at: Date;
    /** W3C `traceparent` of the request, for its jobs; null where nothing is traced. */
    traceParent: string | null;
  },
): Promise<{ batch: RetrainBatch; created: RetrainJob[] }> {
  const { requestedBy, trigger, at, priority, traceParent } = batch;
  const finishedAt = asked.every(({ outcome }) => outcome === "UP_TO_DATE") ? at : null;
  const rows = await runQuery<JobRow & { id: string | null; new_batch_id: string }>(
    client,
    `WITH asked AS (
       SELECT * FROM unnest($4::integer[], $5::text[], $6::uuid[]) WITH ORDINALITY
         AS asked (store_id, outcome, joined_id, position)
     ), batch AS (
       INSERT INTO retrain_batch (requested_by, trigger, recipe, store_count, created_at, finished_at)
       SELECT $1, $2, ${chainRecipeLabel("$3")}, count(*) FILTER (WHERE outcome = 'ENQUEUED'), $7, $8 FROM asked
       RETURNING id
     ), job AS (
       INSERT INTO retrain_job AS job (store_id, batch_id, priority, queued_at, trace_parent)
       SELECT store_id, batch.id, $9, $7, $10 FROM batch, asked WHERE outcome = 'ENQUEUED' ORDER BY position
       RETURNING ${JOB_COLUMNS}
     ), kept AS (
       INSERT INTO retrain_batch_store (batch_id, store_id, outcome, job_id, state)
       SELECT batch.id, asked.store_id, asked.outcome, coalesce(asked.joined_id, job.id),
         CASE asked.outcome WHEN 'UP_TO_DATE' THEN 'ENDED' ELSE 'OPEN' END
       FROM batch, asked LEFT JOIN job ON job.store_id = asked.store_id
     )
     SELECT batch.id AS new_batch_id, ${JOB_COLUMNS} FROM batch LEFT JOIN job ON true`,
    [
      ...[requestedBy, trigger, getRecipeLabel(DEFAULT_RECIPE)],
      asked.map(({ storeId }) => storeId),
      asked.map(({ outcome }) => outcome),
      asked.map(({ joinedId }) => joinedId),
      ...[at, finishedAt, priority, traceParent],
    ],
  );
  const [{ new_batch_id: id }] = rows as [(typeof rows)[number]];
  return {
    batch: {
      ...{ id, requestedBy, trigger, requestedAt: at, run: null, finishedAt },
      ...{ cancelledAt: null, cancelledBy: null },
    },
    created: rows.filter((row) => row.id !== null).map(toJob),
  };
}
