import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { StateVersion } from "../database/state-versions.js";

/** Follows to champions that moved without this process having heard of it. */
export interface ChampionFollower {
  /**
   * Has the stores that moved read anew where the version is not the one that was followed last. Waits for that, but never long: what
   * does not come in time comes later, and while the registry is away nobody waits. Never throws.
   */
  follow(version: StateVersion): Promise<void>;
  /** Stores were read anew so many times, and could not be. */
  getCounts(): { succeeded: number; failed: number };
}

export interface ChampionFollowerOptions {
  /** Version that all champions which are known, or are still to be read for the first time, have at least. */
  reached: StateVersion;
  /** Stores that moved after the version with this number. */
  loadMoved: (after: number) => Promise<string[]>;
  /** Reads these stores anew, or all. */
  refresh: (storeCodes?: readonly string[]) => Promise<void>;
  logger: Pick<Logger, "warn">;
  patienceMs?: number;
}

/** What a registry that is well takes a fraction of, under load too. */
const PATIENCE_MS = 1_000;

export function makeChampionFollower(options: ChampionFollowerOptions): ChampionFollower {
  const { loadMoved, refresh, logger, patienceMs = PATIENCE_MS } = options;
  let { reached } = options;
  let running: Promise<void> | null = null;
  let isLate = false;
  const counts = { succeeded: 0, failed: 0 };

  async function run(version: StateVersion): Promise<void> {
    try {
      // A number that is not above the last is of another life of the database: it tells nothing of what moved.
      const isLater = version.number > reached.number;
      await refresh(isLater ? await loadMoved(reached.number) : undefined);
      reached = version;
      isLate = false;
      counts.succeeded++;
    } catch (error) {
      counts.failed++;
      if (!isLate) logger.warn({ err: error }, "champions moved and could not be read anew yet");
      isLate = true;
    }
  }

  /** Follows even where another run has to end first. */
  async function reach(version: StateVersion): Promise<void> {
    await running;
    if (reached.name === version.name) return;
    if (!running) {
      const begun = run(version);
      running = begun;
      void begun.then(() => (running = null));
    }
    await running;
  }

  return {
    async follow(version) {
      if (reached.name === version.name) return;
      const reaching = reach(version);
      if (isLate) return;
      const waited = new AbortController();
      const isInTime = await Promise.race([
        reaching.then(() => true),
        delay(patienceMs, false, { signal: waited.signal, ref: false }),
      ]);
      if (isInTime) waited.abort();
      else isLate = true;
    },
    getCounts: () => ({ ...counts }),
  };
}
