import { createRequire } from "node:module";
import { constants } from "node:os";
import { pathToFileURL } from "node:url";

import type { Logger } from "pino";
import { Piscina } from "piscina";

/** What a pool of threads is started with. */
export interface ThreadsOptions {
  /** What the threads do, for messages: `training`. */
  work: string;
  /** Module whose default export takes a task and answers it, and whose `ping` proves that it has loaded; without its ending. */
  module: string;
  /** URL of the module that names it, `import.meta.url`. */
  from: string;
  threads: number;
  logger: Pick<Logger, "error">;
}

const START_LIMIT_MS = 30_000;
/** A fit needs a few MB; a runaway one ends its thread, not the process. */
const HEAP_LIMIT_MB = 512;
/** They give way to all that somebody waits for: the thread that started them, the API and the database on a small machine. */
const NICENESS = constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Starts threads, from source or from a build, and waits until one has answered.
 *
 * @throws Error if none does within half a minute
 */
export async function startThreads<Task, Answer>(options: ThreadsOptions): Promise<Piscina<Task, Answer>> {
  const { work, module, from, threads, logger } = options;
  const isSource = from.endsWith(".ts");
  const pool = new Piscina<Task, Answer>({
    filename: new URL(`${module}${isSource ? ".ts" : ".js"}`, from).href,
    // From source a thread needs the loader that this process may have got in some other way.
    ...(isSource ? { execArgv: ["--import", resolveLoader()] } : {}),
    minThreads: threads,
    maxThreads: threads,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
    recordTiming: false,
    niceIncrement: NICENESS,
  });
  // Without a listener an error of a thread that fails to load ends the whole process.
  pool.on("error", (error) => logger.error({ err: error }, `a ${work} thread failed`));
  await ping(pool, work);
  return pool;
}

async function ping(pool: Piscina, work: string): Promise<void> {
  try {
    await pool.run({}, { name: "ping", signal: AbortSignal.timeout(START_LIMIT_MS) });
  } catch (error) {
    await pool.destroy();
    throw new Error(`The ${work} threads do not start within ${START_LIMIT_MS / 1_000} s.`, { cause: error });
  }
}

function resolveLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
}
