import {
  createPostgresBackend,
  Queue,
  Worker,
  type Processor,
  type QueueOptions,
  type WorkerOptions,
} from "bullmq";

/** Name of the queue in BullMQ. */
export const QUEUE_NAME = "retrain";

/** Keeps our keys apart from what else a Redis holds. */
const REDIS_PREFIX = "storecast";

/** BullMQ on one of its two servers; both mean the same. */
export interface QueueEngine {
  createQueue(options: Omit<QueueOptions, "connection" | "prefix">): Queue;
  createWorker(work: Processor, options: Omit<WorkerOptions, "connection" | "prefix">): Worker;
}

/**
 * Chooses the server by its URL.
 *
 * @param url `postgresql://...`: BullMQ's own tables in schema `bullmq`, made or brought up to date on connecting; `redis://...` or
 * `rediss://...`: keys that begin with `storecast:`, in a Redis that never evicts
 */
export function makeQueueEngine(url: string): QueueEngine {
  return /^rediss?:/.test(url) ? makeRedisEngine(url) : makePostgresEngine(url);
}

function makePostgresEngine(connectionString: string): QueueEngine {
  const connection = { connectionString, migrate: true, max: 4, application_name: "storecast-queue" };
  // BullMQ's classes name their backend in their types alone; what we call is the same on each.
  return {
    createQueue: (options) =>
      new Queue(QUEUE_NAME, { ...options, connection }, createPostgresBackend) as unknown as Queue,
    createWorker: (work, options) =>
      new Worker(QUEUE_NAME, work, { ...options, connection }, createPostgresBackend) as unknown as Worker,
  };
}

function makeRedisEngine(url: string): QueueEngine {
  const prefix = REDIS_PREFIX;
  return {
    // A request that cannot reach Redis must fail soon: its job waits as a row until a worker hands it over.
    createQueue: (options) =>
      new Queue(QUEUE_NAME, { ...options, prefix, connection: { url, enableOfflineQueue: false } }),
    // A worker waits for its Redis as long as that takes.
    createWorker: (work, options) =>
      new Worker(QUEUE_NAME, work, { ...options, prefix, connection: { url, maxRetriesPerRequest: null } }),
  };
}
