import type pg from "pg";

import { runQuery } from "../database/pool.js";
import { InvalidInputError } from "../errors.js";
import { BATCH_COLUMNS, toBatch, type BatchRow } from "./batch-rows.js";
import type { BatchProgress, RetrainBatchService } from "./batch-types.js";
import { loadStorePages } from "./batch-store-pages.js";
import { expectFinish, RECENT_MINUTES } from "./expected-finish.js";
import { loadFleetActivity } from "./fleet-activity.js";
import { isJobId } from "./job-rows.js";

/** A page's row; without a batch (a null id) where the page is empty. */
type PageRow = BatchRow & { id: string | null; total_count: number; is_after_known: boolean };

interface ProgressRow {
  batch_id: string;
  stores: number;
  up_to_date: number;
  queued: number;
  running: number;
  succeeded: number;
  failed: number;
  cancelled: number;
  progress: number;
  recently_ended: number;
  seconds: number | null;
}

/** Reads of batches, one statement each. */
export function makeBatchQueries(pool: pg.Pool, now: () => Date): Omit<RetrainBatchService, "cancelBatch"> {
  return {
    findBatches: async ({ isOpen = false, regionCodes }, { first, after }) => {
      if (after !== undefined && !isJobId(after)) throw makeUnknownBatchError(after);
      const rows = await runQuery<PageRow>(
        pool,
        `WITH matching AS (
           SELECT batch.* FROM retrain_batch batch
           WHERE (NOT $1 OR batch.finished_at IS NULL) AND ($4::text[] IS NULL OR EXISTS (
             SELECT FROM retrain_batch_store asked JOIN store ON store.id = asked.store_id
             WHERE asked.batch_id = batch.id AND store.region_code = ANY ($4)
           ))
         ), page AS (
           SELECT ${BATCH_COLUMNS}, batch.seq FROM matching batch
           WHERE $3::uuid IS NULL OR batch.seq < (SELECT seq FROM retrain_batch WHERE id = $3)
           ORDER BY batch.seq DESC LIMIT $2
         )
         SELECT page.*, (SELECT count(*) FROM matching) AS total_count,
           $3::uuid IS NULL OR EXISTS (SELECT FROM retrain_batch WHERE id = $3) AS is_after_known
         FROM (VALUES (1)) AS always LEFT JOIN page ON true
         ORDER BY page.seq DESC`,
        [isOpen, first + 1, after ?? null, regionCodes ?? null],
      );
      const [{ total_count, is_after_known }] = rows as [PageRow];
      if (after !== undefined && !is_after_known) throw makeUnknownBatchError(after);
      const batches = rows.filter((row) => row.id !== null).map(toBatch);
      return {
        items: batches.slice(0, first),
        hasNextPage: batches.length > first,
        totalCount: total_count,
      };
    },

    loadBatches: async (ids) => {
      const rows = await runQuery<BatchRow>(
        pool,
        `SELECT ${BATCH_COLUMNS} FROM retrain_batch batch WHERE batch.id = ANY ($1::uuid[])`,
        [ids.filter(isJobId)],
      );
      return new Map(rows.map((row) => [row.id, toBatch(row)]));
    },

    loadBatchRegions: async (ids) => {
      const rows = await runQuery<{ batch_id: string; region_codes: string[] }>(
        pool,
        `SELECT asked.batch_id, array_agg(DISTINCT store.region_code) AS region_codes
         FROM retrain_batch_store asked JOIN store ON store.id = asked.store_id
         WHERE asked.batch_id = ANY ($1::uuid[])
         GROUP BY asked.batch_id`,
        [ids.filter(isJobId)],
      );
      return new Map(rows.map((row) => [row.batch_id, row.region_codes]));
    },

    loadBatchProgress: async (ids) => {
      const rows = await runQuery<ProgressRow>(
        pool,
        `SELECT batch_id, count(*) AS stores,
           count(*) FILTER (WHERE outcome = 'UP_TO_DATE') AS up_to_date,
           count(*) FILTER (WHERE state = 'OPEN' AND status = 'QUEUED') AS queued,
           count(*) FILTER (WHERE state = 'OPEN' AND status = 'RUNNING') AS running,
           count(*) FILTER (WHERE state = 'ENDED' AND status = 'SUCCEEDED') AS succeeded,
           count(*) FILTER (WHERE state = 'ENDED' AND status = 'FAILED') AS failed,
           count(*) FILTER (WHERE state = 'WITHDRAWN') AS cancelled,
           coalesce(avg(CASE state WHEN 'OPEN' THEN progress ELSE 1 END) FILTER (WHERE job_id IS NOT NULL), 1) AS progress,
           count(*) FILTER (WHERE is_recent) AS recently_ended,
           extract(epoch FROM clock_timestamp() - min(changed_at) FILTER (WHERE is_recent))::float8 AS seconds
         FROM (
           SELECT asked.*, job.status, job.progress, job.changed_at,
             asked.state = 'ENDED' AND job.changed_at >= clock_timestamp() - make_interval(mins => $2) AS is_recent
           FROM retrain_batch_store asked LEFT JOIN retrain_job job ON job.id = asked.job_id
           WHERE asked.batch_id = ANY ($1::uuid[])
         ) AS asked
         GROUP BY batch_id`,
        [ids.filter(isJobId), RECENT_MINUTES],
      );
      return new Map(rows.map((row) => [row.batch_id, toProgress(row, now())]));
    },

    loadBatchStores: (requests) => loadStorePages(pool, requests),
    loadActivity: () => loadFleetActivity(pool, now()),
  };
}

function toProgress(row: ProgressRow, now: Date): BatchProgress {
  const { stores, queued, running, succeeded, failed, cancelled } = row;
  const recent = { ended: row.recently_ended, seconds: row.seconds };
  return {
    counts: { stores, upToDate: row.up_to_date, queued, running, succeeded, failed, cancelled },
    progress: row.progress,
    expectedFinish: expectFinish(queued + running, recent, now),
  };
}

function makeUnknownBatchError(id: string): InvalidInputError {
  return new InvalidInputError(
    `There is no retrain batch "${id}": after must be the id of a batch of this list.`,
    "after",
  );
}
