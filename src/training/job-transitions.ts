import type pg from "pg";

import { runQuery, transaction, type Queryable } from "../database/pool.js";
import { noteChampionsMoved } from "../database/state-versions.js";
import { endRequests } from "./batch-ends.js";
import { notifyEvents } from "./event-messages.js";
import { DEFAULT_JOB_LIMIT_SECONDS, failLateJob, isTimeOver, makeTimeOut } from "./job-limit.js";
import { JOB_COLUMNS, toFailureColumn, toJob, type JobRow, type TrainingRecord } from "./job-rows.js";
import type { QueueEntry } from "./queue.js";
import type { RetrainFailure, RetrainJob } from "./types.js";

/** Progress of a job, 0 to 1, by the step that is done. */
export const PROGRESS = { claimed: 0.05, fitted: 0.4 } as const;

/** An attempt at a job. Only its holder may move the job on: a later attempt takes that right away. */
export interface Attempt {
  job: RetrainJob;
  /** Number of the attempt, 1 or more. */
  number: number;
  /** `Store.dataRevision` when the attempt began. */
  dataRevision: number;
  /** W3C `traceparent` of the request that made the job; null where it was not traced. */
  traceParent: string | null;
}

export type ClaimResult =
  | { kind: "claimed"; attempt: Attempt }
  /** Another job of the store runs. */
  | { kind: "blocked" }
  /** The job has ended before. */
  | { kind: "ended"; batchId: string }
  /** Its time is over: it has failed instead. */
  | { kind: "timed out"; end: AttemptEnd }
  | { kind: "unknown" };

/** What the end of an attempt leaves to do. */
export interface AttemptEnd {
  job: RetrainJob;
  /** Whether the job waits for another attempt. */
  willRetry: boolean;
  /** The store's next job, which waited for this one; null without one. */
  followUp: QueueEntry | null;
}

/**
 * Moves jobs from state to state, each step one transaction that also tells everybody. The steps that end an attempt answer null when
 * the attempt has lost its job to a later one; nothing changes then.
 */
export interface JobTransitions {
  /** QUEUED (or RUNNING, where a worker has died) to RUNNING, remembering the data that this attempt is about to read. */
  claim(id: string): Promise<ClaimResult>;
  /** Reports a step done; false when the attempt has lost its job. */
  report(attempt: Attempt, progress: number): Promise<boolean>;
  succeed(
    attempt: Attempt,
    outcome: { version: number; promoted: boolean; training: TrainingRecord },
  ): Promise<AttemptEnd | null>;
  /**
   * To QUEUED if it shall be retried, unless newer work of the store waits already; else to FAILED. A job whose time is over is not
   * retried: it has TIMED_OUT.
   */
  fail(
    attempt: Pick<Attempt, "number"> & { job: Pick<RetrainJob, "id"> },
    failure: RetrainFailure,
    shallRetry: boolean,
  ): Promise<AttemptEnd | null>;
  /**
   * RUNNING to QUEUED, for another worker, without a failure. Where newer work of the store waits already the job stays RUNNING, and who
   * takes it from the queue takes it over. False when the attempt has lost its job.
   */
  handBack(attempt: Attempt): Promise<boolean>;
}

/**
 * Makes the steps of jobs.
 *
 * @param now the clock of times that people see; limits count by the database's, which is one for all workers
 * @param jobLimitSeconds from a job's first start; no attempt begins later
 */
export function makeJobTransitions(
  pool: pg.Pool,
  now: () => Date,
  jobLimitSeconds = DEFAULT_JOB_LIMIT_SECONDS,
): JobTransitions {
  return {
    claim: (id) =>
      transaction(pool, async (client) => {
        const storeId = await lockLane(client, id);
        const at = now();
        const late = await failLateJob(client, id, at, jobLimitSeconds);
        if (late) {
          const followUp = storeId === null ? null : await loadFollowUp(client, storeId);
          return { kind: "timed out", end: { job: late, willRetry: false, followUp } };
        }
        const [row] = await runQuery<JobRow & { data_revision: number; trace_parent: string | null }>(
          client,
          `UPDATE retrain_job AS job
           SET status = 'RUNNING', attempts = job.attempts + 1, progress = $2, started_at = $3, failure = NULL,
             limit_counts_from = CASE job.status WHEN 'QUEUED' THEN coalesce(job.limit_counts_from, clock_timestamp())
               ELSE clock_timestamp() END,
             data_through = store.data_through, data_revision = store.data_revision, changed_at = clock_timestamp()
           FROM store
           WHERE job.id = $1 AND store.id = job.store_id AND job.status IN ('QUEUED', 'RUNNING')
             AND NOT EXISTS (
               SELECT FROM retrain_job other
               WHERE other.store_id = job.store_id AND other.status = 'RUNNING' AND other.id <> job.id
             )
           RETURNING ${JOB_COLUMNS}, job.data_revision, job.trace_parent`,
          [id, PROGRESS.claimed, at],
        );
        if (!row) return await explainRefusal(client, id);
        const job = toJob(row);
        await notifyEvents(client, [{ kind: "RUNNING", job, at }]);
        const { attempts: number, data_revision: dataRevision, trace_parent: traceParent } = row;
        return { kind: "claimed", attempt: { job, number, dataRevision, traceParent } };
      }),

    report: (attempt, progress) =>
      transaction(pool, async (client) => {
        const [row] = await runQuery<JobRow>(
          client,
          `UPDATE retrain_job AS job SET progress = greatest(job.progress, $3), changed_at = clock_timestamp()
           WHERE job.id = $1 AND job.attempts = $2 AND job.status = 'RUNNING' RETURNING ${JOB_COLUMNS}`,
          [attempt.job.id, attempt.number, progress],
        );
        if (row) await notifyEvents(client, [{ kind: "RUNNING", job: toJob(row), at: now() }]);
        return row !== undefined;
      }),

    succeed: (attempt, { version, promoted, training }) =>
      transaction(pool, async (client) => {
        await lockLane(client, attempt.job.id);
        const at = now();
        const [row] = await runQuery<JobRow>(
          client,
          `UPDATE retrain_job AS job
           SET status = 'SUCCEEDED', progress = 1, finished_at = $3, version = $4, promoted = $5, training = $6,
             changed_at = clock_timestamp()
           WHERE job.id = $1 AND job.attempts = $2 AND job.status = 'RUNNING' RETURNING ${JOB_COLUMNS}`,
          [attempt.job.id, attempt.number, at, version, promoted, JSON.stringify(training)],
        );
        if (!row) return null;
        const job = toJob(row);
        await endRequests(client, job.id);
        await notifyEvents(client, [{ kind: "SUCCEEDED", job, at }]);
        const followUp = await loadFollowUp(client, job.storeId);
        // Last: all that move champions wait for each other from here to the commit.
        await noteNewVersion(client, job.storeId);
        return { job, willRetry: false, followUp };
      }),

    fail: (attempt, failure, shallRetry) =>
      transaction(pool, async (client) => {
        const storeId = await lockLane(client, attempt.job.id);
        const followUp = storeId === null ? null : await loadFollowUp(client, storeId);
        const isLate = shallRetry && (await isTimeOver(client, attempt.job.id, jobLimitSeconds));
        const willRetry = shallRetry && followUp === null && !isLate;
        const told = isLate ? makeTimeOut(jobLimitSeconds, failure) : failure;
        const at = now();
        const [row] = await runQuery<JobRow>(
          client,
          `UPDATE retrain_job AS job
           SET status = $3, failure = $4, finished_at = $5, changed_at = clock_timestamp(),
             progress = CASE WHEN $5::timestamptz IS NULL THEN 0 ELSE job.progress END
           WHERE job.id = $1 AND job.attempts = $2 AND job.status = 'RUNNING' RETURNING ${JOB_COLUMNS}`,
          [
            attempt.job.id,
            attempt.number,
            willRetry ? "QUEUED" : "FAILED",
            toFailureColumn(told),
            willRetry ? null : at,
          ],
        );
        if (!row) return null;
        const job = toJob(row);
        if (!willRetry) await endRequests(client, job.id);
        await notifyEvents(client, [{ kind: "FAILED", job, at, willRetry }]);
        return { job, willRetry, followUp };
      }),

    handBack: (attempt) =>
      transaction(pool, async (client) => {
        const storeId = await lockLane(client, attempt.job.id);
        const followUp = storeId === null ? null : await loadFollowUp(client, storeId);
        const [row] = await runQuery<JobRow>(
          client,
          `UPDATE retrain_job AS job
           SET status = $3, progress = 0, limit_counts_from = NULL, changed_at = clock_timestamp()
           WHERE job.id = $1 AND job.attempts = $2 AND job.status = 'RUNNING' RETURNING ${JOB_COLUMNS}`,
          [attempt.job.id, attempt.number, followUp === null ? "QUEUED" : "RUNNING"],
        );
        if (row && !followUp) await notifyEvents(client, [{ kind: "QUEUED", job: toJob(row), at: now() }]);
        return row !== undefined;
      }),
  };
}

/** Takes the lane of the job's store; answers the store's id, null for a job that does not exist. */
async function lockLane(client: Queryable, jobId: string): Promise<number | null> {
  const [row] = await runQuery<{ store_id: number }>(
    client,
    `SELECT lane.store_id FROM retrain_job job JOIN retrain_lane lane USING (store_id)
     WHERE job.id = $1 FOR UPDATE OF lane`,
    [jobId],
  );
  return row?.store_id ?? null;
}

/** A new version changes what is said of its store, champion or not. */
async function noteNewVersion(client: Queryable, storeId: number): Promise<void> {
  const [store] = await runQuery<{ code: string }>(client, "SELECT code FROM store WHERE id = $1", [storeId]);
  if (store) await noteChampionsMoved(client, [store.code]);
}

async function loadFollowUp(client: Queryable, storeId: number): Promise<QueueEntry | null> {
  const [row] = await runQuery<{ id: string; priority: number }>(
    client,
    "SELECT id, priority FROM retrain_job WHERE store_id = $1 AND status = 'QUEUED'",
    [storeId],
  );
  return row ?? null;
}

async function explainRefusal(client: Queryable, id: string): Promise<ClaimResult> {
  const [row] = await runQuery<Pick<JobRow, "status" | "batch_id">>(
    client,
    "SELECT status, batch_id FROM retrain_job WHERE id = $1",
    [id],
  );
  if (!row) return { kind: "unknown" };
  if (row.status === "QUEUED" || row.status === "RUNNING") return { kind: "blocked" };
  return { kind: "ended", batchId: row.batch_id };
}
