import { checkCutoffs } from "./cutoffs.js";
import { scoreForecasts, type Evaluation } from "./scoring.js";
import type { ForecastThreads } from "./thread-pool.js";
import type { EvaluationOptions, EvaluationStore } from "./types.js";

/** What an evaluation runs with. */
export interface EvaluationRun {
  threads: Pick<ForecastThreads, "forecast">;
  signal: AbortSignal;
  /** Told after each store. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * How a recipe would have done over a chain: on every cutoff each store is trained as it would have been on that day, and its forecast
 * compared with what came.
 *
 * @throws InvalidInputError for a cutoff without data, or a series or recipe that the model refuses; AbortError once `signal` aborts
 */
export async function evaluateChain(
  stores: readonly EvaluationStore[],
  options: EvaluationOptions,
  { threads, signal, onProgress }: EvaluationRun,
): Promise<Evaluation> {
  checkCutoffs(stores, options);
  let done = 0;
  onProgress?.(done, stores.length);
  const forecasts = await Promise.all(
    stores.map(async (store) => {
      const made = await threads.forecast({ ...store, ...options }, signal);
      onProgress?.(++done, stores.length);
      return made;
    }),
  );
  return scoreForecasts(forecasts, options);
}
