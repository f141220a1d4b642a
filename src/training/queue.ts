import type { JobType, Queue } from "bullmq";

import { ServiceUnavailableError } from "../errors.js";
import { withinLimit } from "../time-limit.js";
import { makeQueueEngine, QUEUE_NAME } from "./queue-engine.js";
import { hideCommand } from "./redis-server.js";

/** Order in which queued work starts: the smaller first. */
export const PRIORITY = { person: 1, background: 10 } as const;

/** A job to hand to the workers. */
export interface QueueEntry {
  /** Id of the job's row, and of BullMQ's job. */
  id: string;
  /** 1 or more; the smaller first. */
  priority: number;
}

/**
 * The queue proper: carries job ids to workers. It holds only work that is not done; what a job is and what came of it says its row.
 * Throws ServiceUnavailableError("queue", ...).
 */
export interface RetrainQueue {
  /** Hands jobs to the workers; one that is there already stays as it is. */
  add(entries: readonly QueueEntry[]): Promise<void>;
  /** Moves waiting jobs forward; those that no longer wait stay as they are. */
  raise(entries: readonly QueueEntry[]): Promise<void>;
  /** Takes jobs out that wait or wait for a retry; those that run, and those that are not there, stay as they are. */
  remove(ids: readonly string[]): Promise<void>;
  /** How many jobs wait, run or wait for a retry. */
  countLive(): Promise<number>;
  /**
   * Ids of all jobs that wait, run or wait for a retry, read in pages. A job that changes its place meanwhile may be missing: ask
   * {@link isLive} before it counts as lost.
   */
  loadLiveIds(): Promise<Set<string>>;
  /** Whether this job waits, runs or waits for a retry. */
  isLive(id: string): Promise<boolean>;
  /** Those of the jobs that are not live. */
  findMissing(ids: readonly string[]): Promise<string[]>;
  /** Ids of jobs that wait for a moment: for a retry, or until another job of their store is done. */
  loadDelayedIds(): Promise<Set<string>>;
  /** Lets jobs go before their moment has come; those that wait for none stay as they are. */
  promote(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Retries of a failed attempt. */
export interface RetryOptions {
  /** Attempts in all, the first included. */
  attempts: number;
  /** Wait before the second attempt, ms; doubles each time, up to half of it taken off at random. */
  backoffMs: number;
}

export const DEFAULT_RETRIES: RetryOptions = { attempts: 5, backoffMs: 1_000 };

/** BullMQ adds a whole batch in one statement, so batches stay of a size that it answers in a moment. */
const BULK = 1_000;
/** Longest wait for one call, ms. */
const CALL_LIMIT_MS = 30_000;
/** Calls for single jobs that are under way at once. */
const CALLS_AT_ONCE = 20;
/** Ids that one call reads. */
const PAGE = 10_000;

/** Longest pause before another attempt, ms: what a job may wait at most between two attempts. */
export function getLongestBackoffMs({ attempts, backoffMs }: RetryOptions): number {
  return backoffMs * 2 ** Math.max(attempts - 2, 0);
}

/** What the queue works with. */
export interface RetrainQueueOptions {
  /** Where the queue is: `postgresql://...` or `redis://...`. */
  url: string;
  /** Told of connection errors, which BullMQ mends by itself. */
  onError: (error: Error) => void;
  /** {@link DEFAULT_RETRIES} by default. */
  retries?: RetryOptions;
}

/** The retrain queue, BullMQ. Connects when first used. */
export function createRetrainQueue(options: RetrainQueueOptions): RetrainQueue {
  let opening: Promise<OpenQueue> | undefined;

  /** BullMQ never tries a first connection twice, so one that fails must not be kept; nor one that a lost server has left without an answer. */
  async function use<T>(call: (queue: OpenQueue) => Promise<T>): Promise<T> {
    opening ??= openQueue(options);
    const mine = opening;
    const letGo = () => {
      if (opening === mine) opening = undefined;
    };
    mine.catch(letGo);
    try {
      return await withinLimit(mine.then(call), CALL_LIMIT_MS, () => {
        letGo();
        mine.then((queue) => closeQueue(queue, options.onError)).catch(options.onError);
        return new Error(`no answer within ${CALL_LIMIT_MS / 1_000} s`);
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ServiceUnavailableError("queue", `The retrain queue does not answer (${reason}).`, {
        cause: hideCommand(error),
      });
    }
  }

  async function loadIds(types: JobType[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const type of types) {
      for (let start = 0; ; start += PAGE) {
        const ids = await use((queue) => queue.getRanges([type], start, start + PAGE - 1, true));
        for (const id of ids) found.add(id);
        if (ids.length < PAGE) break;
      }
    }
    return found;
  }

  async function isLive(id: string): Promise<boolean> {
    const state = await use((queue) => queue.getJobState(id));
    return state !== "unknown" && state !== "completed" && state !== "failed";
  }

  return {
    add: async (entries) => {
      for (let start = 0; start < entries.length; start += BULK) {
        const jobs = entries
          .slice(start, start + BULK)
          .map(({ id, priority }) => ({ name: QUEUE_NAME, data: {}, opts: { jobId: id, priority } }));
        await use((queue) => queue.addBulk(jobs));
      }
    },
    raise: async (entries) => {
      await forEachOf(entries, async ({ id, priority }) => {
        await use(async (queue) => (await queue.getJob(id))?.changePriority({ priority }));
      });
    },
    remove: async (ids) => {
      await forEachOf(ids, async (id) => {
        await use((queue) => queue.remove(id));
      });
    },
    countLive: () => use((queue) => queue.getJobCountByTypes(...LIVE)),
    loadLiveIds: () => loadIds(LIVE),
    isLive,
    findMissing: async (ids) => {
      const missing: string[] = [];
      await forEachOf(ids, async (id) => {
        if (!(await isLive(id))) missing.push(id);
      });
      return missing;
    },
    loadDelayedIds: () => loadIds(["delayed"]),
    promote: async (ids) => {
      await forEachOf(ids, async (id) => {
        await use(async (queue) => {
          const job = await queue.getJob(id);
          // Between the two calls its moment may have come, which BullMQ calls an error.
          if (await job?.isDelayed()) await job?.promote().catch(ignoreUndelayed);
        });
      });
    },
    close: async () => {
      const opened = opening;
      opening = undefined;
      // One that never opened has nothing to close.
      const queue = await opened?.catch(() => undefined);
      if (queue) await closeQueue(queue, options.onError);
    },
  };
}

const LIVE: JobType[] = ["active", "waiting", "prioritized", "delayed"];

function ignoreUndelayed(error: unknown): void {
  if (!(error instanceof Error && /delayed state|Missing key/.test(error.message))) throw error;
}

/** A few at a time, so that many cost no more time than they must and no more connections than a few. */
async function forEachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const workers = Array.from({ length: Math.min(CALLS_AT_ONCE, items.length) }, async () => {
    for (const item of left) await work(item);
  });
  await Promise.all(workers);
}

type OpenQueue = Awaited<ReturnType<typeof openQueue>>;

async function openQueue({ url, onError, retries }: RetrainQueueOptions) {
  const { attempts, backoffMs } = retries ?? DEFAULT_RETRIES;
  const queue = makeQueueEngine(url).createQueue({
    defaultJobOptions: {
      attempts,
      backoff: { type: "exponential", delay: backoffMs, jitter: 0.5 },
      removeOnComplete: true,
      removeOnFail: true,
    },
  });
  queue.on("error", (error) => onError(hideCommand(error)));
  // BullMQ waits for a Redis that is away; whoever asks is told by the first connection that fails.
  const failed = new Promise<never>((_, reject) => queue.once("error", reject));
  try {
    await Promise.race([queue.waitUntilReady(), failed]);
    return queue;
  } catch (error) {
    await closeQueue(queue, onError);
    throw error;
  }
}

/** A Redis that is away hears no goodbye, which is no error; its connection ends all the same. */
async function closeQueue(queue: Queue, onError: (error: Error) => void): Promise<void> {
  try {
    await queue.close();
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
    // It must not connect either when Redis is back. Not waited for: between two tries ioredis lets go without a word.
    queue.disconnect().catch(onError);
  }
}
