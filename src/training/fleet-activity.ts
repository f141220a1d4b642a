import type pg from "pg";

import { runQuery } from "../database/pool.js";
import type { FleetActivity } from "./batch-types.js";
import { expectFinish, RECENT_MINUTES } from "./expected-finish.js";

interface ActivityRow {
  queued: number;
  running: number;
  oldest_wait: number | null;
  failed: number;
  ended: number;
  seconds: number | null;
}

/** What all jobs together are at. Times between two moments are by the database's clock: those of workers may be off. */
export async function loadFleetActivity(pool: pg.Pool, now: Date): Promise<FleetActivity> {
  const [row] = await runQuery<ActivityRow>(
    pool,
    `WITH recent AS (
       SELECT count(*) AS ended, extract(epoch FROM clock_timestamp() - min(changed_at))::float8 AS seconds
       FROM retrain_job
       WHERE changed_at >= clock_timestamp() - make_interval(mins => $1) AND status IN ('SUCCEEDED', 'FAILED')
     ), waiting AS (
       SELECT count(*) AS queued, extract(epoch FROM clock_timestamp() - min(changed_at))::float8 AS oldest_wait
       FROM retrain_job WHERE status = 'QUEUED'
     )
     SELECT recent.*, waiting.*,
       (SELECT count(*) FROM retrain_job WHERE status = 'RUNNING') AS running,
       (SELECT count(*) FROM retrain_job
        WHERE status = 'FAILED' AND changed_at >= clock_timestamp() - interval '24 hours') AS failed
     FROM recent, waiting`,
    [RECENT_MINUTES],
  );
  const { queued, running, oldest_wait, failed, ended, seconds } = row!;
  return {
    queued,
    running,
    failedLastDay: failed,
    oldestWaitSeconds: oldest_wait,
    runsPerMinute: ended / RECENT_MINUTES,
    expectedFinish: expectFinish(queued + running, { ended, seconds }, now),
  };
}
