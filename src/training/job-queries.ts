import type pg from "pg";

import { runQuery } from "../database/pool.js";
import { InvalidInputError } from "../errors.js";
import { isJobId, JOB_COLUMNS, toJob, type JobRow } from "./job-rows.js";
import type { RetrainJob, RetrainService } from "./types.js";

type JobQueries = Pick<RetrainService, "findJobs" | "loadJobs" | "loadActiveJobs" | "loadEndedJobs">;

/** A page's row; without a job (a null id) where the page is empty. */
type PageRow = JobRow & { id: string | null; total_count: number; is_after_known: boolean };

/** Reads of retrain jobs, one statement each. */
export function makeJobQueries(pool: pg.Pool): JobQueries {
  return {
    findJobs: async (filter, { first, after }) => {
      if (after !== undefined && !isJobId(after)) throw makeUnknownJobError(after);
      const rows = await runQuery<PageRow>(
        pool,
        `WITH matching AS (
           SELECT job.* FROM retrain_job job
           WHERE ($1::integer[] IS NULL OR job.store_id = ANY ($1))
             AND ($2::text[] IS NULL OR job.status = ANY ($2))
         ), page AS (
           SELECT ${JOB_COLUMNS}, job.seq FROM matching job
           WHERE $4::uuid IS NULL OR job.seq < (SELECT seq FROM retrain_job WHERE id = $4)
           ORDER BY job.seq DESC LIMIT $3
         )
         SELECT page.*, (SELECT count(*) FROM matching) AS total_count,
           $4::uuid IS NULL OR EXISTS (SELECT FROM retrain_job WHERE id = $4) AS is_after_known
         FROM (VALUES (1)) AS always LEFT JOIN page ON true
         ORDER BY page.seq DESC`,
        [filter.storeIds ?? null, filter.statuses ?? null, first + 1, after ?? null],
      );
      const [{ total_count, is_after_known }] = rows as [PageRow];
      if (after !== undefined && !is_after_known) throw makeUnknownJobError(after);
      const jobs = rows.filter((row) => row.id !== null).map(toJob);
      return { items: jobs.slice(0, first), hasNextPage: jobs.length > first, totalCount: total_count };
    },

    loadJobs: async (ids) => {
      const rows = await runQuery<JobRow>(
        pool,
        `SELECT ${JOB_COLUMNS} FROM retrain_job job WHERE job.id = ANY ($1::uuid[])`,
        [ids.filter(isJobId)],
      );
      return new Map(rows.map((row) => [row.id, toJob(row)]));
    },

    loadActiveJobs: async (storeIds) => {
      const rows = await runQuery<JobRow>(
        pool,
        `SELECT ${JOB_COLUMNS} FROM retrain_job job
         WHERE job.store_id = ANY ($1) AND job.status IN ('QUEUED', 'RUNNING')
         ORDER BY job.store_id, job.status DESC`,
        [storeIds],
      );
      const jobs = new Map<number, RetrainJob[]>();
      for (const row of rows) jobs.set(row.store_id, [...(jobs.get(row.store_id) ?? []), toJob(row)]);
      return jobs;
    },

    loadEndedJobs: async (storeIds, since) => {
      const rows = await runQuery<JobRow>(
        pool,
        `SELECT ${JOB_COLUMNS} FROM retrain_job job
         WHERE job.changed_at >= $2 AND job.store_id = ANY ($1) AND job.status IN ('SUCCEEDED', 'FAILED', 'CANCELLED')
         ORDER BY job.changed_at DESC LIMIT $3`,
        [storeIds, since, MOST_ENDED],
      );
      return rows.map(toJob).reverse();
    },
  };
}

/** Far more than end while a subscriber is away; who was away for longer reads the jobs page by page. */
const MOST_ENDED = 10_000;

function makeUnknownJobError(id: string): InvalidInputError {
  return new InvalidInputError(
    `There is no retrain job "${id}": after must be the id of a job of this list.`,
    "after",
  );
}
