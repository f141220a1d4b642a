import { runQuery, type Queryable } from "../database/pool.js";
import type { QueueEntry, RetrainQueue } from "./queue.js";

/** Jobs that one statement reads. */
const PAGE = 5_000;
/** The jobs that have waited longest are looked for each time, whatever the counts say. */
const SAMPLE = 100;

/** What of the queue is looked at. */
type Looked = Pick<RetrainQueue, "countLive" | "loadLiveIds" | "findMissing">;

/** Jobs that were asked for but whose hand-over nobody noted. A job that must wait for another of its store is none of them. */
export async function loadNeverHandedOver(
  db: Queryable,
): Promise<{ entries: QueueEntry[]; isLast: boolean }> {
  const entries = await runQuery<QueueEntry>(
    db,
    `SELECT id, priority FROM retrain_job job
     WHERE status = 'QUEUED' AND handed_over_at IS NULL AND NOT EXISTS (
       SELECT FROM retrain_job other WHERE other.store_id = job.store_id AND other.status = 'RUNNING')
     ORDER BY seq LIMIT $1`,
    [PAGE],
  );
  return { entries, isLast: entries.length < PAGE };
}

/**
 * Jobs that were handed over and wait, but that the queue does not know. Every job is looked for only where the queue holds fewer than there
 * are; a loss that the count hides is found among those that have waited longest, for that is where a lost job ends up.
 */
export async function findLost(db: Queryable, queue: Looked): Promise<QueueEntry[]> {
  const before = await countActive(db);
  if (before === 0) return [];
  const held = await queue.countLive();
  // Jobs come and go meanwhile: what is missing must be missing from both counts.
  const isShort = held < Math.min(before, await countActive(db));
  return isShort ? await compareAll(db, queue) : await compareOldest(db, queue);
}

async function countActive(db: Queryable): Promise<number> {
  const [row] = await runQuery<{ waiting: number; running: number }>(
    db,
    `SELECT (SELECT count(*) FROM retrain_job WHERE status = 'QUEUED' AND handed_over_at IS NOT NULL) AS waiting,
       (SELECT count(*) FROM retrain_job WHERE status = 'RUNNING') AS running`,
  );
  return row ? row.waiting + row.running : 0;
}

async function compareOldest(db: Queryable, queue: Looked): Promise<QueueEntry[]> {
  const oldest = await loadWaiting(db, 0, SAMPLE);
  return await keepMissing(oldest, queue);
}

async function compareAll(db: Queryable, queue: Looked): Promise<QueueEntry[]> {
  const live = await queue.loadLiveIds();
  const lost: QueueEntry[] = [];
  for (let after = 0; ;) {
    const page = await loadWaiting(db, after, PAGE);
    const suspects = page.filter(({ id }) => !live.has(id));
    lost.push(...(await keepMissing(suspects, queue)));
    const last = page.at(-1);
    if (!last || page.length < PAGE) return lost;
    after = last.seq;
  }
}

async function loadWaiting(
  db: Queryable,
  after: number,
  limit: number,
): Promise<(QueueEntry & { seq: number })[]> {
  return await runQuery(
    db,
    `SELECT id, priority, seq FROM retrain_job
     WHERE status = 'QUEUED' AND handed_over_at IS NOT NULL AND seq > $1 ORDER BY seq LIMIT $2`,
    [after, limit],
  );
}

async function keepMissing(entries: readonly QueueEntry[], queue: Looked): Promise<QueueEntry[]> {
  const missing = new Set(await queue.findMissing(entries.map(({ id }) => id)));
  return entries.filter(({ id }) => missing.has(id)).map(({ id, priority }) => ({ id, priority }));
}
