import type { Logger } from "pino";

import { InvalidInputError } from "../errors.js";
import { startThreads } from "../threads.js";
import type { ThreadAnswer } from "./forecast-thread.js";
import type { ForecastTask, StoreForecasts } from "./types.js";

/** Threads that forecast the past, a store at a time. */
export interface ForecastThreads {
  /**
   * Does pass one of a store in a thread.
   *
   * @throws InvalidInputError where the model refuses series or recipe; AbortError once `signal` aborts
   */
  forecast(task: ForecastTask, signal: AbortSignal): Promise<StoreForecasts>;
  /** Ends the threads, whatever they are doing. */
  close(): Promise<void>;
}

/**
 * Starts the threads and waits until one has answered.
 *
 * @throws Error if none does within half a minute
 */
export async function createForecastThreads(options: {
  threads: number;
  logger: Pick<Logger, "error">;
}): Promise<ForecastThreads> {
  const pool = await startThreads<ForecastTask, ThreadAnswer>({
    ...{ work: "backtest", module: "./forecast-thread", from: import.meta.url },
    ...options,
  });
  return {
    forecast: async (task, signal) => {
      // A signal of its own: the tasks of a chain are too many listeners for one.
      const answer = await pool.run(task, { signal: AbortSignal.any([signal]) });
      if (answer.status === "done") return answer.forecasts;
      throw new InvalidInputError(`Store ${task.code} cannot be evaluated: ${answer.message}`);
    },
    close: () => pool.destroy(),
  };
}
