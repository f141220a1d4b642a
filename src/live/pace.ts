import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";

/** A reader that may fall behind. */
export interface Reader {
  /** Null while few events wait for it; else resolves when they are few again, or when it is gone. */
  whenCaughtUp(): Promise<void> | null;
}

/** How long readers are waited for, ms. One process serves all of them, so the time grows with their number. */
const PATIENCE_MS = 500;
const PATIENCE_PER_READER_MS = 25;

/** Keeps whoever hands out events in step with those who read them, but for the slow ones. */
export interface Pace {
  /**
   * Lets other work be done, and readers catch up. One that does not in good time is not waited for again until it has: it falls
   * behind alone.
   */
  giveWay(): Promise<void>;
}

export function makePace(getReaders: () => Iterable<Reader>, signal: AbortSignal): Pace {
  const late = new Set<Reader>();

  async function waitFor(behind: ReadonlyMap<Reader, Promise<void>>, patienceMs: number): Promise<void> {
    const waited = new AbortController();
    const onTime = Promise.all(behind.values()).then(() => waited.abort());
    try {
      await Promise.race([
        onTime,
        delay(patienceMs, undefined, { signal: AbortSignal.any([waited.signal, signal]) }),
      ]);
    } catch (error) {
      if (!waited.signal.aborted && !signal.aborted) throw error;
    }
  }

  return {
    async giveWay() {
      await nextTurn();
      const readers = [...getReaders()];
      const behind = new Map<Reader, Promise<void>>();
      for (const reader of readers) {
        const caughtUp = late.has(reader) ? null : reader.whenCaughtUp();
        if (caughtUp) behind.set(reader, caughtUp);
      }
      if (behind.size === 0) return;
      for (const [reader, caughtUp] of behind) void caughtUp.then(() => late.delete(reader));
      await waitFor(behind, PATIENCE_MS + PATIENCE_PER_READER_MS * readers.length);
      for (const reader of behind.keys()) if (reader.whenCaughtUp()) late.add(reader);
    },
  };
}
