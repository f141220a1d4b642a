import { Redis } from "ioredis";

import { ConfigurationError, ServiceUnavailableError } from "../errors.js";

/** The oldest Redis that the queue is for. */
const MIN_VERSION = [6, 2] as const;
const TIMEOUT_MS = 5_000;

/** What a Redis says of itself. */
export interface RedisServer {
  /** `7.0.15` */
  version: string;
  /** What it does when its memory is full, `noeviction` where it is set up for a queue; null if it does not say. */
  maxmemoryPolicy: string | null;
}

/**
 * Looks at the Redis that shall hold the queue.
 *
 * @param url `redis://...` or `rediss://...`
 * @throws ServiceUnavailableError("queue") if it does not answer, ConfigurationError if it is too old or refuses the sign-in
 */
export async function loadRedisServer(url: string): Promise<RedisServer> {
  const where = describeRedis(url);
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    // What it says on connecting is the answer: a second try says the same.
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let lastError: unknown;
  redis.on("error", (error) => (lastError = error));
  try {
    await redis.connect();
    const server = readInfo(await redis.info());
    if (isOlder(server.version)) {
      throw new ConfigurationError(
        `Redis ${server.version} at ${where} is too old: the queue needs ${MIN_VERSION.join(".")} or newer.`,
      );
    }
    return server;
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const cause = hideCommand(lastError ?? error);
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (/^(WRONGPASS|NOAUTH|NOPERM|ERR AUTH)/.test(reason)) {
      throw new ConfigurationError(`Redis at ${where} refuses the sign-in of REDIS_URL (${reason}).`, {
        cause,
      });
    }
    throw new ServiceUnavailableError("queue", `No Redis answers at ${where} (${reason}).`, { cause });
  } finally {
    redis.disconnect();
  }
}

/** What is wrong with a Redis that can hold the queue all the same, in sentences; empty if nothing is. */
export function listRedisIssues({ maxmemoryPolicy }: RedisServer): string[] {
  if (maxmemoryPolicy === null || maxmemoryPolicy === "noeviction") return [];
  return [
    `maxmemory-policy is ${maxmemoryPolicy}: it must be noeviction, or a Redis whose memory is full drops jobs of the queue.`,
  ];
}

/** `host:port` of a Redis, without who signs in. */
export function describeRedis(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname || "localhost"}:${port || 6379}`;
}

/** ioredis hangs the command on the error of its refusal, and that may be AUTH with the password. */
export function hideCommand<T>(error: T): T {
  if (typeof error === "object" && error !== null && "command" in error) delete error.command;
  return error;
}

function readInfo(info: string): RedisServer {
  const find = (name: string) => new RegExp(`^${name}:(.+?)\\r?$`, "m").exec(info)?.[1] ?? null;
  // Valkey says as which Redis it behaves.
  return { version: find("redis_version") ?? "0", maxmemoryPolicy: find("maxmemory_policy") };
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < MIN_VERSION[0] || (major === MIN_VERSION[0] && minor < MIN_VERSION[1]);
}
