import type pg from "pg";
import type { Logger } from "pino";

import { runQuery, type Queryable } from "../database/pool.js";
import { startRepeating } from "../training/repeating.js";

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
  const pruning = startRepeating({
    intervalMs: DAY_MS,
    run: async () => {
      const pruned = await pruneAudit(pool, days, now());
      if (pruned > 0) logger.info({ pruned, days }, "old entries of the audit log are gone");
    },
    onError: (error) =>
      logger.warn({ err: error }, "the audit log could not be pruned; the next try is tomorrow"),
  });
  return { close: () => pruning.stop() };
}
