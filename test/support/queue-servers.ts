import { startTestRedis } from "./redis.js";

/** Servers that a queue can be in. */
export const QUEUE_SERVERS = ["PostgreSQL", "Redis"] as const;
export type QueueServerName = (typeof QUEUE_SERVERS)[number];

/** The server of a queue, for one file of tests. */
export interface QueueServer {
  /** Makes an empty queue beside this database, and answers its URL. Those made before are gone, where it is Redis. */
  makeQueue(databaseUrl: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts what the queue needs beside the database: nothing, or a Redis. */
export async function startQueueServer(name: QueueServerName): Promise<QueueServer> {
  if (name === "PostgreSQL") {
    return { makeQueue: (databaseUrl) => Promise.resolve(databaseUrl), close: () => Promise.resolve() };
  }
  const redis = await startTestRedis();
  return {
    makeQueue: async () => {
      await redis.flush();
      return redis.url;
    },
    close: () => redis.close(),
  };
}
