/**
 * Champions of a fleet in a real MLflow (one server process, PostgreSQL): finding them, loading them from the server, one by one and from their run,
 * and from the local cache, each in a process of its own; then finding them again with 50 versions a store.
 *
 *     npx tsx bench/champions.ts [stores = 1115] [versions = 50]
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createMlflowClient } from "../src/mlflow/client.js";
import { createModelRegistry } from "../src/mlflow/registry.js";
import { startMlflowServer } from "../src/mlflow/server.js";
import { dayOf } from "../src/model/day.js";
import { makeLimiter } from "../src/serving/limiter.js";
import { ensureServerPython } from "../test/support/mlflow.js";
import { BACKTEST } from "../test/support/models.js";
import { findFreePort } from "../test/support/ports.js";
import { startTestPostgres } from "../test/support/postgres.js";
import { addVersions, moveChampions, registerStores } from "../test/support/fill-registry.js";
import { makeFleetModels } from "../test/support/fleet-models.js";
import type { Load } from "./load-champions.js";

const [stores = 1_115, versions = 50] = process.argv.slice(2).map(Number);
const ROUNDS = 7;
const CONNECTIONS = 12;
const FEW = 20;

const closers: (() => Promise<unknown>)[] = [];
const print = (what: string, ...facts: string[]) => console.log(`${what.padEnd(44)}${facts.join(", ")}`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

async function time(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

try {
  const python = await ensureServerPython();
  const postgres = await startTestPostgres();
  closers.push(() => postgres.stop());
  const artifactsDir = await mkdtemp(join(tmpdir(), "storecast-bench-"));
  closers.push(() => rm(artifactsDir, { recursive: true, force: true }));
  const databaseUrl = await postgres.createDatabase("mlflow");
  const server = await startMlflowServer({
    ...{ python, host: "127.0.0.1", port: await findFreePort(), databaseUrl, artifactsDir },
    onLine: () => undefined,
  });
  closers.push(() => server.stop());

  const { models, forms, last } = makeFleetModels();
  await registerStores({
    ...{ databaseUrl, artifactsDir, stores, models, forms },
    facts: {
      ...{
        trainedThrough: dayOf(last),
        dataRevision: 0,
        dataDigest: "0123456789abcdef",
        recipe: "default@2",
      },
      ...{
        forecaster: "prophet",
        codeVersion: "0.1.0",
        trainedAt: "2015-08-01T06:00:00.000Z",
        jobId: "job-1",
      },
      backtest: BACKTEST,
    },
  });

  let calls = 0;
  const options = { random: () => 0.5, onCall: () => calls++ };
  const registry = createModelRegistry({ ...options, trackingUri: server.url, logger: console });
  const codes = Array.from({ length: FEW }, (_, i) => String(1 + ((i * 53) % stores)));

  /** Milliseconds, the least of some rounds: others use the machine too. */
  async function find(asked?: readonly string[]): Promise<{ ms: number; calls: number }> {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      calls = 0;
      times.push(await time(() => registry.findStoreModels(asked)));
    }
    return { ms: Math.min(...times), calls };
  }

  console.log(
    `${stores} stores, models of ${Math.round(models[0]!.length / 1000)} kB, Node ${process.version}`,
  );
  const one = { all: await find(), few: await find(codes) };
  print("find all, 1 version a store", seconds(one.all.ms), `${one.all.calls} calls`);
  print(`find ${FEW} stores, 1 version a store`, seconds(one.few.ms), `${one.few.calls} calls`);

  const client = createMlflowClient({ ...options, url: server.url });
  const limit = makeLimiter(CONNECTIONS);
  const champions = [...(await registry.findStoreModels()).values()].map(({ champion }) => champion!);
  const bareMs = await time(() =>
    Promise.all(champions.map(({ source }) => limit(() => client.artifacts.load(source, "model.pr")))),
  );
  print("the server alone: every model.pr, unread", seconds(bareMs));

  const folders = await mkdtemp(join(tmpdir(), "storecast-bench-cache-"));
  closers.push(() => rm(folders, { recursive: true, force: true }));
  for (const [kind, folder, source] of [
    ["cold, from the models' own files", "alone", "models"],
    ["cold, from the run", "together", "run"],
    ["from the cache", "together", "run"],
    ["from the cache", "together", "run"],
  ] as const) {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...["--expose-gc", "--import", "tsx", "bench/load-champions.ts", server.url, join(folders, folder)],
      ...[String(stores), dayOf(last + 1), source],
    ]);
    const load = JSON.parse(stdout) as Load;
    print(
      `load, ${kind}`,
      `${seconds(load.loadMs)} (${seconds(load.loadCpuMs)} of processor)`,
      `${load.calls} calls`,
      `first forecast of all ${seconds(load.firstMs)}`,
      `warm ${seconds(load.warmMs)}, with components ${seconds(load.componentsMs)}`,
      `heap ${load.heapMb.toFixed(0)} MB, resident ${load.rssMb.toFixed(0)} MB`,
      `${load.failed} failed`,
    );
  }

  const fillMs = await time(() => addVersions(databaseUrl, 2, versions));
  await moveChampions(databaseUrl, versions);
  print(`filled up to ${versions} versions a store`, seconds(fillMs));
  const ratio = (found: { ms: number; calls: number }, before: { ms: number }) =>
    [`${seconds(found.ms)}`, `${found.calls} calls`, `${(found.ms / before.ms).toFixed(2)} times`] as const;
  print("find all, champions newest", ...ratio(await find(), one.all));
  print(`find ${FEW} stores, champions newest`, ...ratio(await find(codes), one.few));
  await moveChampions(databaseUrl, versions - 1, 5);
  print("find all, every fifth champion the one before", ...ratio(await find(), one.all));
  await moveChampions(databaseUrl, versions - 1, 5, 10);
  print("find all, every fifth of the ten before", ...ratio(await find(), one.all));
} finally {
  for (const close of closers.reverse()) await close();
}
