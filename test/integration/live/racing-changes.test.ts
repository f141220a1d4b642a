import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type pg from "pg";
import { createProgram } from "../../../src/cli/program.js";
import { readConfig } from "../../../src/config.js";
import { runMigrations } from "../../../src/database/migrations.js";
import { makePool } from "../../../src/database/pool.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { addDays, type Day } from "../../../src/model/day.js";
import { DEFAULT_RECIPE, toStoreModelJson, trainStoreModel } from "../../../src/model/index.js";
import { encodeVersionId } from "../../../src/schema/ids.js";
import { importSales } from "../../../src/stores/import/index.js";
import { askText } from "../../support/graphql-client.js";
import { csv, makeImportFolder } from "../../support/import-files.js";
import { startTestMlflow } from "../../support/mlflow.js";
import { findFreePort } from "../../support/ports.js";
import { makeBatch, makeNewModel } from "../../support/models.js";
import { startTestPostgres } from "../../support/postgres.js";
import { silent } from "../../support/retrain.js";
import { makeSeries } from "../../support/series.js";
import { findBrokenPromises, type Change, type Sighting, type Snapshot } from "../../support/sightings.js";

const PROGRAM = resolve(import.meta.dirname, "../../../bin/storecast.mjs");
const CODES = ["1", "2", "3"];
const VERSIONS = 3;
const FIRST_DAY: Day = "2015-07-01";
const PROCESSES = ["one", "other"] as const;
const READERS_EACH = 2;

const closers: (() => Promise<unknown>)[] = [];
let pool: pg.Pool;
let registry: ModelRegistry;
let env: Record<string, string>;
let folder: Awaited<ReturnType<typeof makeImportFolder>>;
let urls: Record<(typeof PROCESSES)[number], string>;
let lastDay = addDays(FIRST_DAY, 9);

beforeAll(async () => {
  const [postgres, mlflow] = await Promise.all([startTestPostgres(), startTestMlflow()]);
  closers.push(
    () => postgres.stop(),
    () => mlflow.stop(),
  );
  const url = await postgres.createDatabase();
  pool = makePool({ url, max: 4, logger: silent });
  closers.push(() => pool.end());
  registry = createModelRegistry({ trackingUri: mlflow.url, random: () => 0.5, logger: silent });
  folder = await makeImportFolder();
  const home = await mkdtemp(join(tmpdir(), "storecast-race-"));
  closers.push(
    () => folder.remove(),
    () => rm(home, { recursive: true, force: true }),
  );
  env = {
    ...{ STORECAST_HOME: home, DATABASE_URL: url, MLFLOW_TRACKING_URI: mlflow.url },
    ...{ STORECAST_TODAY: "2015-07-11", STORECAST_RETRAIN_ON_IMPORT: "off" },
    // Nothing here may be owed to polling.
    STORECAST_REGISTRY_POLL_SECONDS: "600",
  };
  await Promise.all([fillDatabase(), fillRegistry()]);
  urls = await startProcesses();
}, 180_000);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

async function fillDatabase(): Promise<void> {
  await runMigrations(pool);
  const days = Array.from({ length: 10 }, (_, i) => addDays(FIRST_DAY, i));
  const rows = days.flatMap((day) => CODES.map((code) => `${code},${day},100`));
  await importSales(pool, {
    salesFile: await folder.write("sales.csv", csv("store,date,y", ...rows)),
  });
}

/** Each store has three versions, the last of which is champion. */
async function fillRegistry(): Promise<void> {
  const { model } = trainStoreModel({
    ...{ series: makeSeries({ days: 180, promo: 0.2, noise: 0.05 }), recipe: DEFAULT_RECIPE },
    ...{ holidays: [], chain: [], backtest: { horizon: 7, folds: 1, step: 7, level: 0.8 } },
  });
  const prophetJson = toStoreModelJson(model);
  const run = await registry.startRun(makeBatch("batch"), false);
  await Promise.all(
    CODES.map(async (code) => {
      for (let version = 1; version <= VERSIONS; version++) {
        const job = `job ${code} ${version}`;
        await registry.logModel(makeNewModel(run, code, job, { prophetJson, promotedReason: job }));
      }
    }),
  );
}

async function startProcesses(): Promise<typeof urls> {
  const start = async () => {
    const child = fork(PROGRAM, ["api"], {
      execArgv: [],
      env: { ...env, PATH: process.env["PATH"], PORT: String(await findFreePort()) },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    closers.push(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    });
    return await whenReady(child);
  };
  const [one, other] = await Promise.all([start(), start()]);
  return { one, other };
}

async function whenReady(child: ChildProcess): Promise<string> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the API ended with ${code}`);
  });
  const ready = once(child, "message").then(([message]) => (message as { url: string }).url);
  ended.catch(() => undefined);
  return (await Promise.race([ready, ended])).replace(/\/graphql$/, "");
}

/** Runs a command in this process, which is none of those that are read. */
async function run(...args: string[]): Promise<void> {
  const output: string[] = [];
  const sink = () =>
    new Writable({ write: (chunk: Buffer, _, done) => void (output.push(String(chunk)), done()) });
  const runtime = {
    ...{ env, stdout: sink(), stderr: sink(), isChild: false },
    ...{ now: () => new Date(), businessNow: () => new Date(), random: () => 0.5 },
    ...{ stopping: new AbortController().signal, tellParent: () => undefined },
  };
  const code = await createProgram(runtime, readConfig(env, 1)).run(args);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${output.join("")}`);
}

async function mutate(url: string, name: string, input: Record<string, unknown>): Promise<void> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const text = `mutation Move($input: ${type}!) { ${name}(input: $input) { userErrors { message } } }`;
  const { data, errors } = await askText(url, text, { input });
  const payload = data?.[name] as { userErrors: unknown[] } | undefined;
  if (errors.length > 0 || payload?.userErrors.length !== 0)
    throw new Error(JSON.stringify({ data, errors }));
}

async function importNextDay(): Promise<void> {
  lastDay = addDays(lastDay, 1);
  const rows = CODES.map((code) => `${code},${lastDay},100`);
  await run("import", "--sales", await folder.write("next.csv", csv("store,date,y", ...rows)));
}

const QUESTION = `{ forecasts(first: 9) { nodes {
  store { code name dataThrough championPin { reason } }
  modelVersion { version promotion { reason } }
} } }`;

interface Node {
  store: { code: string; name: string; dataThrough: string; championPin: { reason: string | null } | null };
  modelVersion: { version: number; promotion: { reason: string | null } | null };
}

const describeChampion = (version: number, promoted: string | null, pinned: string | null) =>
  `version ${version}, promoted: ${promoted}, pinned: ${pinned}`;

async function look(url: string): Promise<Snapshot> {
  const { data, errors } = await askText(url, QUESTION);
  if (!data || errors.length > 0) throw new Error(JSON.stringify(errors));
  const { nodes } = data["forecasts"] as { nodes: Node[] };
  return Object.fromEntries(
    nodes.flatMap(({ store, modelVersion: { version, promotion } }) => [
      [`data of ${store.code}`, `${store.name} ${store.dataThrough}`],
      [
        `champion of ${store.code}`,
        describeChampion(version, promotion?.reason ?? null, store.championPin?.reason ?? null),
      ],
    ]),
  );
}

/** The state as the database and MLflow have it. */
async function readTruth(): Promise<Snapshot> {
  const [{ rows }, models] = await Promise.all([
    pool.query<{ code: string; text: string }>("SELECT code, name || ' ' || data_through AS text FROM store"),
    registry.findStoreModels(),
  ]);
  return Object.fromEntries([
    ...rows.map(({ code, text }) => [`data of ${code}`, text]),
    ...[...models.values()].map(({ storeCode, champion }) => [
      `champion of ${storeCode}`,
      describeChampion(
        champion?.version ?? 0,
        champion?.promotedReason ?? null,
        champion?.pin?.reason ?? null,
      ),
    ]),
  ]) as Snapshot;
}

/** Cuts the connections that hear of changes, of both processes: they take a moment to come back. */
const deafen = () =>
  pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name IN ('storecast-state', 'storecast-events') AND datname = current_database()`,
  );

test("what any process changes is in every answer that begins a second later, and no answer goes back", async () => {
  const { one, other } = urls;
  let reasons = 0;
  /** Each its own, so that no state comes twice. */
  const reason = () => `reason ${++reasons}`;
  const promote = (url: string, code: string, version: number) =>
    mutate(url, "modelVersionPromote", { modelVersionId: encodeVersionId(code, version), reason: reason() });
  const moves: [name: string, move: () => Promise<unknown>][] = [
    ["a promotion by command", () => run("champion", "promote", "1", "1", "--reason", reason())],
    ["a rollback by one", () => mutate(one, "championRollback", { storeId: "2", reason: reason() })],
    ["an import", importNextDay],
    ["a pin by the other", () => mutate(other, "championPin", { storeId: "3", reason: reason() })],
    ["a statement by hand", () => pool.query("UPDATE store SET name = name || '!'")],
    ["a rollback by command", () => run("champion", "rollback", "1", "--reason", reason())],
    ["a promotion by the other", () => promote(other, "2", 1)],
  ];
  const sightings: Sighting[] = [];
  const changes: Change[] = [];
  const reading = new AbortController();
  const truth = await readTruth();
  // Models load when they are first asked for.
  for (const process of PROCESSES) expect(await look(urls[process])).toEqual(truth);

  async function read(process: (typeof PROCESSES)[number]): Promise<void> {
    while (!reading.signal.aborted) {
      const beganAt = performance.now();
      const seen = await look(urls[process]);
      sightings.push({ process, beganAt, endedAt: performance.now(), seen });
      await delay(15);
    }
  }
  const readers = PROCESSES.flatMap((process) => Array.from({ length: READERS_EACH }, () => read(process)));
  const make = async () => {
    for (const isDeaf of [false, true]) {
      for (const [name, move] of moves) {
        if (isDeaf) await deafen();
        const startedAt = performance.now();
        await move();
        const doneAt = performance.now();
        changes.push({
          name: isDeaf ? `${name}, unheard` : name,
          startedAt,
          doneAt,
          truth: await readTruth(),
        });
      }
    }
  };
  try {
    await Promise.race([make(), Promise.all(readers)]);
    await delay(1_000);
    for (const process of PROCESSES) expect(await look(urls[process])).toEqual(changes.at(-1)?.truth);
  } finally {
    reading.abort();
    await Promise.all(readers);
  }
  expect(changes).toHaveLength(2 * moves.length);
  expect(sightings.length).toBeGreaterThan(10 * changes.length);
  expect(findBrokenPromises(truth, changes, sightings)).toEqual([]);
}, 60_000);
