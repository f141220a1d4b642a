import { runQuery, type Queryable } from "../database/pool.js";
import type { QueueEntry, RetrainQueue } from "./queue.js";

/**
 * Gives jobs to the queue and notes that it took them. Whoever dies before the note is made up for by the reconciliation; a job
 * that is in the queue already stays as it is.
 *
 * @throws ServiceUnavailableError("queue") or ("database")
 */
export async function handOver(
  db: Queryable,
  queue: Pick<RetrainQueue, "add">,
  entries: readonly QueueEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await queue.add(entries);
  await runQuery(
    db,
    "UPDATE retrain_job SET handed_over_at = clock_timestamp() WHERE id = ANY ($1::uuid[])",
    [entries.map(({ id }) => id)],
  );
}
