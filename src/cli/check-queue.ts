import { describeRedis, listRedisIssues, loadRedisServer } from "../training/redis-server.js";

/**
 * Says what is wrong with the Redis of the queue where it can be used all the same.
 *
 * @returns `Redis 7.0.15 at localhost:6379`, and what is wrong with it in sentences
 * @throws ServiceUnavailableError("queue") if it does not answer, ConfigurationError if it cannot be used
 */
export async function checkRedis(url: string): Promise<{ shown: string; issues: string[] }> {
  const server = await loadRedisServer(url);
  return { shown: `Redis ${server.version} at ${describeRedis(url)}`, issues: listRedisIssues(server) };
}
