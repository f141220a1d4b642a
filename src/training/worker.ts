import { DelayedError, UnrecoverableError, WaitingError, type Job } from "bullmq";
import type pg from "pg";
import type { Logger } from "pino";

import { toDatabaseError } from "../database/database-error.js";
import type { ModelRegistry } from "../mlflow/types.js";
import type { SalesHistory, StoreCatalogue } from "../stores/types.js";
import { makeBatchPainter } from "./batch-pictures.js";
import { makeGivingUp } from "./giving-up.js";
import { handOver } from "./hand-over.js";
import { makeJobTransitions, type Attempt, type AttemptEnd } from "./job-transitions.js";
import { createRetrainQueue, DEFAULT_RETRIES, getLongestBackoffMs, type RetryOptions } from "./queue.js";
import { makeQueueEngine } from "./queue-engine.js";
import { makeRecipeBook } from "./recipe-book.js";
import { reconcile } from "./reconcile.js";
import { makeRegistryOutlook } from "./registry-outlook.js";
import { makeResidualPool } from "./residual-pool.js";
import { hideCommand } from "./redis-server.js";
import { makeRetrainBatches } from "./retrain-batches.js";
import { onAbort, runLimitedAttempt } from "./limited-attempt.js";
import { AttemptLostError, HandedBackError, toRetrainFailure } from "./retrain-failure.js";
import { retrainStore } from "./retrain-store.js";
import { startRepeating } from "./repeating.js";
import { createTrainingThreads, type TrainingThreads } from "./thread-pool.js";
import { nobody, type TrainingObserver } from "./training-observer.js";

/** What a worker works with, and how hard. */
export interface RetrainWorkerOptions {
  /** Connections: at least `concurrency` and two more. */
  pool: pg.Pool;
  /** Where the queue is: `postgresql://...`, which may be the same database, or `redis://...`. */
  url: string;
  catalogue: Pick<StoreCatalogue, "loadStoresById">;
  history: Pick<SalesHistory, "loadHistories" | "loadDays">;
  registry: ModelRegistry;
  /** Version of this product. */
  codeVersion: string;
  now: () => Date;
  logger: Logger;
  /** Threads that fit: how many it starts for itself, or those that whoever started them lets it use. */
  threads: number | TrainingThreads;
  /** Stores in flight, most of them waiting for MLflow; 8 by default. */
  concurrency?: number;
  /** Longest attempt, ms: series, fit, and what it asks of the registry; 60,000 by default. */
  attemptLimitMs?: number;
  /** From a job's first start, s: no attempt begins later; 300 by default. */
  jobLimitSeconds?: number;
  /** A job of a dead worker is taken over within one and a half times this, ms; 15,000 by default. */
  lockDurationMs?: number;
  /** Between two reconciliations, ms; 30,000 by default. */
  reconcileIntervalMs?: number;
  retries?: RetryOptions;
  observer?: TrainingObserver;
}

/** A running worker. */
export interface RetrainWorker {
  /** Whether it takes jobs and looks after lost ones: false for one that hangs, and must be started anew. */
  isAlive(): boolean;
  /**
   * Takes no further job, waits for those that run, then lets everything go.
   *
   * @param graceMs jobs that still run after this long are handed back, for another worker; by default they all end here
   */
  close(graceMs?: number): Promise<void>;
}

/** How often the job of a dead worker is taken over before it is given up. */
const MAX_TAKEOVERS = 3;
/** Pause before a job looks again whether another of its store still runs, ms. */
const BLOCKED_RETRY_MS = 1_000;
/** A retry goes before background work that has not begun: behind a fleet it would wait its job's time away. */
const RETRY_PRIORITY = 5;
/** Pause before BullMQ asks again when its database was away, ms. */
const FETCH_RETRY_MS = 1_000;
/** Longest that a reconciliation may take, ms: it may end the run of a fleet in a registry that is slow. */
const LONGEST_TURN_MS = 900_000;

/**
 * Starts a worker: takes jobs from the queue and trains, several stores at a time. Any number of workers may run, on any number of
 * machines. Once started it outlives restarts of the database and of MLflow.
 *
 * @throws ServiceUnavailableError("database") if the queue's database does not answer, ("queue") if its Redis does not;
 * ConfigurationError if that Redis cannot be used
 */
export async function createRetrainWorker(options: RetrainWorkerOptions): Promise<RetrainWorker> {
  const { pool, url, logger, now, attemptLimitMs = 60_000, lockDurationMs = 15_000 } = options;
  const { observer = nobody } = options;
  const onError = (error: Error) =>
    logger.warn({ err: hideCommand(error) }, "the retrain queue reports an error");
  const engine = makeQueueEngine(url);
  for (const issue of await engine.checkServer()) logger.warn(`the Redis of the queue: ${issue}`);
  const { threads, closeThreads } = await getThreads(options);
  const queue = createRetrainQueue({
    url,
    onError,
    ...(options.retries ? { retries: options.retries } : {}),
  });
  const transitions = makeJobTransitions(pool, now, options.jobLimitSeconds);
  const stopping = new AbortController();
  let isClosing = false;
  const paint = makeBatchPainter((plot) => threads.draw(plot), logger);
  const batches = makeRetrainBatches({ ...options, pool, paint });
  const recipes = makeRecipeBook(pool);
  const residualPool = makeResidualPool(pool, () => performance.now());
  const outlook = makeRegistryOutlook(pool, options.registry, () => performance.now());
  const training = { ...options, threads, batches, transitions, recipes, residualPool, outlook, observer };

  /** What every end of a job owes to others. None of it changes the job, so a failure waits for the next reconciliation. */
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

  /** A worker that stops waits no longer for what others can do as well. */
  async function untilStopped<T>(work: Promise<T>): Promise<T> {
    let ignore: () => void = () => undefined;
    const stopped = new Promise<never>((_, reject) => {
      ignore = onAbort(stopping.signal, () => reject(stopping.signal.reason as Error));
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
    if (isClosing) return await putBack(job, token);
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
          ...{ limitMs: attemptLimitMs, lost: signal, stopping: stopping.signal },
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

  let turnBeganMs: number | null = null;
  const longestBackoffMs = getLongestBackoffMs(options.retries ?? DEFAULT_RETRIES);
  const reconciling = startRepeating({
    intervalMs: options.reconcileIntervalMs ?? 30_000,
    run: () => {
      turnBeganMs = performance.now();
      const lostAfterMs = 2 * lockDurationMs;
      return reconcile({ pool, queue, batches, logger, lostAfterMs, longestBackoffMs }).finally(
        () => (turnBeganMs = null),
      );
    },
    onError: (error) => logger.warn({ err: error }, "the reconciliation failed and will be repeated"),
  });
  const worker = engine.createWorker(
    // BullMQ hands out the signal only to functions of three parameters.
    (job, token, signal) => work(job, token, signal ?? new AbortController().signal),
    {
      concurrency: options.concurrency ?? 8,
      lockDuration: lockDurationMs,
      stalledInterval: lockDurationMs / 2,
      maxStalledCount: MAX_TAKEOVERS,
      runRetryDelay: FETCH_RETRY_MS,
    },
  );
  worker.on("error", onError);
  worker.on("lockRenewalFailed", (ids) => {
    for (const id of ids) worker.cancelJob(id, "the lock was lost");
  });
  // A job whose workers died too often fails inside BullMQ, without having been handed to us.
  const giveUp = makeGivingUp({ pool, transitions, logger, settle });
  worker.on("failed", (job) => {
    if (job?.id !== undefined && job.deferredFailure) void giveUp(job.id);
  });
  const close = async (graceMs?: number) => {
    isClosing = true;
    const stop = () => stopping.abort(new HandedBackError("The worker stops."));
    const timer = graceMs === undefined ? undefined : setTimeout(stop, graceMs);
    await Promise.all([untilStopped(reconciling.stop()).catch(ignoreHandBack), worker.close()]);
    clearTimeout(timer);
    await queue.close();
    await closeThreads();
  };
  try {
    await worker.waitUntilReady();
  } catch (error) {
    await close();
    throw toDatabaseError(error);
  }
  const isTurning = () => turnBeganMs === null || performance.now() - turnBeganMs < LONGEST_TURN_MS;
  return { close, isAlive: () => worker.isRunning() && isTurning() };
}

async function getThreads({ threads, logger }: Pick<RetrainWorkerOptions, "threads" | "logger">) {
  if (typeof threads !== "number") return { threads, closeThreads: () => Promise.resolve() };
  const own = await createTrainingThreads({ threads, logger });
  return { threads: own, closeThreads: () => own.close() };
}

/** What every line of the log about an attempt says. */
function idsOf({ job, number }: Attempt): { job: string; batch: string; attempt: number } {
  return { job: job.id, batch: job.batchId, attempt: number };
}

function ignoreHandBack(error: unknown): void {
  if (!(error instanceof HandedBackError)) throw error;
}
