/** Puts a job into the queue of a Redis from a process of its own, for tests of what a process is told only as it starts. */
import { randomUUID } from "node:crypto";

import { createRetrainQueue } from "../../src/training/queue.js";
import { loadRedisServer } from "../../src/training/redis-server.js";

/** What it found, or why it did not. */
export type RedisVisit = { version: string; jobs: number } | { error: string };

async function visit(url: string): Promise<RedisVisit> {
  const queue = createRetrainQueue({ url, onError: () => undefined });
  try {
    const { version } = await loadRedisServer(url);
    await queue.add([{ id: randomUUID(), priority: 1 }]);
    return { version, jobs: await queue.countLive() };
  } catch (error) {
    return { error: String(error) };
  } finally {
    await queue.close();
  }
}

process.send?.(await visit(process.argv[2] ?? ""));
process.disconnect();
