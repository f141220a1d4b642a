import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { types } from "node:util";

import type { Logger } from "pino";
import { Piscina } from "piscina";

import { AttemptLostError, TrainingError } from "./retrain-failure.js";
import type { TrainingTask, ThreadAnswer } from "./training-thread.js";
import type { TrainedModel } from "./types.js";

/** Threads that fit models, so that the process goes on answering. */
export interface TrainingThreads {
  /**
   * Trains in a thread. The task's arrays are handed over and empty afterwards.
   *
   * @throws TrainingError NOT_ENOUGH_DATA, FIT_FAILED, TIMED_OUT, WORKER_CRASHED; AttemptLostError once `signal` aborts
   */
  train(task: TrainingTask, signal: AbortSignal): Promise<TrainedModel>;
  close(): Promise<void>;
}

/** What the threads work with. */
export interface ThreadPoolOptions {
  threads: number;
  /** From asking to answer, ms; the thread is ended then. */
  timeLimitMs: number;
  logger: Pick<Logger, "error" | "warn">;
}

const START_LIMIT_MS = 30_000;
/** A fit needs a few MB; a runaway one ends its thread, not the process. */
const HEAP_LIMIT_MB = 512;

/**
 * Starts the training threads and waits until one has answered.
 *
 * @throws Error if none does within half a minute
 */
export async function createTrainingThreads(options: ThreadPoolOptions): Promise<TrainingThreads> {
  const { threads, timeLimitMs, logger } = options;
  const isSource = import.meta.url.endsWith(".ts");
  const pool = new Piscina<TrainingTask, ThreadAnswer>({
    filename: new URL(isSource ? "./training-thread.ts" : "./training-thread.js", import.meta.url).href,
    // From source a thread needs the loader that this process may have got in some other way.
    ...(isSource ? { execArgv: ["--import", resolveLoader()] } : {}),
    minThreads: threads,
    maxThreads: threads,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
    recordTiming: false,
  });
  // Without a listener an error of a thread that fails to load ends the whole process.
  pool.on("error", (error) => logger.error({ err: error }, "a training thread failed"));
  await ping(pool);

  return {
    train: async (task, signal) => {
      const limit = AbortSignal.timeout(timeLimitMs);
      const transferList = getBuffers(task);
      let answer: ThreadAnswer;
      try {
        answer = await pool.run(task, {
          signal: AbortSignal.any([limit, signal]),
          transferList,
        });
      } catch (error) {
        if (signal.aborted) throw new AttemptLostError("The attempt was taken away.", { cause: error });
        if (limit.aborted) {
          throw new TrainingError(
            "TIMED_OUT",
            `Training took longer than its limit of ${timeLimitMs / 1_000} s.`,
            true,
          );
        }
        throw new TrainingError("WORKER_CRASHED", "The thread that trained the model died.", true, {
          cause: error,
        });
      }
      if (answer.status === "trained") return answer.model;
      if (answer.stack !== null) logger.warn({ stack: answer.stack }, "a fit failed unexpectedly");
      throw new TrainingError(answer.code, answer.message, false);
    },
    close: () => pool.close({ force: true }),
  };
}

async function ping(pool: Piscina): Promise<void> {
  try {
    await pool.run({}, { name: "ping", signal: AbortSignal.timeout(START_LIMIT_MS) });
  } catch (error) {
    await pool.destroy();
    throw new Error(`The training threads do not start within ${START_LIMIT_MS / 1_000} s.`, {
      cause: error,
    });
  }
}

function getBuffers({ series }: TrainingTask): ArrayBuffer[] {
  return [series.days, series.y, ...Object.values(series.regressors)].map(({ buffer }) => {
    if (!types.isArrayBuffer(buffer)) throw new TypeError("Only plain arrays can be handed over.");
    return buffer;
  });
}

function resolveLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
}
