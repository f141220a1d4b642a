import { Queue, Worker, type Processor, type QueueOptions, type WorkerOptions } from "bullmq";

import { createClockedBackend } from "./queue-clock.js";
import { listRedisIssues, loadRedisServer } from "./redis-server.js";

/** Name of the queue in BullMQ. */
export const QUEUE_NAME = "retrain";

/** Keeps our keys apart from what else a Redis holds. */
const REDIS_PREFIX = "storecast";
/** Longest that a request waits for a queue that does not answer, ms. */
const REQUEST_TIMEOUT_MS = 5_000;
/** Longest pause before Redis is tried again, ms. */
const MAX_RECONNECT_MS = 2_000;

/** BullMQ on one of its two servers; both mean the same. */
export interface QueueEngine {
  createQueue(options: Omit<QueueOptions, "connection" | "prefix">): Queue;
  createWorker(work: Processor, options: Omit<WorkerOptions, "connection" | "prefix">): Worker;
  /**
   * Looks at the server.
   *
   * @returns what is wrong with it, in sentences, where it can be used all the same
   * @throws ServiceUnavailableError("queue") if a Redis does not answer, ConfigurationError if it cannot be used
   */
  checkServer(): Promise<string[]>;
}

/**
 * Chooses the server by its URL.
 *
 * @param url `postgresql://...`: BullMQ's own tables in schema `bullmq`, made or brought up to date on connecting; `redis://...` or
 * `rediss://...`: keys that begin with `storecast:`, in a Redis that never evicts
 */
export function makeQueueEngine(url: string): QueueEngine {
  return isRedis(url) ? makeRedisEngine(url) : makePostgresEngine(url);
}

/** Whether the queue of this URL is in Redis. */
export function isRedis(url: string): boolean {
  return /^rediss?:/.test(url);
}

function makePostgresEngine(connectionString: string): QueueEngine {
  const connection = {
    ...{ connectionString, migrate: true, max: 4, application_name: "storecast-queue" },
    connectionTimeoutMillis: REQUEST_TIMEOUT_MS,
  };
  // BullMQ's classes name their backend in their types alone; what we call is the same on each.
  return {
    createQueue: (options) =>
      new Queue(QUEUE_NAME, { ...options, connection }, createClockedBackend) as unknown as Queue,
    createWorker: (work, options) =>
      new Worker(QUEUE_NAME, work, { ...options, connection }, createClockedBackend) as unknown as Worker,
    // Its version is checked with the migration, on connecting.
    checkServer: () => Promise.resolve([]),
  };
}

function makeRedisEngine(url: string): QueueEngine {
  const prefix = REDIS_PREFIX;
  return {
    // A request that cannot reach Redis must fail soon: its job waits as a row until a worker hands it over.
    createQueue: (options) => {
      const queue: Queue = new Queue(QUEUE_NAME, {
        ...{ ...options, prefix },
        connection: {
          ...{ url, enableOfflineQueue: false, maxRetriesPerRequest: 0 },
          ...{ connectTimeout: REQUEST_TIMEOUT_MS, commandTimeout: REQUEST_TIMEOUT_MS },
          retryStrategy: (times) => getReconnectMs(times, queue),
        },
      });
      return queue;
    },
    // A worker waits for its Redis as long as that takes.
    createWorker: (work, options) => {
      const worker: Worker = new Worker(QUEUE_NAME, work, {
        ...{ ...options, prefix },
        connection: {
          ...{ url, maxRetriesPerRequest: null },
          retryStrategy: (times) => getReconnectMs(times, worker),
        },
      });
      endWithoutRedis(worker);
      return worker;
    },
    checkServer: async () => listRedisIssues(await loadRedisServer(url)),
  };
}

/** What a worker of BullMQ does by the clock. */
interface Timers {
  stalledCheckStopper?: () => void;
  lockManager: { close(): Promise<void> };
}

/**
 * A worker that ends while Redis is away would wait until it is back: BullMQ does, where ioredis was between two tries to connect. It has
 * nothing to wait for then: what its jobs leave undone is handed over to others.
 */
function endWithoutRedis(worker: Worker): void {
  const close = worker.close.bind(worker);
  let closing: Promise<void> | undefined;
  worker.close = (force) =>
    (closing ??= (async () => {
      const client = await worker.getBackend().client;
      const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
      await Promise.race([close(force), ended]);
      // BullMQ stops its timers last, and does not come to that while it waits.
      const { stalledCheckStopper, lockManager } = worker as unknown as Timers;
      stalledCheckStopper?.();
      await lockManager.close();
    })());
}

/** Null ends a connection, and what waits for it: whoever is closing has nothing more to ask of a Redis that is away. */
function getReconnectMs(times: number, owner: Pick<Queue | Worker, "closing">): number | null {
  return owner.closing ? null : Math.min(times * 100, MAX_RECONNECT_MS);
}
