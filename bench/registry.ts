/**
 * Fleet retrain against the same server's own pace: the product, a bare load generator that sends the very same calls, and Python's
 * MLflow client logging the same models one after the other.
 *
 *     npx tsx bench/registry.ts [stores = 120] [concurrency = 8] [threads = 2] [python stores = 20] [MLflow workers = 1]
 *
 * The stores are the generated chain, or with ROSSMANN_DIR Rossmann's. The plan that the generator repeats is recorded from the product's own
 * retrain of one store, names and files included.
 */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { json } from "node:stream/consumers";
import { pino } from "pino";
import { runMigrations } from "../src/database/migrations.js";
import { makePool } from "../src/database/pool.js";
import { createModelRegistry } from "../src/mlflow/registry.js";
import { makeStoreCatalogue } from "../src/stores/catalogue.js";
import { makeSalesHistory } from "../src/stores/history.js";
import type { Store } from "../src/stores/types.js";
import { createRetrainEvents } from "../src/training/events.js";
import { createRetrainQueue } from "../src/training/queue.js";
import { createRetrainService } from "../src/training/retrain-service.js";
import { createRetrainWorker } from "../src/training/worker.js";
import { ensureClientPython, startTestMlflow } from "../test/support/mlflow.js";
import { startTestPostgres } from "../test/support/postgres.js";
import { startProxy, type ProxiedCall } from "../test/support/proxy.js";
import { loadChain } from "./load-chain.js";
import { sendBarePlan, type Names } from "./bare-plan.js";

const [storeCount = 120, concurrency = 8, threads = 2, pythonStores = 20, workers = 1] = process.argv
  .slice(2)
  .map(Number);

const logger = pino({ level: "error" });
const now = () => new Date();
const closers: (() => Promise<void>)[] = [];

async function logWithPython(trackingUri: string, model: string): Promise<number> {
  const python = await ensureClientPython();
  const child = spawn(python, [resolve(import.meta.dirname, "python-client.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const names = Array.from({ length: pythonStores + 1 }, (_, index) => `python-store-${index}`);
  const metrics = Object.fromEntries(
    ["wape", "mape", "mase", "mae", "rmse", "bias", "coverage", "skill"].map((name) => [name, 0.1]),
  );
  const params = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`param_${index}`, "1"]));
  child.stdin.end(JSON.stringify({ trackingUri, names, model, metrics, params }));
  const { seconds, stores } = (await json(child.stdout)) as { seconds: number; stores: number };
  return stores / seconds;
}

try {
  const postgres = await startTestPostgres({ settings: {} });
  closers.push(() => postgres.stop());
  const mlflow = await startTestMlflow({ workers });
  closers.push(() => mlflow.stop());
  const proxy = await startProxy(mlflow.url);
  closers.push(() => proxy.close());
  const url = await postgres.createDatabase();
  const pool = makePool({ url, max: concurrency + 4, logger });
  closers.push(() => pool.end());
  await runMigrations(pool);
  await loadChain(pool, storeCount);
  const catalogue = makeStoreCatalogue(pool);
  const stores = (await catalogue.listStores({})).slice(0, storeCount);

  /** Retrains through a worker of its own; resolves with ms from the request to the last store's success. */
  async function retrain(asked: readonly Store[], trackingUri: string): Promise<number> {
    const registry = createModelRegistry({ trackingUri, random: () => Math.random(), logger });
    const queue = createRetrainQueue({ url, onError: (error) => console.warn(error) });
    const service = createRetrainService({ pool, queue, registry, now, logger });
    const worker = await createRetrainWorker({
      ...{ pool, url, catalogue, history: makeSalesHistory(pool), registry, now, logger },
      ...{ codeVersion: "bench", concurrency, threads },
    });
    const events = await createRetrainEvents({ url, pool, logger });
    let missing = asked.length;
    const startedAt = performance.now();
    await new Promise<void>((done, reject) => {
      events.subscribe((event) => {
        if (event.kind === "FAILED" && !event.willRetry) reject(new Error(event.job.failure?.message));
        if (event.kind === "SUCCEEDED" && --missing === 0) done();
      });
      service.request({ stores: asked, force: true, requestedBy: "bench", trigger: "person" }).catch(reject);
    });
    const ms = performance.now() - startedAt;
    await events.close();
    await worker.close();
    await queue.close();
    return ms;
  }

  const first = stores.slice(0, 1);
  await retrain(first, mlflow.url);
  const recorded: ProxiedCall[] = [];
  proxy.intercept = (call) => {
    recorded.push(call);
    return call.forward();
  };
  await retrain(first, proxy.url);
  proxy.intercept = null;
  const from = recorded.findIndex(({ method, path }) => method === "POST" && path.endsWith("/logged-models"));
  const to = recorded.findLastIndex(({ path }) => path.endsWith("/registered-models/alias"));
  const plan = recorded.slice(from, to + 1);
  const created = JSON.parse(plan[0]!.body.toString()) as { source_run_id: string; name: string };
  const names: Names = {
    ...{ store: created.name, run: created.source_run_id, version: "0" },
    model: /m-[0-9a-f]{32}/.exec(plan.find(({ method }) => method === "PUT")!.path)![0],
  };
  const modelFile = plan.find(({ path }) => path.endsWith("/model.pr"))!.body.toString();
  console.log(
    `${stores.length} stores, ${concurrency} in flight, ${threads} threads; a store's plan: ${plan.length} calls`,
  );

  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${mlflow.url}/api/2.0/mlflow/${path}`, {
      ...{ method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } },
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  const bareNames = stores.map((_, index) => `bare-store-${String(index).padStart(4, "0")}`);
  for (const name of bareNames) await post("registered-models/create", { name });
  await retrain(stores, mlflow.url);

  // the product and the generator by turns, so that neither has the emptier database
  const rounds: { product: number; bare: number }[] = [];
  for (let round = 0; round < 2; round++) {
    const product = await retrain(stores, mlflow.url);
    const bare = await sendBarePlan({
      ...{ url: mlflow.url, recorded: names, run: names.run, storeNames: bareNames, concurrency },
      plan,
    });
    rounds.push({ product, bare });
    const pace = (ms: number) =>
      `${(ms / 1000).toFixed(1)} s, ${((1000 * stores.length) / ms).toFixed(1)} stores/s`;
    console.log(
      `retrain ${pace(product)}; bare generator ${pace(bare)}; ratio ${(product / bare).toFixed(2)}`,
    );
  }
  const python = await logWithPython(mlflow.url, JSON.parse(modelFile) as string);
  const product = (1000 * stores.length) / Math.min(...rounds.map((round) => round.product));
  console.log(
    `Python's client ${python.toFixed(2)} stores/s (${pythonStores} stores); the product ${(product / python).toFixed(1)} times that`,
  );
} finally {
  for (const close of closers.reverse()) await close();
}
