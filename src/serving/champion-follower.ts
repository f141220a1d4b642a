import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { StateVersion } from "../database/state-versions.js";

/**
 * Follows to champions that moved without this process having heard of it. Stores that did not move are served meanwhile, and so are those that did, as
 * long as what is known of them is not too old: who is asked for all stores, all the time, must not wait for a registry that a training keeps busy.
 */
export interface ChampionFollower {
  /**
   * Learns which stores moved up to this version, and has them read anew, which it does not wait for.
   *
   * @param goodUntilMs moment until which what is known of them may still be served, by the elapsed time
   * @throws ServiceUnavailableError("database") where nobody knows which
   */
  follow(version: StateVersion, goodUntilMs: number): Promise<void>;
  /**
   * Null if what is known of these stores, or of all, may be served. Else it resolves when that is so, and never takes long: what
   * does not come in time comes later, and while the registry is away nobody waits.
   */
  settle(storeCodes?: readonly string[]): Promise<void> | null;
  /** Rises when what is known of a store gets too old to be served: answers of before are too. */
  getLapses(): number;
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
  /** Milliseconds of a clock that only goes forward. */
  getElapsedMs: () => number;
  logger: Pick<Logger, "warn">;
  patienceMs?: number;
}

/** A move that has been heard of, and not been read. */
interface Move {
  goodUntilMs: number;
  /** Place in the order in which moves were heard of. */
  place: number;
}

/** What a registry that is well takes a fraction of, under load too. */
const PATIENCE_MS = 1_000;

export function makeChampionFollower(options: ChampionFollowerOptions): ChampionFollower {
  const { loadMoved, refresh, getElapsedMs, logger, patienceMs = PATIENCE_MS } = options;
  let { reached } = options;
  const moves = new Map<string, Move>();
  /** Where it is not known which store moved, all did. */
  let moveOfAll: Move | null = null;
  let lastPlace = 0;
  /** Of the reading under way: over when it has ended, or taken too long. */
  let reading: Promise<void> | null = null;
  let isLate = false;
  let lapses = 0;
  let nextLapseMs = Infinity;
  const counts = { succeeded: 0, failed: 0 };

  function note(storeCodes: readonly string[] | undefined, goodUntilMs: number): void {
    const place = ++lastPlace;
    const after = (earlier: Move | null | undefined) => ({
      place,
      goodUntilMs: Math.min(earlier?.goodUntilMs ?? Infinity, goodUntilMs),
    });
    if (storeCodes) for (const code of storeCodes) moves.set(code, after(moves.get(code)));
    else moveOfAll = after(moveOfAll);
    nextLapseMs = Math.min(nextLapseMs, goodUntilMs);
  }

  const hasMoves = () => moves.size > 0 || moveOfAll !== null;

  /** What moved again meanwhile stays to be read. */
  function forget(lastRead: number): void {
    for (const [code, { place }] of moves) if (place <= lastRead) moves.delete(code);
    if (moveOfAll && moveOfAll.place <= lastRead) moveOfAll = null;
  }

  async function read(): Promise<void> {
    const place = lastPlace;
    try {
      await refresh(moveOfAll ? undefined : [...moves.keys()]);
      forget(place);
      isLate = false;
      counts.succeeded++;
    } catch (error) {
      counts.failed++;
      if (!isLate) logger.warn({ err: error }, "champions moved and could not be read anew yet");
      isLate = true;
    }
  }

  /** One reading at a time; after a failure the next is for who follows next. */
  function ensureReading(): Promise<void> {
    if (reading) return reading;
    const ended = new AbortController();
    const work = read().then(() => {
      ended.abort();
      reading = null;
      if (hasMoves() && !isLate) void ensureReading();
    });
    const patience = delay(patienceMs, undefined, { signal: ended.signal, ref: false }).then(
      () => void (isLate = true),
      () => undefined,
    );
    return (reading = Promise.race([work, patience]));
  }

  function isTooOld(storeCodes: readonly string[] | undefined): boolean {
    const nowMs = getElapsedMs();
    const isOver = (move: Move | null | undefined) => move != null && move.goodUntilMs <= nowMs;
    if (isOver(moveOfAll)) return true;
    return storeCodes ? storeCodes.some((code) => isOver(moves.get(code))) : [...moves.values()].some(isOver);
  }

  async function wait(storeCodes: readonly string[] | undefined): Promise<void> {
    while (!isLate && isTooOld(storeCodes)) await ensureReading();
  }

  return {
    async follow(version, goodUntilMs) {
      if (reached.name !== version.name) {
        // A number that is not above the last is of another life of the database: it tells nothing of what moved.
        note(version.number > reached.number ? await loadMoved(reached.number) : undefined, goodUntilMs);
        reached = version;
      }
      if (hasMoves()) void ensureReading();
    },
    settle: (storeCodes) => (hasMoves() && !isLate && isTooOld(storeCodes) ? wait(storeCodes) : null),
    getLapses() {
      const nowMs = getElapsedMs();
      if (nowMs >= nextLapseMs) {
        lapses++;
        const ends = [...moves.values(), ...(moveOfAll ? [moveOfAll] : [])].map((move) => move.goodUntilMs);
        nextLapseMs = Math.min(Infinity, ...ends.filter((endMs) => endMs > nowMs));
      }
      return lapses;
    },
    getCounts: () => ({ ...counts }),
  };
}
