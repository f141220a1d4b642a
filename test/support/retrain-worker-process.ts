/** A retrain worker as a process of its own, for tests that kill it. Its registry is the parent's, over IPC, or a server's. */
import { once } from "node:events";

import { makePool } from "../../src/database/pool.js";
import { createModelRegistry } from "../../src/mlflow/registry.js";
import type { ModelRegistry } from "../../src/mlflow/types.js";
import type { Store } from "../../src/stores/types.js";
import { createRetrainWorker } from "../../src/training/worker.js";
import { makeDays, makeShop, silent } from "./retrain.js";

/** What the process is told on its command line, as JSON. */
export interface WorkerProcessOptions {
  url: string;
  /** Where the queue is; the database by default. */
  queueUrl?: string;
  stores: Store[];
  now: string;
  /** MLflow to talk to; absent, calls go to the parent. */
  trackingUri?: string;
  /** Takes no job before the parent says anything: a process takes long to load. */
  isSpare?: boolean;
}

/** A call of the registry, on its way to the parent. */
export interface RegistryCall {
  call: number;
  method: keyof ModelRegistry;
  args: unknown[];
}

/** The parent's answer. */
export interface RegistryAnswer {
  call: number;
  value: unknown;
}

const options = JSON.parse(process.argv[2] ?? "") as WorkerProcessOptions;
const { url, queueUrl = url, stores, now, trackingUri, isSpare } = options;

let calls = 0;
const waiting = new Map<number, (value: unknown) => void>();
process.on("message", ({ call, value }: RegistryAnswer) => {
  waiting.get(call)?.(value);
  waiting.delete(call);
});
const parents = new Proxy({} as ModelRegistry, {
  get:
    (_, method: keyof ModelRegistry) =>
    (...given: unknown[]) =>
      new Promise((resolve) => {
        const call = ++calls;
        waiting.set(call, resolve);
        // A signal cannot leave its process.
        const args = given.filter((arg) => !(arg instanceof AbortSignal));
        process.send?.({ call, method, args } satisfies RegistryCall);
      }),
});

const registry =
  trackingUri === undefined
    ? parents
    : createModelRegistry({ trackingUri, random: () => 0.5, logger: silent });

const shop = makeShop(stores, () => makeDays({ through: "2015-06-19", days: 120, scale: 5_000 }));
if (isSpare) await once(process, "message");
await createRetrainWorker({
  ...{ pool: makePool({ url, max: 10, logger: silent }), url: queueUrl, registry, logger: silent },
  ...{ catalogue: shop, history: shop, codeVersion: "0.1.0", threads: 1 },
  ...{ lockDurationMs: 1_000, reconcileIntervalMs: 500, now: () => new Date(now) },
});
