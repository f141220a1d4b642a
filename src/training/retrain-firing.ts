import { runQuery, transaction, type Queryable } from "../database/pool.js";
import type { Store } from "../stores/types.js";
import type { RetrainOutcome } from "./types.js";
import type { RetrainScheduleOptions } from "./retrain-schedule.js";

/** Who asks when nobody does. */
const REQUESTED_BY = "schedule";

type FiringOptions = Pick<RetrainScheduleOptions, "pool" | "catalogue" | "retrain" | "logger">;

/**
 * Does a firing unless it has been done. Its row is held while the stores are asked for; a worker that dies after that has them asked
 * for again, which queues nothing twice.
 *
 * @returns whether it is done; false while another worker is at it
 */
export async function fireOnce(options: FiringOptions, firedFor: Date): Promise<boolean> {
  const { pool, logger } = options;
  await runQuery(pool, "INSERT INTO retrain_firing (fired_for) VALUES ($1) ON CONFLICT DO NOTHING", [
    firedFor,
  ]);
  return await transaction(pool, async (client) => {
    const [mine] = await runQuery<{ ended_at: Date | null }>(
      client,
      "SELECT ended_at FROM retrain_firing WHERE fired_for = $1 FOR UPDATE SKIP LOCKED",
      [firedFor],
    );
    if (!mine) return false;
    if (mine.ended_at) return true;
    const { batchId, ...counts } = await requestStale(options);
    await runQuery(
      client,
      `UPDATE retrain_firing SET batch_id = $2, outcome = 'requested', ended_at = clock_timestamp() WHERE fired_for = $1`,
      [firedFor, batchId],
    );
    logger.info({ firedFor, batch: batchId, ...counts }, "the schedule asked for retrains");
    return true;
  });
}

/** Notes that a firing was missed for too long. */
export async function skipFiring({ pool, logger }: FiringOptions, firedFor: Date): Promise<void> {
  const skipped = await runQuery(
    pool,
    `INSERT INTO retrain_firing (fired_for, outcome, ended_at) VALUES ($1, 'skipped', clock_timestamp())
     ON CONFLICT (fired_for) DO UPDATE SET outcome = 'skipped', ended_at = clock_timestamp()
     WHERE retrain_firing.ended_at IS NULL RETURNING 1`,
    [firedFor],
  );
  if (skipped.length > 0) {
    logger.warn(
      { firedFor },
      "the schedule was due more than an hour ago, while no worker could ask, and is skipped",
    );
  }
}

async function requestStale({ pool, catalogue, retrain }: FiringOptions) {
  const [stores, hopeless] = await Promise.all([catalogue.listStores({}), loadHopeless(pool)]);
  const wanted = stores.filter(({ id, dataThrough }) => dataThrough !== null && !hopeless.has(id));
  const { batch, results } = await retrain.request({
    ...{ stores: wanted, force: false, requestedBy: REQUESTED_BY, trigger: "schedule" },
  });
  const count = (wanted: RetrainOutcome) => results.filter(({ outcome }) => outcome === wanted).length;
  return {
    batchId: batch?.id ?? null,
    ...{ enqueued: count("ENQUEUED"), deduplicated: count("DEDUPLICATED"), upToDate: count("UP_TO_DATE") },
    hopeless: hopeless.size,
  };
}

/** Stores whose latest training failed for good on the very data they have: they would fail again every time. */
async function loadHopeless(db: Queryable): Promise<Set<Store["id"]>> {
  const rows = await runQuery<{ id: number }>(
    db,
    `SELECT store.id FROM store JOIN LATERAL (
       SELECT status, failure, data_through, data_revision FROM retrain_job
       WHERE store_id = store.id ORDER BY seq DESC LIMIT 1
     ) job ON true
     WHERE job.status = 'FAILED' AND job.failure ->> 'isRetryable' = 'false'
       AND job.data_revision = store.data_revision AND job.data_through IS NOT DISTINCT FROM store.data_through`,
  );
  return new Set(rows.map(({ id }) => id));
}
