import { setTimeout as delay } from "node:timers/promises";
import type { Child } from "./child.js";

/** An uptime, in ms, after which earlier crashes are forgiven. */
const STABLE_MS = 60_000;
const FIRST_PAUSE_MS = 500;
/** Crashes in a row after which starting again is no use. */
const MAX_CRASHES = 5;

export interface KeptAlive {
  /** The child as it runs now. */
  current(): Child;
  /** Stops it for good. */
  stop(): Promise<void>;
}

/**
 * Starts a child and starts it again, after growing pauses, whenever it dies unasked.
 *
 * @param start starts it; called again for every restart
 * @param notify is told of deaths and restarts, in sentences
 * @param giveUp is called once when it has died too often
 */
export async function keepAlive(
  name: string,
  start: () => Promise<Child>,
  notify: (sentence: string) => void,
  giveUp: (reason: string) => void,
): Promise<KeptAlive> {
  const stopping = new AbortController();
  let child = await start();

  const watch = async (): Promise<void> => {
    let crashes = 0;
    for (;;) {
      const startedAt = performance.now();
      const how = await child.exited;
      if (stopping.signal.aborted) return;
      crashes = performance.now() - startedAt > STABLE_MS ? 1 : crashes + 1;
      for (;;) {
        if (crashes > MAX_CRASHES) return giveUp(`${name} died ${crashes} times in a row (${how})`);
        const pauseMs = FIRST_PAUSE_MS * 2 ** (crashes - 1);
        notify(`${name} died (${how}); starting it again in ${pauseMs / 1000} s.`);
        await delay(pauseMs, undefined, { signal: stopping.signal }).catch(ignoreAbort);
        if (stopping.signal.aborted) return;
        try {
          child = await start();
          // the stop may have come while it was starting, when there was nothing to stop
          if (stopping.signal.aborted) return await child.stop();
          break;
        } catch (error) {
          crashes += 1;
          notify(`${name} did not start: ${(error as Error).message}`);
        }
      }
    }
  };
  const watching = watch();

  return {
    current: () => child,
    stop: async () => {
      stopping.abort();
      await child.stop();
      await watching;
    },
  };
}

function ignoreAbort(error: unknown): void {
  if ((error as Error).name !== "AbortError") throw error;
}
