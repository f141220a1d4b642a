import { DelayedError, UnrecoverableError, WaitingError, type Job } from "bullmq";
import type pg from "pg";
import type { Logger } from "pino";
import { handOver } from "./hand-over.js";
import type { Attempt, AttemptEnd, JobTransitions } from "./job-transitions.js";
import { onAbort, runLimitedAttempt } from "./limited-attempt.js";
import type { RetrainQueue } from "./queue.js";
import { AttemptLostError, HandedBackError, toRetrainFailure } from "./retrain-failure.js";
import { retrainStore, type RetrainStoreOptions } from "./retrain-store.js";

/** What a worker does its jobs with. */
export interface JobWorkOptions {
  pool: pg.Pool;
  queue: RetrainQueue;
  transitions: JobTransitions;
  /** What the training of a store works with, beside the log. */
  training: Omit<RetrainStoreOptions, "logger">;
  logger: Logger;
  attemptLimitMs: number;
  /** Aborts once jobs are to be handed back. */
  stopping: AbortSignal;
  /** Whether no further job is to be begun. */
  isClosing: () => boolean;
}

/** What a worker does with the jobs that it is handed. */
export interface JobWork {
  /**
   * Does a job to the end of an attempt, and says what became of it in the database.
   *
   * @param token BullMQ's proof that the job is this worker's
   * @param lost aborts once it is not any more
   * @throws what tells BullMQ what is next: the error of an attempt that is to be repeated, or BullMQ's own
   */
  work(job: Job, token: string | undefined, lost: AbortSignal): Promise<void>;
  /** What every end of a job owes to others. None of it changes the job, so a failure waits for the next reconciliation. */
  settle(end: AttemptEnd): Promise<void>;
  /** A worker that stops waits no longer for what others can do as well. */
  untilStopped<T>(work: Promise<T>): Promise<T>;
}

/** Pause before a job looks again whether another of its store still runs, ms. */
const BLOCKED_RETRY_MS = 1_000;
/** A retry goes before background work that has not begun: behind a fleet it would wait its job's time away. */
const RETRY_PRIORITY = 5;

export function makeJobWork(options: JobWorkOptions): JobWork {
  const { pool, queue, transitions, training, logger, attemptLimitMs, stopping, isClosing } = options;
  const { batches, observer, now } = training;

  async function settle({ job, followUp }: AttemptEnd): Promise<void> {
    observer.jobEnded(job);
    try {
      if (followUp) await handOver(pool, queue, [followUp]);
      await untilStopped(observer.phase("finish", () => batches.finishAfter(job)));
    } catch (error) {
      logger.warn(
        { err: error, job: job.id, batch: job.batchId },
        "what follows a job is left to the reconciliation",
      );
    }
  }

  async function untilStopped<T>(work: Promise<T>): Promise<T> {
    let ignore: () => void = () => undefined;
    const stopped = new Promise<never>((_, reject) => {
      ignore = onAbort(stopping, () => reject(stopping.reason as Error));
    });
    return await Promise.race([work, stopped]).finally(ignore);
  }

  async function handBack(job: Job, token: string | undefined, attempt: Attempt): Promise<void> {
    if (!(await transitions.handBack(attempt))) return;
    logger.info(idsOf(attempt), "a job was handed back");
    await putBack(job, token);
  }

  /** At the front of its priority, and at once. */
  async function putBack(job: Job, token: string | undefined): Promise<never> {
    await job.moveToWait(token);
    throw new WaitingError();
  }

  async function fail(job: Job, attempt: Attempt, error: unknown): Promise<void> {
    const hasAttemptsLeft = job.attemptsMade + 1 < (job.opts.attempts ?? 1);
    const failure = toRetrainFailure(error);
    const end = await transitions.fail(attempt, failure, failure.isRetryable && hasAttemptsLeft);
    logger.warn({ err: error, ...idsOf(attempt), willRetry: end?.willRetry ?? false }, "a training failed");
    if (!end) return;
    if (end.willRetry) {
      await job.changePriority({ priority: Math.min(job.priority, RETRY_PRIORITY) });
      throw error;
    }
    await settle(end);
    throw new UnrecoverableError(failure.message);
  }

  async function work(job: Job, token: string | undefined, signal: AbortSignal): Promise<void> {
    if (job.id === undefined) throw new UnrecoverableError("A job without an id is none of ours.");
    // A fetch that was on its way when the worker was told to stop may bring one more, even the one just handed back.
    if (isClosing()) return await putBack(job, token);
    const claim = await transitions.claim(job.id);
    if (claim.kind === "unknown") throw new UnrecoverableError(`There is no retrain job ${job.id}.`);
    if (claim.kind === "ended") return await untilStopped(batches.finishIfDone(claim.batchId));
    if (claim.kind === "timed out") {
      const { batchId: batch, failure } = claim.end.job;
      logger.warn({ job: job.id, batch, failure }, "a job's time was over");
      await settle(claim.end);
      throw new UnrecoverableError("The job's time is over.");
    }
    if (claim.kind === "blocked") {
      await job.moveToDelayed((job.processedOn ?? now().getTime()) + BLOCKED_RETRY_MS, token);
      throw new DelayedError();
    }
    const { attempt } = claim;
    const own = { ...training, logger: logger.child(idsOf(attempt)) };
    try {
      await observer.attempt(attempt, async () => {
        const outcome = await runLimitedAttempt((ended) => retrainStore(own, attempt, ended), {
          limitMs: attemptLimitMs,
          lost: signal,
          stopping,
        });
        const end = await transitions.succeed(attempt, outcome);
        if (end) await settle(end);
      });
    } catch (error) {
      if (error instanceof HandedBackError) return await handBack(job, token, attempt);
      if (error instanceof AttemptLostError) {
        logger.warn({ err: error, ...idsOf(attempt) }, "an attempt lost its job to another worker");
        return;
      }
      await fail(job, attempt, error);
    }
  }

  return { work, settle, untilStopped };
}

/** What every line of the log about an attempt says. */
function idsOf({ job, number }: Attempt): { job: string; batch: string; attempt: number } {
  return { job: job.id, batch: job.batchId, attempt: number };
}
