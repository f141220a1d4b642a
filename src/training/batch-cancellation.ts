import type pg from "pg";

import { runQuery, transaction, type Queryable } from "../database/pool.js";
import { BATCH_COLUMNS, toBatch, type BatchRow } from "./batch-rows.js";
import type { CancelResult } from "./batch-types.js";
import { decideCancel, type CancelDecision } from "./cancel-rule.js";
import { notifyEvents } from "./event-messages.js";
import { isJobId, JOB_COLUMNS, toJob, type JobRow } from "./job-rows.js";
import { lockLanes } from "./request-state.js";
import type { RetrainJob } from "./types.js";

/** What was cancelled, and the jobs that have ended by it. */
export type Cancellation =
  | (Extract<CancelResult, { kind: "cancelled" }> & { cancelledJobs: RetrainJob[] })
  | Exclude<CancelResult, { kind: "cancelled" }>;

/**
 * Cancels a batch in one transaction, a fixed number of statements whatever its size. It holds the batch's row first and the
 * lanes of its waiting stores after: whoever joins, claims or ends one of their jobs comes before or after it, never between.
 */
export async function cancelInDatabase(
  pool: pg.Pool,
  batchId: string,
  { by, at }: { by: string; at: Date },
): Promise<Cancellation> {
  if (!isJobId(batchId)) return { kind: "unknown" };
  return await transaction(pool, async (client): Promise<Cancellation> => {
    const [found] = await runQuery<BatchRow>(
      client,
      `SELECT ${BATCH_COLUMNS} FROM retrain_batch batch WHERE batch.id = $1 FOR UPDATE`,
      [batchId],
    );
    if (!found) return { kind: "unknown" };
    const batch = toBatch(found);
    if (batch.finishedAt !== null || batch.cancelledAt !== null) return { kind: "finished", batch };

    const open = await lockOpenRequests(client, batchId);
    if (open.length === 0) return { kind: "finished", batch };
    const idsOf = (decision: CancelDecision) =>
      open.flatMap(({ id, status, request_count: requestCount }) =>
        decideCancel({ status, requestCount }) === decision ? [id] : [],
      );
    const cancelledJobs = await withdraw(client, batchId, idsOf("WITHDRAW"), idsOf("CANCEL_JOB"), at);
    await runQuery(client, "UPDATE retrain_batch SET cancelled_at = $2, cancelled_by = $3 WHERE id = $1", [
      batchId,
      at,
      by,
    ]);
    await notifyEvents(
      client,
      cancelledJobs.map((job) => ({ kind: "CANCELLED", job, at })),
    );
    return { kind: "cancelled", batch: { ...batch, cancelledAt: at, cancelledBy: by }, cancelledJobs };
  });
}

type OpenRequest = Pick<JobRow, "id" | "status" | "request_count">;

/** What the batch still waits for, as it stands while the stores' lanes are held. */
async function lockOpenRequests(client: Queryable, batchId: string): Promise<OpenRequest[]> {
  const stores = await runQuery<{ store_id: number }>(
    client,
    "SELECT store_id FROM retrain_batch_store WHERE batch_id = $1 AND state = 'OPEN'",
    [batchId],
  );
  await lockLanes(
    client,
    stores.map((store) => store.store_id),
  );
  return await runQuery<OpenRequest>(
    client,
    `SELECT job.id, job.status, job.request_count
     FROM retrain_batch_store asked JOIN retrain_job job ON job.id = asked.job_id
     WHERE asked.batch_id = $1 AND asked.state = 'OPEN'`,
    [batchId],
  );
}

async function withdraw(
  client: Queryable,
  batchId: string,
  joinedIds: readonly string[],
  ownIds: readonly string[],
  at: Date,
): Promise<RetrainJob[]> {
  const ids = [...joinedIds, ...ownIds];
  await runQuery(
    client,
    "UPDATE retrain_batch_store SET state = 'WITHDRAWN' WHERE batch_id = $1 AND job_id = ANY ($2::uuid[])",
    [batchId, ids],
  );
  await runQuery(
    client,
    "UPDATE retrain_job SET request_count = request_count - 1 WHERE id = ANY ($1::uuid[])",
    [joinedIds],
  );
  const rows = await runQuery<JobRow>(
    client,
    `UPDATE retrain_job AS job
     SET status = 'CANCELLED', request_count = 0, finished_at = $2, changed_at = clock_timestamp()
     WHERE job.id = ANY ($1::uuid[]) RETURNING ${JOB_COLUMNS}`,
    [ownIds, at],
  );
  return rows.map(toJob);
}
