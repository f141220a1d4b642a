import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runMigrations } from "../../src/database/migrations.js";
import { makePool } from "../../src/database/pool.js";
import { createModelRegistry } from "../../src/mlflow/registry.js";
import { makeStoreCatalogue } from "../../src/stores/catalogue.js";
import { makeSalesHistory } from "../../src/stores/history.js";
import { importRossmann } from "../../src/stores/import/index.js";
import { writeSample } from "../../src/stores/sample/write.js";
import { createRetrainQueue } from "../../src/training/queue.js";
import { createRetrainService } from "../../src/training/retrain-service.js";
import type { RetrainRequest } from "../../src/training/types.js";
import { createRetrainWorker, type RetrainWorker } from "../../src/training/worker.js";
import { startTestMlflow } from "./mlflow.js";
import { startTestPostgres } from "./postgres.js";
import { silent } from "./retrain.js";

/** Last day of sales: long enough for a backtest of each store, short enough for a test. */
export const END = "2015-07-31";

/** A generated chain whose models a real worker trains into a real MLflow. */
export interface TrainedChain {
  /** Address of MLflow. */
  mlflowUrl: string;
  /** Where its stores and queue are. */
  databaseUrl: string;
  /** Link to the experiment, as the product gives it. */
  experimentUrl: string;
  /** Trains stores from the one place to the other, as one batch. @returns the run */
  train(request: {
    from: number;
    to: number;
    requestedBy: string;
    trigger: RetrainRequest["trigger"];
  }): Promise<string>;
  /** Process of MLflow. */
  mlflowPid: number;
  /** Lets trainings that run end; from then on jobs wait. */
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts MLflow, a database with so many stores, and a worker: about 10 s. */
export async function startTrainedChain(storeCount: number): Promise<TrainedChain> {
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.reverse()) await close();
  };
  try {
    const postgres = await startTestPostgres();
    closers.push(() => postgres.stop());
    const mlflow = await startTestMlflow();
    closers.push(() => mlflow.stop());
    const url = await postgres.createDatabase();
    const pool = makePool({ url, max: 12, logger: silent });
    closers.push(() => pool.end());
    await runMigrations(pool);
    const directory = await mkdtemp(join(tmpdir(), "storecast-chain-"));
    await writeSample(directory, { stores: storeCount, end: END, seed: 1 });
    await importRossmann(pool, { directory });
    await rm(directory, { recursive: true });

    const catalogue = makeStoreCatalogue(pool);
    const stores = await catalogue.listStores({});
    const registry = createModelRegistry({ trackingUri: mlflow.url, random: () => 0.5, logger: silent });
    const queue = createRetrainQueue({ url, onError: () => undefined });
    closers.push(() => queue.close());
    const now = () => new Date();
    const service = createRetrainService({ pool, queue, registry, now, logger: silent });
    const startWorker = () =>
      createRetrainWorker({
        ...{ pool, url, catalogue, history: makeSalesHistory(pool), registry, now, logger: silent },
        ...{ codeVersion: "0.1.0", concurrency: 4, threads: 1 },
      });
    let worker: RetrainWorker | null = await startWorker();
    closers.push(async () => worker?.close());

    return {
      mlflowUrl: mlflow.url,
      databaseUrl: url,
      mlflowPid: mlflow.pid,
      stopWorker: async () => {
        await worker?.close();
        worker = null;
      },
      startWorker: async () => void (worker ??= await startWorker()),
      experimentUrl: await registry.getExperimentUrl(),
      train: async ({ from, to, requestedBy, trigger }) => {
        const { batch } = await service.request({
          ...{ stores: stores.slice(from, to), force: true, requestedBy, trigger },
        });
        for (let look = 0; look < 600; look++) {
          const { rows } = await pool.query<{ run_id: string | null }>(
            `WITH pause AS MATERIALIZED (SELECT pg_sleep(0.1))
             SELECT (SELECT run_id FROM retrain_batch WHERE id = $1 AND finished_at IS NOT NULL) FROM pause`,
            [batch?.id],
          );
          if (rows[0]?.run_id) return rows[0].run_id;
        }
        throw new Error("the batch has not ended within a minute");
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
