import type pg from "pg";
import type { Logger } from "pino";

import { runQuery, type Queryable } from "../database/pool.js";

/** The day of prunings is as good as any other, and a restart is one more. */
const INTERVAL_MS = 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Takes entries that are older than so many days out of the log.
 *
 * @returns how many
 */
export async function pruneAudit(db: Queryable, days: number, now: Date): Promise<number> {
  const olderThan = new Date(now.getTime() - days * DAY_MS);
  const [row] = await runQuery<{ pruned: number }>(db, "SELECT prune_audit($1) AS pruned", [olderThan]);
  return row!.pruned;
}

interface RetentionOptions {
  pool: pg.Pool;
  /** Days that entries are kept; 0 for good. */
  days: number;
  now: () => Date;
  logger: Pick<Logger, "info" | "warn">;
}

/** Prunes at once, then daily. Several processes may: what is gone is gone. */
export function keepAuditShort({ pool, days, now, logger }: RetentionOptions): { close(): Promise<void> } {
  if (days === 0) return { close: () => Promise.resolve() };
  const prune = async () => {
    try {
      const pruned = await pruneAudit(pool, days, now());
      if (pruned > 0) logger.info({ pruned, days }, "old entries of the audit log are gone");
    } catch (error) {
      logger.warn({ err: error }, "the audit log could not be pruned; the next try is tomorrow");
    }
  };
  let running = prune();
  const timer = setInterval(() => (running = prune()), INTERVAL_MS);
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
