import type pg from "pg";
import type { Logger } from "pino";
import { openListener } from "../database/listener.js";
import { makeStateLease, type LeaseCounts, type StateLease } from "../database/state-lease.js";
import { loadMovedStores, loadStateVersions, STATE_CHANNEL } from "../database/state-versions.js";
import { makeChampionFollower, type ChampionFollower } from "../serving/champion-follower.js";
import { makeRememberedCatalogue } from "../stores/remembered-catalogue.js";
import { makeRememberedHistory } from "../stores/remembered-history.js";
import type { SalesHistory, StoreCatalogue } from "../stores/types.js";

export interface FreshReadsOptions {
  /** `postgresql://...`; one connection of its own listens. */
  databaseUrl: string;
  pool: pg.Pool;
  /** The database's own. */
  catalogue: StoreCatalogue;
  history: SalesHistory;
  /** Reads the champions of these stores anew, or all. */
  refreshChampions: (storeCodes?: readonly string[]) => Promise<void>;
  /** Milliseconds of a clock that only goes forward. */
  getElapsedMs: () => number;
  logger: Pick<Logger, "warn" | "info">;
}

/** What was done so that no answer is out of date. */
export interface FreshnessCounts {
  checks: LeaseCounts;
  /** Readings of champions that moved unheard of. */
  catchUps: { succeeded: number; failed: number };
}

/** Stores and days in memory, no older than a second whatever process has changed them. */
export interface FreshReads {
  catalogue: StoreCatalogue;
  history: SalesHistory;
  lease: StateLease;
  champions: Pick<ChampionFollower, "settle" | "getLapses">;
  getCounts: () => FreshnessCounts;
  close(): Promise<void>;
}

/**
 * Opens them for a process that has read no champions yet.
 *
 * @throws ServiceUnavailableError("database")
 */
export async function openFreshReads(options: FreshReadsOptions): Promise<FreshReads> {
  const { databaseUrl: url, pool, logger, getElapsedMs } = options;
  const { champions } = await loadStateVersions(pool);
  const follower = makeChampionFollower({
    reached: champions,
    loadMoved: (after) => loadMovedStores(pool, after),
    refresh: options.refreshChampions,
    getElapsedMs,
    logger,
  });
  let toldAfter = -1;
  const lease = makeStateLease({
    load: () => loadStateVersions(pool),
    follow: (versions, goodUntilMs) => follower.follow(versions.champions, goodUntilMs),
    getElapsedMs,
    onFailure: (error) => {
      const { succeeded } = lease.getCounts();
      if (toldAfter !== succeeded) logger.warn({ err: error }, "nothing is answered from memory for now");
      toldAfter = succeeded;
    },
  });
  const listener = await openListener({
    ...{ url, channel: STATE_CHANNEL, purpose: "state", logger },
    // Champions that move are told of by name elsewhere, and what that misses is found when the lease is renewed.
    onMessage: (kind) => {
      if (kind === "stores") lease.drop();
    },
    onBack: () => lease.drop(),
  });
  const hold = () => {
    const versions = lease.hold();
    return versions instanceof Promise
      ? versions.then((known) => known?.stores.name ?? null)
      : (versions?.stores.name ?? null);
  };
  return {
    catalogue: makeRememberedCatalogue(options.catalogue, hold),
    history: makeRememberedHistory(options.history, hold),
    lease,
    champions: follower,
    getCounts: () => ({ checks: lease.getCounts(), catchUps: follower.getCounts() }),
    close: () => listener.close(),
  };
}
