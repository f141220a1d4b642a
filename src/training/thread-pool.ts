import { types } from "node:util";

import type { Piscina } from "piscina";
import type { Logger } from "pino";

import type { Plot } from "../plots/types.js";
import { startThreads } from "../threads.js";
import { TrainingError } from "./retrain-failure.js";
import type { TrainingTask, ThreadAnswer } from "./training-thread.js";
import type { TrainedModel } from "./types.js";

/** Threads that fit models, so that the process goes on answering. */
export interface TrainingThreads {
  /**
   * Trains in a thread. The task's arrays are handed over and empty afterwards.
   *
   * @throws TrainingError NOT_ENOUGH_DATA, FIT_FAILED, WORKER_CRASHED; the reason of `signal` once that aborts, which ends the thread
   */
  train(task: TrainingTask, signal: AbortSignal): Promise<TrainedModel>;
  /** Draws a plot, as SVG. */
  draw(plot: Plot): Promise<string>;
  close(): Promise<void>;
}

/** What the threads work with. */
export interface ThreadPoolOptions {
  threads: number;
  logger: Pick<Logger, "error" | "warn">;
}

/** Longest drawing, ms. */
const DRAWING_LIMIT_MS = 60_000;

/**
 * Starts the training threads and waits until one has answered.
 *
 * @throws Error if none does within half a minute
 */
export async function createTrainingThreads(options: ThreadPoolOptions): Promise<TrainingThreads> {
  const { threads, logger } = options;
  const pool = await startThreads<TrainingTask, ThreadAnswer>({
    ...{ work: "training", module: "./training-thread", from: import.meta.url },
    ...{ threads, logger },
  });

  return {
    train: async (task, signal) => {
      const transferList = getBuffers(task);
      let answer: ThreadAnswer;
      try {
        answer = await pool.run(task, { signal, transferList });
      } catch (error) {
        signal.throwIfAborted();
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
        signal: AbortSignal.timeout(DRAWING_LIMIT_MS),
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
