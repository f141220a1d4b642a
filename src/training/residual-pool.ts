import { runQuery, type Queryable } from "../database/pool.js";
import type { Day } from "../model/day.js";
import type { ResidualSummary } from "../model/index.js";

/** How old the chain's pool may be before it is read anew, ms. Each training changes it by one store in many. */
const MAX_AGE_MS = 60_000;

/** The forecast errors that the backtests of all stores left, by which the intervals of a store with few of its own are calibrated. */
export interface ResidualPool {
  /** One a store, as it was at most a minute ago. */
  load(): Promise<ResidualSummary[]>;
  /** Replaces what the store left before. */
  save(storeId: number, residuals: ResidualSummary, trainedThrough: Day): Promise<void>;
}

/** @param getElapsedMs milliseconds of a clock that only goes forward */
export function makeResidualPool(db: Queryable, getElapsedMs: () => number): ResidualPool {
  let last: { readAtMs: number; pool: Promise<ResidualSummary[]> } | null = null;

  const read = () =>
    runQuery<{ count: number; meanSize: number }>(
      db,
      `SELECT days AS count, mean_size AS "meanSize" FROM backtest_residual ORDER BY store_id`,
    );

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
    save: async (storeId, { count, meanSize }, trainedThrough) => {
      await runQuery(
        db,
        `INSERT INTO backtest_residual (store_id, days, mean_size, trained_through) VALUES ($1, $2, $3, $4)
         ON CONFLICT (store_id) DO UPDATE
         SET days = excluded.days, mean_size = excluded.mean_size, trained_through = excluded.trained_through
         WHERE backtest_residual.trained_through <= excluded.trained_through`,
        [storeId, count, meanSize, trainedThrough],
      );
    },
  };
}
