import { setTimeout as delay } from "node:timers/promises";

import type pg from "pg";
import type { Logger } from "pino";

import { runQuery } from "../database/pool.js";
import type { StoreCatalogue } from "../stores/types.js";
import { makeCalendar, type RetrainSchedule } from "./retrain-calendar.js";
import { fireOnce, skipFiring } from "./retrain-firing.js";
import type { RetrainService } from "./types.js";

/** What the schedule works with. */
export interface RetrainScheduleOptions {
  pool: pg.Pool;
  catalogue: Pick<StoreCatalogue, "listStores">;
  retrain: Pick<RetrainService, "request">;
  /** Null: no schedule, and one that was there is forgotten. */
  schedule: RetrainSchedule | null;
  logger: Pick<Logger, "info" | "warn">;
  /** The clock of all workers; the database's by default. */
  loadNow?: () => Promise<Date>;
}

/** A firing that nobody was there for is made up for this long, ms. */
const CATCH_UP_MS = 3_600_000;
/** How far back the calendar is read, ms: before any hour that a clock change repeats. */
const LOOK_BACK_MS = 3 * CATCH_UP_MS;
/** Longest pause between two looks at the clock, ms, for clocks are set. */
const LONGEST_PAUSE_MS = 30_000;
/** Pause after a firing that could not be done, or that another worker is at, ms. */
const RETRY_MS = 5_000;

/**
 * Keeps a schedule: whenever it fires, all stores whose models have not seen all data are asked for, in one batch.
 *
 * Any number of workers may keep it. The database's clock says when it is time and a row of it makes each firing one, so that no clock
 * of a machine matters, and a worker that dies in the middle leaves the firing to the next.
 *
 * @throws ConfigurationError for a schedule that is none; ServiceUnavailableError("database")
 */
export async function startRetrainSchedule(
  options: RetrainScheduleOptions,
): Promise<{ close(): Promise<void> }> {
  const { pool, schedule, logger, loadNow = () => loadDatabaseNow(pool) } = options;
  if (schedule === null) {
    await runQuery(pool, "DELETE FROM retrain_schedule");
    return { close: () => Promise.resolve() };
  }
  const calendar = makeCalendar(schedule);
  const startedAt = await loadNow();
  const seenThrough = await rememberSchedule(pool, schedule, startedAt);
  const advance = calendar.iterateAfter(
    new Date(Math.max(seenThrough.getTime(), startedAt.getTime() - LOOK_BACK_MS)),
  );
  const closing = new AbortController();
  let upcoming = advance();
  let due: Date | null = null;

  /** Does what is due; answers how long nothing will be, ms. */
  async function look(): Promise<number> {
    const at = await loadNow();
    for (; upcoming <= at; upcoming = advance()) due = upcoming;
    if (due) {
      if (at.getTime() - due.getTime() > CATCH_UP_MS) await skipFiring(options, due);
      else if (!(await fireOnce(options, due))) return RETRY_MS;
      due = null;
    }
    return Math.min(upcoming.getTime() - at.getTime(), LONGEST_PAUSE_MS);
  }

  async function keep(): Promise<void> {
    while (!closing.signal.aborted) {
      const pauseMs = await look().catch((error: unknown) => {
        logger.warn({ err: error, firedFor: due }, "the schedule could not be kept and will be tried again");
        return RETRY_MS;
      });
      await delay(pauseMs, undefined, { signal: closing.signal }).catch((error: unknown) => {
        if (!closing.signal.aborted) throw error;
      });
    }
  }

  const keeping = keep();
  return {
    close: async () => {
      closing.abort();
      await keeping;
    },
  };
}

/** The schedule that workers keep and when it fires next; null without one. */
export async function loadNextFiring(pool: pg.Pool): Promise<(RetrainSchedule & { next: Date }) | null> {
  const [row] = await runQuery<RetrainSchedule & { at: Date }>(
    pool,
    "SELECT pattern, zone, clock_timestamp() AS at FROM retrain_schedule",
  );
  if (!row) return null;
  const { pattern, zone, at } = row;
  return { pattern, zone, next: makeCalendar({ pattern, zone }).iterateAfter(at)() };
}

/** Notes the schedule, and answers through when it has been seen to: its last firing, or since when it is what it is. */
async function rememberSchedule(pool: pg.Pool, { pattern, zone }: RetrainSchedule, at: Date): Promise<Date> {
  await runQuery(
    pool,
    `INSERT INTO retrain_schedule AS known (pattern, zone, since) VALUES ($1, $2, $3)
     ON CONFLICT (is_present) DO UPDATE SET pattern = $1, zone = $2, since = $3
     WHERE (known.pattern, known.zone) <> ($1, $2)`,
    [pattern, zone, at],
  );
  const [row] = await runQuery<{ seen_through: Date }>(
    pool,
    `SELECT greatest(since, (SELECT max(fired_for) FROM retrain_firing WHERE ended_at IS NOT NULL)) AS seen_through
     FROM retrain_schedule`,
  );
  // Another worker, without a schedule, may have forgotten it meanwhile.
  return row?.seen_through ?? at;
}

async function loadDatabaseNow(pool: pg.Pool): Promise<Date> {
  const [row] = await runQuery<{ at: Date }>(pool, "SELECT clock_timestamp() AS at");
  if (!row) throw new Error("The database did not say what time it is.");
  return row.at;
}
