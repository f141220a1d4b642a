import { types } from "node:util";

import type { Piscina } from "piscina";
import type { Logger } from "pino";

import type { Plot } from "../plots/types.js";
import { startThreads } from "../threads.js";
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
  /** Draws a plot, as SVG. */
  draw(plot: Plot): Promise<string>;
  close(): Promise<void>;
}

/** What the threads work with. */
export interface ThreadPoolOptions {
  threads: number;
  /** From asking to answer, ms; the thread is ended then. */
  timeLimitMs: number;
  logger: Pick<Logger, "error" | "warn">;
}

/**
 * Starts the training threads and waits until one has answered.
 *
 * @throws Error if none does within half a minute
 */
export async function createTrainingThreads(options: ThreadPoolOptions): Promise<TrainingThreads> {
  const { threads, timeLimitMs, logger } = options;
  const pool = await startThreads<TrainingTask, ThreadAnswer>({
    ...{ work: "training", module: "./training-thread", from: import.meta.url },
    ...{ threads, logger },
  });

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
    draw: async (plot) => {
      const drawing: Pick<Piscina<Plot, string>, "run"> = pool as never;
      return await drawing.run(plot, {
        name: "draw",
        signal: AbortSignal.timeout(timeLimitMs),
      });
    },
    close: () => pool.close({ force: true }),
  };
}

function getBuffers({ series }: TrainingTask): ArrayBuffer[] {
  return [series.days, series.y, ...Object.values(series.regressors)].map(({ buffer }) => {
    if (!types.isArrayBuffer(buffer)) throw new TypeError("Only plain arrays can be handed over.");
    return buffer;
  });
}
