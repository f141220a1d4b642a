import type pg from "pg";

import { runQuery, transaction, type Queryable } from "../database/pool.js";
import type { BatchRun } from "../mlflow/batch-types.js";
import type { ModelRegistry } from "../mlflow/types.js";
import type { Store, StoreCatalogue } from "../stores/types.js";
import { BACKTEST } from "./backtest-plan.js";
import { closeBatches, closeBatchesOfJob } from "./batch-ends.js";
import { PICTURED_STORES, type BatchPainter, type PicturedResult } from "./batch-pictures.js";
import type { TrainingRecord } from "./job-rows.js";
import type { Attempt } from "./job-transitions.js";
import { forgetServingForms, handOverServingForms, keepServingForm } from "./serving-forms.js";
import type { RetrainFailure, RetrainJob, RetrainStatus } from "./types.js";

/** The MLflow run of a batch. */
export interface Run {
  runId: string;
  experimentId: string;
}

/** Batches and their runs in MLflow: one run a batch, begun by its first job and ended after its last. */
export interface RetrainBatches {
  /** The batch's run, created by whoever asks first, in whatever process. */
  ensureRun(batchId: string): Promise<Run>;
  /** Whether each of the batch's stores gets a picture. */
  isPictured(batchId: string): Promise<boolean>;
  /** Keeps the serving form of a model until the batch's run takes it: for a batch that is not pictured, of many stores. */
  keepServingForm(attempt: Attempt, text: string): Promise<void>;
  /** Ends the batch's run if all its jobs have ended and nobody else is at it, and the batch with it. Safe to repeat. */
  finishIfDone(batchId: string): Promise<void>;
  /** The same for every batch that has waited for this job, now that it has ended. */
  finishAfter(job: Pick<RetrainJob, "id" | "batchId">): Promise<void>;
}

interface BatchRow {
  requested_by: string;
  trigger: string;
  recipe: string;
  store_count: number;
  created_at: Date;
  run_id: string | null;
  experiment_id: string | null;
  cancelled_by: string | null;
}

interface ResultRow {
  store_id: number;
  status: RetrainStatus;
  version: number | null;
  promoted: boolean | null;
  failure: RetrainFailure | null;
  training: TrainingRecord | null;
}

const BATCH_COLUMNS =
  "requested_by, trigger, recipe, store_count, created_at, run_id, experiment_id, cancelled_by";

/** Makes the handling of batches. */
export function makeRetrainBatches(options: {
  pool: pg.Pool;
  registry: Pick<ModelRegistry, "startRun" | "putServingForms" | "finishRun">;
  catalogue: Pick<StoreCatalogue, "loadStoresById">;
  /** Version of this product. */
  codeVersion: string;
  now: () => Date;
  /** Draws what is shown; nothing by default. */
  paint?: BatchPainter;
}): RetrainBatches {
  const { pool, registry, catalogue, codeVersion, now, paint } = options;
  const starting = new Map<string, Promise<Run>>();

  /** A process that dies between the run's creation and our note of it has said before that it would create one. */
  async function startRun(batchId: string): Promise<Run> {
    const [before] = await runQuery<{ run_requested: boolean }>(
      pool,
      `WITH before AS (SELECT id, run_requested FROM retrain_batch WHERE id = $1 FOR UPDATE)
       UPDATE retrain_batch AS batch SET run_requested = true FROM before WHERE batch.id = before.id
       RETURNING before.run_requested`,
      [batchId],
    );
    return await transaction(pool, async (client) => {
      const [row] = await runQuery<BatchRow>(
        client,
        `SELECT ${BATCH_COLUMNS} FROM retrain_batch WHERE id = $1 FOR UPDATE`,
        [batchId],
      );
      if (!row || !before) throw new Error(`There is no batch ${batchId}.`);
      const known = getRun(row);
      if (known) return known;
      const run = await registry.startRun(toBatchRun(batchId, row, codeVersion), before.run_requested);
      await runQuery(client, "UPDATE retrain_batch SET run_id = $2, experiment_id = $3 WHERE id = $1", [
        batchId,
        run.runId,
        run.experimentId,
      ]);
      return run;
    });
  }

  async function ensureRun(batchId: string): Promise<Run> {
    const [row] = await runQuery<BatchRow>(pool, `SELECT ${BATCH_COLUMNS} FROM retrain_batch WHERE id = $1`, [
      batchId,
    ]);
    const known = row && getRun(row);
    if (known) return known;
    // Jobs of one process wait for one call, not each with a connection of its own.
    let start = starting.get(batchId);
    if (!start) {
      start = startRun(batchId).finally(() => starting.delete(batchId));
      starting.set(batchId, start);
    }
    return await start;
  }

  /** A batch whose jobs were all cancelled before one began never has a run. */
  async function isRunDue(batchId: string): Promise<boolean> {
    const due = await runQuery(
      pool,
      `SELECT FROM retrain_batch batch
       WHERE id = $1 AND finished_at IS NULL AND run_ended_at IS NULL AND store_count > 0
         AND NOT EXISTS (SELECT FROM retrain_job WHERE batch_id = $1 AND status IN ('QUEUED', 'RUNNING'))
         AND (run_requested OR EXISTS (SELECT FROM retrain_job WHERE batch_id = $1 AND status <> 'CANCELLED'))`,
      [batchId],
    );
    return due.length > 0;
  }

  async function finishIfDone(batchId: string): Promise<void> {
    if (await isRunDue(batchId)) await endRun(batchId);
    else await closeBatches(pool, [batchId], now());
  }

  async function endRun(batchId: string): Promise<void> {
    // A batch whose jobs all failed before they needed a run has one all the same: its failures are worth seeing.
    const { runId } = await ensureRun(batchId);
    await transaction(pool, async (client) => {
      const [batch] = await runQuery<BatchRow>(
        client,
        `SELECT ${BATCH_COLUMNS} FROM retrain_batch
         WHERE id = $1 AND run_ended_at IS NULL FOR UPDATE SKIP LOCKED`,
        [batchId],
      );
      if (!batch) return;
      const rows = await runQuery<ResultRow>(
        client,
        `SELECT store_id, status, version, promoted, failure, training
         FROM retrain_job WHERE batch_id = $1 ORDER BY seq`,
        [batchId],
      );
      const stores = await catalogue.loadStoresById(rows.map((row) => row.store_id));
      const results = rows.map((row) => toResult(row, stores));
      const endedAt = now();
      const pictures = await paint?.(results);
      await handOverServingForms(client, registry, batchId, runId);
      await registry.finishRun(runId, toBatchRun(batchId, batch, codeVersion), results, endedAt, pictures);
      await runQuery(client, "UPDATE retrain_batch SET run_ended_at = $2 WHERE id = $1", [batchId, endedAt]);
      await closeBatches(client, [batchId], endedAt);
      await forgetServingForms(client, batchId);
      if (batch.store_count <= PICTURED_STORES) await forgetComponents(client, batchId);
    });
  }

  return {
    ensureRun,

    isPictured: async (batchId) => {
      const [batch] = await runQuery<Pick<BatchRow, "store_count">>(
        pool,
        "SELECT store_count FROM retrain_batch WHERE id = $1",
        [batchId],
      );
      return batch !== undefined && batch.store_count <= PICTURED_STORES;
    },

    keepServingForm: (attempt, text) => keepServingForm(pool, attempt, text),

    finishIfDone,

    finishAfter: async ({ id, batchId }) => {
      await closeBatchesOfJob(pool, id, now());
      if (await isRunDue(batchId)) await endRun(batchId);
    },
  };
}

/** Ten kilobytes a store, which nobody needs once they are drawn. */
async function forgetComponents(db: Queryable, batchId: string): Promise<void> {
  await runQuery(db, "UPDATE retrain_job SET training = training - 'components' WHERE batch_id = $1", [
    batchId,
  ]);
}

function getRun({ run_id: runId, experiment_id: experimentId }: BatchRow): Run | null {
  return runId === null || experimentId === null ? null : { runId, experimentId };
}

function toBatchRun(batchId: string, row: BatchRow, codeVersion: string): BatchRun {
  const stores = row.store_count === 1 ? "1 store" : `${row.store_count} stores`;
  return {
    batchId,
    name: `retrain ${stores} ${row.created_at.toISOString().slice(0, 16).replace("T", " ")}`,
    requestedBy: row.requested_by,
    trigger: row.trigger,
    recipe: row.recipe,
    codeVersion,
    storeCount: row.store_count,
    backtest: BACKTEST,
    startedAt: row.created_at,
    cancelledBy: row.cancelled_by,
  };
}

function toResult(row: ResultRow, stores: ReadonlyMap<number, Store>): PicturedResult {
  const { training, failure } = row;
  const store = stores.get(row.store_id);
  if (!store) throw new Error(`Store with id ${row.store_id} is not in the catalogue.`);
  return {
    storeCode: store.code,
    status: row.status === "SUCCEEDED" || row.status === "CANCELLED" ? row.status : "FAILED",
    modelId: training?.modelId ?? null,
    version: row.version,
    promoted: row.promoted ?? false,
    trainedThrough: training?.trainedThrough ?? null,
    dataDigest: training?.dataDigest ?? null,
    rows: training?.rows ?? null,
    backtest: training?.backtest ?? null,
    folds: training?.folds ?? [],
    components: training?.components ?? null,
    reason: training?.reason ?? null,
    failure: failure && `${failure.code}: ${failure.message}`,
  };
}
