import { ServiceUnavailableError } from "../errors.js";
import { makeQueueEngine, QUEUE_NAME } from "./queue-engine.js";

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
  /** Ids of all jobs that wait, run or wait for a retry. */
  loadLiveIds(): Promise<Set<string>>;
  /** Whether this job waits, runs or waits for a retry. */
  isLive(id: string): Promise<boolean>;
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

/** BullMQ removes jobs one by one. */
const REMOVED_AT_ONCE = 50;

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

  /** BullMQ never tries a first connection twice, so one that fails must not be kept. */
  async function use<T>(call: (queue: OpenQueue) => Promise<T>): Promise<T> {
    opening ??= openQueue(options);
    const mine = opening;
    try {
      return await call(await mine);
    } catch (error) {
      await mine.catch(() => {
        if (opening === mine) opening = undefined;
      });
      const reason = error instanceof Error ? error.message : String(error);
      throw new ServiceUnavailableError("queue", `The retrain queue does not answer (${reason}).`, {
        cause: error,
      });
    }
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
      for (const { id, priority } of entries) {
        await use(async (queue) => (await queue.getJob(id))?.changePriority({ priority }));
      }
    },
    remove: async (ids) => {
      for (let start = 0; start < ids.length; start += REMOVED_AT_ONCE) {
        const some = ids.slice(start, start + REMOVED_AT_ONCE);
        await use((queue) => Promise.all(some.map((id) => queue.remove(id))));
      }
    },
    loadLiveIds: async () => {
      const ids = await use((queue) =>
        queue.getRanges(["active", "waiting", "prioritized", "delayed"], 0, -1),
      );
      return new Set(ids);
    },
    isLive: async (id) => {
      const state = await use((queue) => queue.getJobState(id));
      return state !== "unknown" && state !== "completed" && state !== "failed";
    },
    close: async () => {
      const opened = opening;
      opening = undefined;
      // One that never opened has nothing to close.
      const queue = await opened?.catch(() => undefined);
      await queue?.close();
    },
  };
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
  queue.on("error", onError);
  try {
    await queue.waitUntilReady();
    return queue;
  } catch (error) {
    await queue.close();
    throw error;
  }
}
