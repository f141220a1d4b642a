/** Work that is repeated until it is stopped, never twice at the same time. */
export interface Repeating {
  /** Runs as soon as the present run has ended, without waiting for the interval. */
  runSoon(): void;
  /** Stops, and waits for the run that is on. */
  stop(): Promise<void>;
}

/**
 * Runs at once, then again so long after each run.
 *
 * @param options.intervalMs from the end of one run to the start of the next
 * @param options.onError told of a run that failed; the next one comes all the same
 */
export function startRepeating(options: {
  intervalMs: number;
  run: () => Promise<void>;
  onError: (error: unknown) => void;
}): Repeating {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isAskedAgain = false;
  let isStopped = false;

  function start(): void {
    clearTimeout(timer);
    running = options
      .run()
      .catch(options.onError)
      .finally(() => {
        running = undefined;
        if (isStopped) return;
        timer = setTimeout(start, isAskedAgain ? 0 : options.intervalMs);
        isAskedAgain = false;
      });
  }

  start();
  return {
    runSoon: () => {
      if (running) isAskedAgain = true;
      else if (!isStopped) start();
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
