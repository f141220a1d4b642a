import type pg from "pg";
import type { Logger } from "pino";

import { runAlone } from "../database/advisory-lock.js";
import { LOCK_KEYS } from "../database/lock-keys.js";
import { runQuery } from "../database/pool.js";
import { handOver } from "./hand-over.js";
import { findLost, loadNeverHandedOver } from "./lost-jobs.js";
import type { QueueEntry, RetrainQueue } from "./queue.js";
import type { RetrainBatches } from "./retrain-batches.js";

/** What the reconciliation works with. */
export interface ReconcileOptions {
  pool: pg.Pool;
  queue: RetrainQueue;
  batches: Pick<RetrainBatches, "finishIfDone">;
  logger: Pick<Logger, "warn">;
  /** How long a job may run that the queue does not know before it counts as lost, ms. */
  lostAfterMs: number;
  /** Longest pause before another attempt, ms. */
  longestBackoffMs: number;
}

/**
 * Brings rows, queue and runs together again after a process died between two of its steps, or the queue lost what it held: jobs that
 * the queue does not know are handed over, jobs whose moment has come are let go, batches whose jobs have all ended are finished. Costs a
 * fixed number of statements where nothing is wrong, however many jobs wait. Any number of workers may ask for it: one at a time does it.
 */
export async function reconcile(options: ReconcileOptions): Promise<void> {
  await runAlone(options.pool, LOCK_KEYS.reconciliation, async () => {
    await handOverNew(options);
    await handOverLost(options);
    await promoteDue(options);
    await finishBatches(options);
  });
}

async function handOverNew({ pool, queue, logger }: ReconcileOptions): Promise<void> {
  for (;;) {
    const { entries, isLast } = await loadNeverHandedOver(pool);
    if (entries.length === 0) return;
    logger.warn({ jobs: entries.length }, "jobs that never reached the queue are handed over");
    await handOver(pool, queue, entries);
    if (isLast) return;
  }
}

async function handOverLost({ pool, queue, logger, lostAfterMs }: ReconcileOptions): Promise<void> {
  const lost = [...(await findLost(pool, queue)), ...(await findLostRunning(pool, queue, lostAfterMs))];
  if (lost.length === 0) return;
  logger.warn({ jobs: lost.length }, "jobs that the queue has lost are handed over again");
  await handOver(pool, queue, lost);
}

/**
 * A job that runs but that the queue does not know: its worker has noticed and stopped, or is dead. Whoever takes it over has the right
 * to it from then on.
 */
async function findLostRunning(
  pool: pg.Pool,
  queue: RetrainQueue,
  lostAfterMs: number,
): Promise<QueueEntry[]> {
  const running = await runQuery<QueueEntry>(
    pool,
    `SELECT id, priority FROM retrain_job
     WHERE status = 'RUNNING' AND changed_at < clock_timestamp() - $1 * interval '1 ms'`,
    [lostAfterMs],
  );
  const missing = new Set(await queue.findMissing(running.map(({ id }) => id)));
  return running.filter(({ id }) => missing.has(id));
}

/** Redis lets jobs go by the clock of the worker that put them off, and that may be wrong by an hour. */
async function promoteDue({ pool, queue, longestBackoffMs, logger }: ReconcileOptions): Promise<void> {
  const delayed = await queue.loadDelayedIds();
  if (delayed.size === 0) return;
  const due = await runQuery<{ id: string }>(
    pool,
    `SELECT id FROM retrain_job
     WHERE id = ANY ($1::uuid[]) AND changed_at < clock_timestamp() - $2 * interval '1 ms'
       AND (status = 'RUNNING' OR status = 'QUEUED' AND NOT EXISTS (
         SELECT FROM retrain_job other WHERE other.store_id = retrain_job.store_id AND other.status = 'RUNNING'))`,
    [[...delayed], longestBackoffMs],
  );
  if (due.length === 0) return;
  logger.warn({ jobs: due.length }, "jobs that waited longer than they should are let go");
  await queue.promote(due.map(({ id }) => id));
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
