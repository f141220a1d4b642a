import type pg from "pg";
import type { Logger } from "pino";

import { runQuery } from "../database/pool.js";
import type { AttemptEnd, JobTransitions } from "./job-transitions.js";

/** What giving up works with. */
export interface GivingUpOptions {
  pool: pg.Pool;
  transitions: Pick<JobTransitions, "fail">;
  /** What the end of a job owes to others. */
  settle: (end: AttemptEnd) => Promise<void>;
  logger: Pick<Logger, "warn">;
}

/**
 * Fails a job that the queue has given up, because its workers died too often. Never rejects: what cannot be noted now leaves a job that
 * runs and that the queue does not know, which the reconciliation hands over again.
 */
export function makeGivingUp({ pool, transitions, settle, logger }: GivingUpOptions) {
  return async (id: string): Promise<void> => {
    try {
      const [job] = await runQuery<{ attempts: number }>(
        pool,
        "SELECT attempts FROM retrain_job WHERE id = $1 AND status = 'RUNNING'",
        [id],
      );
      const end =
        job &&
        (await transitions.fail(
          { job: { id }, number: job.attempts },
          {
            code: "WORKER_CRASHED",
            message: "The workers that ran this job died, each time, before it was done.",
            isRetryable: true,
          },
          false,
        ));
      if (!end) return;
      logger.warn({ job: id, attempts: job.attempts }, "a job whose workers died was given up");
      await settle(end);
    } catch (error) {
      logger.warn({ err: error, job: id }, "a job that the queue gave up is left to the reconciliation");
    }
  };
}
