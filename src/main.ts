import { availableParallelism } from "node:os";
import { createProgram } from "./cli/program.js";
import type { Runtime } from "./cli/runtime.js";
import { readConfig, SETTINGS } from "./config.js";
import { readFileSettings } from "./config/file-settings.js";
import { AppError } from "./errors.js";
import { lowerV8Threads } from "./runtime-threads.js";

const USAGE_ERROR = 2;

/** One Ctrl-C comes twice under npm: from the terminal, and from npm, which passes on what it got. */
const SAME_SIGNAL_MS = 1_000;

const stopping = new AbortController();
let stoppedAtMs = Infinity;
const stop = () => {
  // a second signal is from somebody who does not want to wait
  if (performance.now() - stoppedAtMs > SAME_SIGNAL_MS) process.exit(1);
  if (stopping.signal.aborted) return;
  stoppedAtMs = performance.now();
  stopping.abort();
};
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
// a child does not outlive its parent
process.on("disconnect", () => stopping.abort());

/** Noon in UTC is the same calendar day from Hawaii to Auckland's winter. */
const noonOf = (day: string) => new Date(`${day}T12:00:00Z`);

async function main(): Promise<number> {
  lowerV8Threads();
  const env = readFileSettings(process.env, SETTINGS);
  const config = readConfig(env, availableParallelism());
  const { today } = config;
  const runtime: Runtime = {
    env,
    now: () => new Date(),
    businessNow: () => (today === null ? new Date() : noonOf(today)),
    random: Math.random,
    stdout: process.stdout,
    stderr: process.stderr,
    stopping: stopping.signal,
    tellParent: (message) => process.send?.(message),
    isChild: process.send !== undefined,
  };
  try {
    return await createProgram(runtime, config).run(process.argv.slice(2));
  } catch (error) {
    if (error instanceof AppError) runtime.tellParent({ type: "failed", message: error.message });
    throw error;
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof Error && "exitCode" in error;
  if (error instanceof AppError) process.stderr.write(`storecast: ${error.message}\n`);
  else if (!isUsage) process.stderr.write(`storecast: unexpected error\n${String((error as Error).stack)}\n`);
  process.exitCode = isUsage ? (error.exitCode === 0 ? 0 : USAGE_ERROR) : 1;
}
// an open channel to the parent would keep a finished child alive
if (process.connected) process.disconnect();
