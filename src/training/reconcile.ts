import type pg from "pg";
import type { Logger } from "pino";

import { runQuery } from "../database/pool.js";
import type { JobTransitions } from "./job-transitions.js";
import type { QueueEntry, RetrainQueue } from "./queue.js";
import type { RetrainBatches } from "./retrain-batches.js";

/** What the reconciliation works with. */
export interface ReconcileOptions {
  pool: pg.Pool;
  queue: RetrainQueue;
  transitions: Pick<JobTransitions, "fail">;
  batches: Pick<RetrainBatches, "finishIfDone">;
  logger: Pick<Logger, "warn">;
}

/**
 * Brings rows, queue and runs together again after a process died between two of its steps: jobs that wait but never reached
 * the queue are handed over, jobs that run but that the queue has given up have crashed, batches whose jobs have all ended are finished.
 * Any number of workers may do it at once.
 */
export async function reconcile(options: ReconcileOptions): Promise<void> {
  await handOverWaiting(options);
  await failCrashed(options);
  await finishBatches(options);
}

async function handOverWaiting({ pool, queue, logger }: ReconcileOptions): Promise<void> {
  const waiting = await runQuery<QueueEntry>(
    pool,
    `SELECT id, priority FROM retrain_job job
     WHERE status = 'QUEUED' AND NOT EXISTS (
       SELECT FROM retrain_job other WHERE other.store_id = job.store_id AND other.status = 'RUNNING')
     ORDER BY seq`,
  );
  if (waiting.length === 0) return;
  const live = await queue.loadLiveIds();
  const missing = waiting.filter(({ id }) => !live.has(id));
  if (missing.length === 0) return;
  logger.warn({ jobs: missing.length }, "jobs that never reached the queue are handed over");
  await queue.add(missing);
}

async function failCrashed({ pool, queue, transitions, logger }: ReconcileOptions): Promise<void> {
  const running = await runQuery<{ id: string; attempts: number }>(
    pool,
    "SELECT id, attempts FROM retrain_job WHERE status = 'RUNNING'",
  );
  for (const { id, attempts } of running) {
    // Asked one by one: a list is not read at one moment, and misses a job that changes its place meanwhile.
    if (await queue.isLive(id)) continue;
    const end = await transitions.fail(
      { job: { id }, number: attempts },
      {
        code: "WORKER_CRASHED",
        message: "The workers that ran this job died, each time, before it was done.",
        isRetryable: true,
      },
      false,
    );
    if (!end) continue;
    logger.warn({ job: id, attempts }, "a job whose workers died was given up");
    if (end.followUp) await queue.add([end.followUp]);
  }
}

async function finishBatches({ pool, batches, logger }: ReconcileOptions): Promise<void> {
  const open = await runQuery<{ id: string }>(
    pool,
    `SELECT id FROM retrain_batch batch WHERE finished_at IS NULL AND NOT EXISTS (
       SELECT FROM retrain_job WHERE batch_id = batch.id AND status IN ('QUEUED', 'RUNNING'))
     ORDER BY created_at`,
  );
  for (const { id } of open) {
    try {
      await batches.finishIfDone(id);
    } catch (error) {
      // A run that somebody has deleted must not keep the others from their end.
      logger.warn({ err: error, batch: id }, "a batch could not be finished and will be tried again");
    }
  }
}
