/** Runs work, at most so much of it at once; the rest waits its turn. */
export type Limiter = <T>(work: () => Promise<T>) => Promise<T>;

/** @param concurrency whole number, >= 1 */
export function makeLimiter(concurrency: number): Limiter {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new RangeError(`concurrency is ${concurrency}; it must be a whole number from 1.`);
  }
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, so that nobody overtakes.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
