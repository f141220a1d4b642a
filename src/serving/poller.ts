import type { Logger } from "pino";

/** Repeats work, one run at a time, with a pause between runs. */
export interface Poller {
  /** Runs the work at once, then again and again. Resolves after the first run, whether it failed or not. */
  start(): Promise<void>;
  /** Stops for good; resolves when the run under way has ended. */
  stop(): Promise<void>;
}

/** A failed run is logged and followed by the next; of a row of failures only the first and the recovery are told. */
export function makePoller(
  work: () => Promise<void>,
  pauseMs: number,
  logger: Pick<Logger, "info" | "warn">,
): Poller {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let isStopped = false;
  let failures = 0;

  async function run(): Promise<void> {
    try {
      await work();
      if (failures > 0) logger.info({ failures }, "the model registry answers again");
      failures = 0;
    } catch (error) {
      failures++;
      if (failures === 1) {
        logger.warn({ err: error }, "the model registry was not read; the state last read goes on serving");
      }
    }
    if (isStopped) return;
    timer = setTimeout(() => {
      running = run();
    }, pauseMs);
    timer.unref();
  }

  return {
    start: () => (running ??= run()),
    async stop() {
      isStopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}
