import type pg from "pg";
import type { Logger } from "pino";

import { toDatabaseError } from "../database/database-error.js";
import type { ModelRegistry } from "../mlflow/types.js";
import type { SalesHistory, StoreCatalogue } from "../stores/types.js";
import { makeBatchPainter } from "./batch-pictures.js";
import { makeGivingUp } from "./giving-up.js";
import { makeJobTransitions } from "./job-transitions.js";
import { makeJobWork } from "./job-work.js";
import { createRetrainQueue, DEFAULT_RETRIES, getLongestBackoffMs, type RetryOptions } from "./queue.js";
import { makeQueueEngine } from "./queue-engine.js";
import { makeRecipeBook } from "./recipe-book.js";
import { reconcile } from "./reconcile.js";
import { makeRegistryOutlook } from "./registry-outlook.js";
import { makeResidualPool } from "./residual-pool.js";
import { hideCommand } from "./redis-server.js";
import { makeRetrainBatches } from "./retrain-batches.js";
import { HandedBackError } from "./retrain-failure.js";
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
  const jobs = makeJobWork({
    pool,
    queue,
    transitions,
    training: { ...options, threads, batches, transitions, recipes, residualPool, outlook, observer },
    logger,
    attemptLimitMs,
    stopping: stopping.signal,
    isClosing: () => isClosing,
  });

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
    (job, token, signal) => jobs.work(job, token, signal ?? new AbortController().signal),
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
  const giveUp = makeGivingUp({ pool, transitions, logger, settle: (end) => jobs.settle(end) });
  worker.on("failed", (job) => {
    if (job?.id !== undefined && job.deferredFailure) void giveUp(job.id);
  });
  const close = async (graceMs?: number) => {
    isClosing = true;
    const stop = () => stopping.abort(new HandedBackError("The worker stops."));
    const timer = graceMs === undefined ? undefined : setTimeout(stop, graceMs);
    await Promise.all([jobs.untilStopped(reconciling.stop()).catch(ignoreHandBack), worker.close()]);
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

function ignoreHandBack(error: unknown): void {
  if (!(error instanceof HandedBackError)) throw error;
}
