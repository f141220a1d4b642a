import { runQuery, type Queryable } from "../database/pool.js";

/** Of batches that nothing is open of: the run has ended, or there will never be one, for none of its jobs ever began. */
const IS_DONE = `batch.finished_at IS NULL
  AND NOT EXISTS (SELECT FROM retrain_batch_store asked WHERE asked.batch_id = batch.id AND asked.state = 'OPEN')
  AND (batch.run_ended_at IS NOT NULL OR (
    NOT batch.run_requested
    AND NOT EXISTS (SELECT FROM retrain_job job WHERE job.batch_id = batch.id AND job.status <> 'CANCELLED')
  ))`;

/** Marks those of the batches as finished that are. */
export async function closeBatches(db: Queryable, batchIds: readonly string[], at: Date): Promise<void> {
  await runQuery(
    db,
    `UPDATE retrain_batch AS batch SET finished_at = $2 WHERE batch.id = ANY ($1::uuid[]) AND ${IS_DONE}`,
    [batchIds, at],
  );
}

/** Marks those batches as finished that are, now that this job of theirs has ended. */
export async function closeBatchesOfJob(db: Queryable, jobId: string, at: Date): Promise<void> {
  await runQuery(
    db,
    `UPDATE retrain_batch AS batch SET finished_at = $2
     WHERE batch.id IN (SELECT batch_id FROM retrain_batch_store WHERE job_id = $1) AND ${IS_DONE}`,
    [jobId, at],
  );
}

/** Tells the batches that wait for this job that it has ended; its lane must be held. */
export async function endRequests(db: Queryable, jobId: string): Promise<void> {
  await runQuery(db, "UPDATE retrain_batch_store SET state = 'ENDED' WHERE job_id = $1 AND state = 'OPEN'", [
    jobId,
  ]);
}
