import type pg from "pg";

import { runQuery } from "../database/pool.js";
import type { FoldResult } from "../mlflow/batch-types.js";
import { addDays } from "../model/day.js";
import { isJobId } from "./job-rows.js";
import type { RetrainService, TestedFold } from "./types.js";

/** Reads of what trainings left of their backtests. */
export function makeFoldQueries(pool: pg.Pool): Pick<RetrainService, "loadFolds"> {
  return {
    loadFolds: async (jobIds) => {
      const rows = await runQuery<{ id: string; folds: FoldResult[] }>(
        pool,
        `SELECT id, training->'folds' AS folds FROM retrain_job
         WHERE id = ANY ($1::uuid[]) AND jsonb_typeof(training->'folds') = 'array'`,
        [jobIds.filter(isJobId)],
      );
      return new Map(rows.map(({ id, folds }) => [id, folds.map(toTestedFold)]));
    },
  };
}

function toTestedFold({ cutoff, wape, baselineWape, ahead, y, ...forecast }: FoldResult): TestedFold {
  const points = ahead.map((days, index) => ({
    date: addDays(cutoff, days),
    y: y[index]!,
    yhat: forecast.yhat[index]!,
    lower: forecast.lower[index]!,
    upper: forecast.upper[index]!,
  }));
  return { cutoff, wape, baselineWape, points };
}
