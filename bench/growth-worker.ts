/** A worker of `growth.ts` as a process of its own: real but for the registry, a stub that takes as long as MLflow does, and the sales, made up on the spot. */
import { setTimeout as delay } from "node:timers/promises";

import { makePool } from "../src/database/pool.js";
import type { ModelRegistry } from "../src/mlflow/types.js";
import { createRetrainWorker } from "../src/training/worker.js";
import { makeDays, makeStore, silent } from "../test/support/retrain.js";

/** What the process is told on its command line, as JSON. */
export interface GrowthWorkerOptions {
  databaseUrl: string;
  queueUrl: string;
  /** How long the registry takes for one store, ms. */
  registryMs: number;
}

/** What it answers when asked. */
export interface GrowthWorkerState {
  rssMb: number;
  cpuSeconds: number;
}

const { databaseUrl, queueUrl, registryMs } = JSON.parse(process.argv[2] ?? "") as GrowthWorkerOptions;

/** What a training asks of a registry; anything else is a mistake of the bench. */
const registry: Partial<ModelRegistry> = {
  findStoreModels: () => Promise.resolve(new Map()),
  findVersionOfJob: () => Promise.resolve(null),
  putServingForms: () => Promise.resolve(),
  startRun: () => Promise.resolve({ runId: "run", experimentId: "1" }),
  finishRun: () => Promise.resolve(),
  logModel: async () => {
    await delay(registryMs);
    return { modelId: "m-1", version: 1, modelSha256: "" };
  },
};
const days = makeDays({ through: "2015-06-19", days: 120, scale: 5_000 });
const load = <T>(ids: readonly number[], make: (id: number) => T) =>
  Promise.resolve(new Map(ids.map((id) => [id, make(id)])));

await createRetrainWorker({
  ...{ pool: makePool({ url: databaseUrl, max: 12, logger: silent }), url: queueUrl, logger: silent },
  catalogue: { loadStoresById: (ids) => load(ids, (id) => makeStore({ id, code: String(id) })) },
  history: { loadHistories: (ids) => load(ids, () => ({ days })), loadDays: (ids) => load(ids, () => []) },
  registry: registry as ModelRegistry,
  ...{ codeVersion: "bench", threads: 1, now: () => new Date() },
});
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  const state: GrowthWorkerState = {
    rssMb: process.memoryUsage().rss / 2 ** 20,
    cpuSeconds: (user + system) / 1e6,
  };
  process.send?.(state);
});
process.send?.("ready");
