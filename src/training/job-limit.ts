import { runQuery, type Queryable } from "../database/pool.js";
import { endRequests } from "./batch-ends.js";
import { notifyEvents } from "./event-messages.js";
import { JOB_COLUMNS, toFailureColumn, toJob, type JobRow } from "./job-rows.js";
import type { RetrainFailure, RetrainJob } from "./types.js";

/** From a job's first start, s: no attempt begins later. */
export const DEFAULT_JOB_LIMIT_SECONDS = 300;

/** Jobs `job` of the query whose time is over, by the database's clock. */
const TIME_OVER = "job.limit_counts_from + make_interval(secs => $2) <= clock_timestamp()";

/** Whether no further attempt at the job may begin. */
export async function isTimeOver(client: Queryable, id: string, limitSeconds: number): Promise<boolean> {
  const rows = await runQuery(client, `SELECT FROM retrain_job job WHERE job.id = $1 AND ${TIME_OVER}`, [
    id,
    limitSeconds,
  ]);
  return rows.length > 0;
}

/** Fails a job that waits and whose time is over, its lane held; one that runs is taken over from a dead worker and gets its time anew. */
export async function failLateJob(
  client: Queryable,
  id: string,
  at: Date,
  limitSeconds: number,
): Promise<RetrainJob | null> {
  const [before] = await runQuery<Pick<JobRow, "failure">>(
    client,
    `SELECT job.failure FROM retrain_job job WHERE job.id = $1 AND job.status = 'QUEUED' AND ${TIME_OVER}`,
    [id, limitSeconds],
  );
  if (!before) return null;
  const failure = makeTimeOut(limitSeconds, before.failure);
  const [row] = await runQuery<JobRow>(
    client,
    `UPDATE retrain_job AS job SET status = 'FAILED', failure = $2, finished_at = $3, changed_at = clock_timestamp()
     WHERE job.id = $1 AND job.status = 'QUEUED' RETURNING ${JOB_COLUMNS}`,
    [id, toFailureColumn(failure), at],
  );
  if (!row) return null;
  const job = toJob(row);
  await endRequests(client, id);
  await notifyEvents(client, [{ kind: "FAILED", job, at, willRetry: false }]);
  return job;
}

/** What a job whose time is over says of itself, and of its last attempt. */
export function makeTimeOut(limitSeconds: number, last: RetrainFailure | null): RetrainFailure {
  const limit = `The job was not done within its limit of ${limitSeconds} s (STORECAST_JOB_LIMIT_SECONDS).`;
  const attempt = last === null ? "" : ` Its last attempt: ${last.code}: ${last.message}`;
  return { code: "TIMED_OUT", message: limit + attempt, isRetryable: true };
}
