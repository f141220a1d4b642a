import { runQuery, type Queryable } from "../database/pool.js";
import type { Day } from "../model/day.js";
import { poolResiduals, type ChainResiduals } from "../model/index.js";

/** How old the chain's pool may be before it is read anew, ms. Each training changes it by one store in many. */
const MAX_AGE_MS = 60_000;

/** The forecast errors that the backtests of all stores left, by which the intervals of a store with few of its own are calibrated. */
export interface ResidualPool {
  /** As it was at most a minute ago; null before the first store. */
  load(): Promise<ChainResiduals | null>;
  /** Replaces what the store left before. */
  save(storeId: number, residuals: readonly number[], trainedThrough: Day): Promise<void>;
}

/** @param getElapsedMs milliseconds of a clock that only goes forward */
export function makeResidualPool(db: Queryable, getElapsedMs: () => number): ResidualPool {
  let last: { readAtMs: number; pool: Promise<ChainResiduals | null> } | null = null;

  async function read(): Promise<ChainResiduals | null> {
    const rows = await runQuery<{ residuals: number[] }>(
      db,
      "SELECT residuals FROM backtest_residual ORDER BY store_id",
    );
    return rows.length === 0 ? null : poolResiduals(rows.map(({ residuals }) => residuals));
  }

  return {
    load: () => {
      const nowMs = getElapsedMs();
      if (last === null || nowMs - last.readAtMs > MAX_AGE_MS) {
        const pool = read();
        const reading = { readAtMs: nowMs, pool };
        last = reading;
        // A failure is for whoever asked; the next one asks again.
        pool.catch(() => {
          if (last === reading) last = null;
        });
      }
      return last.pool;
    },
    save: async (storeId, residuals, trainedThrough) => {
      await runQuery(
        db,
        `INSERT INTO backtest_residual (store_id, residuals, trained_through) VALUES ($1, $2, $3)
         ON CONFLICT (store_id) DO UPDATE SET residuals = excluded.residuals, trained_through = excluded.trained_through
         WHERE backtest_residual.trained_through <= excluded.trained_through`,
        [storeId, residuals, trainedThrough],
      );
    },
  };
}
