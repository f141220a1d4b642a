/**
 * Retrains through the queue, the worker and a real MLflow: stores a second, and where the time goes.
 *
 *     npx tsx bench/retrain.ts [stores = 60] [concurrency = 8] [threads = 2]
 *
 * The stores are the generated chain, 942 days each; with ROSSMANN_DIR they are Rossmann's. First every store is trained for the first
 * time, then again (forced), then one store ten times, each alone, from the request to the event that tells its success.
 */
import { Writable } from "node:stream";

import { pino } from "pino";
import { z } from "zod";

import { runMigrations } from "../src/database/migrations.js";
import { makePool } from "../src/database/pool.js";
import { createModelRegistry } from "../src/mlflow/registry.js";
import { makeStoreCatalogue } from "../src/stores/catalogue.js";
import { makeSalesHistory } from "../src/stores/history.js";
import type { Store } from "../src/stores/types.js";
import { createRetrainEvents } from "../src/training/events.js";
import { createRetrainQueue } from "../src/training/queue.js";
import { createRetrainService } from "../src/training/retrain-service.js";
import type { RetrainEvent } from "../src/training/types.js";
import { createRetrainWorker } from "../src/training/worker.js";
import { startTestMlflow } from "../test/support/mlflow.js";
import { startTestPostgres } from "../test/support/postgres.js";
import { loadChain } from "./load-chain.js";

const [storeCount = 60, concurrency = 8, threads = 2] = process.argv.slice(2).map(Number);

const registered = z.object({ fitMs: z.number(), trainMs: z.number(), registerMs: z.number() });
type Timing = z.infer<typeof registered>;

const timings: Timing[] = [];
const logger = pino(
  { level: "info" },
  new Writable({
    write: (line: Buffer, _, done) => {
      const entry: unknown = JSON.parse(line.toString());
      const timing = registered.safeParse(entry);
      if (timing.success) timings.push(timing.data);
      else if (z.object({ level: z.number().min(40) }).safeParse(entry).success)
        console.warn(line.toString());
      done();
    },
  }),
);

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const now = () => new Date();
const closers: (() => Promise<void>)[] = [];

try {
  const postgres = await startTestPostgres({ settings: {} });
  closers.push(() => postgres.stop());
  const mlflow = await startTestMlflow();
  closers.push(() => mlflow.stop());
  const url = await postgres.createDatabase();
  const pool = makePool({ url, max: concurrency + 4, logger });
  closers.push(() => pool.end());
  await runMigrations(pool);
  await loadChain(pool, storeCount);
  const catalogue = makeStoreCatalogue(pool);
  const stores = (await catalogue.listStores({})).slice(0, storeCount);

  let calls = 0;
  const registry = createModelRegistry({
    ...{ trackingUri: mlflow.url, random: () => Math.random(), logger, onCall: () => calls++ },
  });
  const queue = createRetrainQueue({ url, onError: (error) => console.warn(error) });
  closers.push(() => queue.close());
  const service = createRetrainService({ pool, queue, registry, now, logger });
  const worker = await createRetrainWorker({
    ...{ pool, url, catalogue, history: makeSalesHistory(pool), registry, now, logger },
    ...{ codeVersion: "bench", concurrency, threads },
  });
  closers.push(() => worker.close());
  const events = await createRetrainEvents({ url, pool, logger });
  closers.push(() => events.close());

  const retrain = async (asked: readonly Store[]): Promise<number> => {
    let missing = asked.length;
    const startedAt = performance.now();
    await new Promise<void>((resolve, reject) => {
      const stop = events.subscribe((event: RetrainEvent) => {
        if (event.kind !== "SUCCEEDED" && event.kind !== "FAILED") return;
        if (event.kind === "FAILED" && event.willRetry) return;
        if (--missing > 0) return;
        stop();
        resolve();
      });
      service.request({ stores: asked, force: true, requestedBy: "bench", trigger: "person" }).catch(reject);
    });
    return performance.now() - startedAt;
  };

  console.log(`${stores.length} stores, ${concurrency} in flight, ${threads} threads`);
  for (const round of ["first training", "retrain"]) {
    timings.length = 0;
    calls = 0;
    const ms = await retrain(stores);
    const cpu = process.cpuUsage();
    console.log(
      `${round}: ${(ms / 1000).toFixed(1)} s, ${((stores.length * 1000) / ms).toFixed(1)} stores/s; median a store: ` +
        `fit ${median(timings.map(({ fitMs }) => fitMs)).toFixed(0)} ms, ` +
        `with backtest ${median(timings.map(({ trainMs }) => trainMs)).toFixed(0)} ms, ` +
        `register ${median(timings.map(({ registerMs }) => registerMs)).toFixed(0)} ms; ` +
        `MLflow calls a store ${(calls / stores.length).toFixed(2)}; registered ${timings.length}; ` +
        `this process so far ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s CPU, ` +
        `${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`,
    );
  }
  const alone: number[] = [];
  for (let time = 0; time < 10; time++) alone.push(await retrain(stores.slice(0, 1)));
  console.log(`one store alone, request to event: median ${median(alone).toFixed(0)} ms of 10`);
} finally {
  for (const close of closers.reverse()) await close();
}
