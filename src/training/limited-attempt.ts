import { AttemptLostError, TrainingError } from "./retrain-failure.js";

/** How long an attempt that is over may finish the one call it is in, ms: its answer may tell of a version. */
const LAST_CALL_MS = 2_000;

/** What may end an attempt from outside. */
export interface AttemptLimits {
  /** All the time it has, ms. */
  limitMs: number;
  /** Aborts when the queue has given the job to somebody else. */
  lost: AbortSignal;
  /** Aborts, with the error to fail with, when the worker will not wait any longer. */
  stopping: AbortSignal;
}

/**
 * Runs an attempt until it is done or something ends it. What ends it aborts the attempt's signal; whoever works on it ends at the next
 * step, and one call that is on its way has two seconds more. An attempt that is done in spite of that counts.
 *
 * @throws TrainingError TIMED_OUT, AttemptLostError, the reason of `stopping`, or what the attempt threw before it was ended
 */
export async function runLimitedAttempt<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  { limitMs, lost, stopping }: AttemptLimits,
): Promise<T> {
  const ending = new AbortController();
  const { signal } = ending;
  let lastCall: NodeJS.Timeout | undefined;
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => {
      lastCall = setTimeout(() => reject(signal.reason as Error), LAST_CALL_MS);
    });
  });
  const timer = setTimeout(() => ending.abort(makeTimeOut(limitMs)), limitMs);
  const stopListening = [
    onAbort(lost, () =>
      ending.abort(new AttemptLostError(`The attempt was taken away: ${String(lost.reason)}.`)),
    ),
    onAbort(stopping, () => ending.abort(stopping.reason)),
  ];
  try {
    return await Promise.race([attempt(signal), givenUp]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    clearTimeout(lastCall);
    for (const stop of stopListening) stop();
  }
}

/** Calls the listener once the signal aborts, at once if it has; the function that it answers ends that. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}

function makeTimeOut(limitMs: number): TrainingError {
  const limit = `${limitMs / 1_000} s (STORECAST_ATTEMPT_LIMIT_SECONDS)`;
  return new TrainingError("TIMED_OUT", `The attempt took longer than its limit of ${limit}.`, true);
}
