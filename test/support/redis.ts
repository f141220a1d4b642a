import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Redis } from "ioredis";

import { findFreePort } from "./ports.js";

/** A real Redis for tests, in a temporary folder. */
export interface TestRedis {
  /** `redis://127.0.0.1:<port>`, the same after a restart. */
  url: string;
  /** Starts it again after it was stopped or killed. */
  start(): Promise<void>;
  /** Ends it as an operator does; what it holds survives only if it is durable. */
  stop(): Promise<void>;
  /** Ends it as a power failure does. */
  kill(): Promise<void>;
  /** Forgets everything. */
  flush(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

const PROGRAM = process.env["STORECAST_REDIS_SERVER"] ?? "redis-server";

/**
 * Starts a real server on a free port of the loopback: some 50 ms. One a test file is enough.
 *
 * @param options.isDurable whether it writes everything to disk at once; else a restart loses all
 * @param options.settings lines of redis.conf, such as `requirepass`
 */
export async function startTestRedis(
  options: { isDurable?: boolean; settings?: Record<string, string> } = {},
): Promise<TestRedis> {
  const directory = await mkdtemp(join(tmpdir(), "storecast-redis-"));
  const port = await findFreePort();
  const settings = {
    ...{ bind: "127.0.0.1", port: String(port), dir: directory, save: "", daemonize: "no" },
    ...{ "maxmemory-policy": "noeviction", appendonly: options.isDurable ? "yes" : "no" },
    ...{ appendfsync: "always", loglevel: "warning" },
    ...options.settings,
  };
  let child: ChildProcess | undefined;

  const start = async () => {
    child = spawn(
      PROGRAM,
      Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const exited = once(child, "exit").then(() => {
      throw new Error(`redis-server ended: ${output}`);
    });
    await Promise.race([exited, whenListening(port)]);
    exited.catch(() => undefined);
  };
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null) return;
    const exited = once(ending, "exit");
    ending.kill(signal);
    await exited;
  };

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    flush: async () => {
      const redis = new Redis(port, "127.0.0.1");
      await redis.flushall();
      await redis.quit();
    },
    close: async () => {
      await end("SIGKILL");
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Resolves when the server takes commands, whether or not it lets us in. */
async function whenListening(port: number): Promise<void> {
  const redis = new Redis(port, "127.0.0.1", {
    ...{ retryStrategy: () => 10, maxRetriesPerRequest: null, maxLoadingRetryTime: 10 },
  });
  // it is not there yet
  redis.on("error", () => undefined);
  try {
    // its ready check waits until what was on disk is loaded
    await redis.ping().catch((error: Error) => {
      if (!error.message.includes("NOAUTH")) throw error;
    });
  } finally {
    redis.disconnect();
  }
}
