import { execFile } from "node:child_process";
import { appendFile, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { withDatabase } from "../../../src/database/ensure-database.js";
import { runMigrations } from "../../../src/database/migrations.js";
import { makePool, runQuery } from "../../../src/database/pool.js";
import { startPostgres } from "../../../src/database/server.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import { startMlflowServer, type MlflowServer } from "../../../src/mlflow/server.js";
import { createServing } from "../../../src/serving/serving.js";
import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import { makeSalesHistory } from "../../../src/stores/history.js";
import { importRossmann } from "../../../src/stores/import/index.js";
import { writeSample } from "../../../src/stores/sample/write.js";
import { createRetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import { createRetrainWorker } from "../../../src/training/worker.js";
import { ensureServerPython } from "../../support/mlflow.js";
import { startPackagedPostgres, type PackagedPostgres } from "../../support/packaged-postgres.js";
import { findFreePort } from "../../support/ports.js";
import { silent, untilBatchFinished } from "../../support/retrain.js";

const ROOT = resolve(import.meta.dirname, "../../..");
const END = "2015-07-31";
const run = promisify(execFile);

let directory: string;
let postgres: PackagedPostgres;
let mlflow: MlflowServer | null = null;
/** What the stores were forecast before the backup. */
let before: string;

/** Where an installation is. */
const artifacts = () => join(directory, "artifacts");
const settings = (name = "storecast", folder = artifacts()) => ({
  PATH: [postgres.bin, process.env["PATH"]].join(delimiter),
  DATABASE_URL: postgres.urlOf(name),
  MLFLOW_ARTIFACTS: folder,
});

/** Runs a script of ours; a failure has its words. */
async function runScript(script: string, args: string[], env: Record<string, string>): Promise<string> {
  try {
    return (await run(join(ROOT, "scripts", script), args, { env })).stderr;
  } catch (error) {
    throw new Error((error as { stderr: string }).stderr, { cause: error });
  }
}

async function startMlflow(name: string, folder: string): Promise<MlflowServer> {
  return startMlflowServer({
    ...{ python: await ensureServerPython(), host: "127.0.0.1", port: await findFreePort() },
    ...{ databaseUrl: postgres.urlOf(`${name}_mlflow`), artifactsDir: folder, onLine: () => undefined },
  });
}

/** What the champions of all stores say of the coming week, to the last bit. */
async function forecast(name: string, trackingUri: string): Promise<string> {
  const pool = makePool({ url: postgres.urlOf(name), max: 4, logger: silent });
  const catalogue = makeStoreCatalogue(pool);
  const serving = createServing({
    ...{ catalogue, history: makeSalesHistory(pool), logger: silent, pollIntervalMs: 600_000 },
    registry: createModelRegistry({ trackingUri, random: () => 0.5, logger: silent }),
    now: () => new Date("2015-08-01T09:00:00Z"),
  });
  try {
    await serving.start();
    const stores = await catalogue.listStores({});
    const results = await serving.forecast(stores.map((store) => ({ store, window: {}, level: 0.8 })));
    return JSON.stringify(
      results.map((result) =>
        result instanceof Error
          ? result.message
          : [result.store.code, result.status, result.modelVersion?.version, result.points],
      ),
    );
  } finally {
    await serving.close();
    await pool.end();
  }
}

async function train(trackingUri: string): Promise<void> {
  const url = postgres.urlOf("storecast");
  const pool = makePool({ url, max: 8, logger: silent });
  const registry = createModelRegistry({ trackingUri, random: () => 0.5, logger: silent });
  const queue = createRetrainQueue({ url, onError: () => undefined });
  const now = () => new Date();
  const catalogue = makeStoreCatalogue(pool);
  try {
    await runMigrations(pool);
    const sample = join(directory, "sample");
    await writeSample(sample, { stores: 2, end: END, start: "2014-08-01", seed: 1 });
    await importRossmann(pool, { directory: sample });
    const worker = await createRetrainWorker({
      ...{ pool, url, catalogue, history: makeSalesHistory(pool), registry, now, logger: silent },
      ...{ codeVersion: "0.1.0", concurrency: 2, threads: 1 },
    });
    try {
      const service = createRetrainService({ pool, queue, registry, now, logger: silent });
      const stores = await catalogue.listStores({});
      const { batch } = await service.request({
        stores,
        force: true,
        requestedBy: "test",
        trigger: "person",
      });
      await untilBatchFinished(pool, batch!.id);
    } finally {
      await worker.close();
    }
  } finally {
    await queue.close();
    await pool.end();
  }
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "storecast-backup-"));
  postgres = await startPackagedPostgres();
  await postgres.createDatabase("storecast");
  await postgres.createDatabase("storecast_mlflow");
  await mkdir(artifacts());
  mlflow = await startMlflow("storecast", artifacts());
  await train(mlflow.url);
  before = await forecast("storecast", mlflow.url);
}, 180_000);

afterAll(async () => {
  await mlflow?.stop();
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

describe("a backup", () => {
  const backup = () => join(directory, "backup");

  test("is made while everything runs, and says what it is of", async () => {
    expect(before).toContain('"READY",1,');
    expect(await runScript("backup.sh", [backup()], settings())).toContain("the backup is in");
    const { stdout } = await run("cat", [join(backup(), "manifest.txt")]);
    expect(stdout).toMatch(
      /^format 1\nmade .*Z\nstorecast \d+\.\d+\.\d+\nschema \d{4}-\S+\nmlflow-schema \w+\nserver \d+/,
    );
  }, 60_000);

  test("is not made over another one", async () => {
    await expect(runScript("backup.sh", [backup()], settings())).rejects.toThrow("is there already");
  });

  test("that is damaged is refused", async () => {
    const damaged = join(directory, "damaged");
    await cp(backup(), damaged, { recursive: true });
    await appendFile(join(damaged, "storecast.dump"), "x");
    await expect(runScript("restore.sh", [damaged], settings("elsewhere"))).rejects.toThrow("is damaged");
  });

  test("is not restored under processes that run, nor over what is there", async () => {
    await expect(runScript("restore.sh", [backup()], settings())).rejects.toThrow(
      "stop the API, workers and MLflow first",
    );
    await mlflow?.stop();
    mlflow = null;
    await expect(runScript("restore.sh", [backup()], settings())).rejects.toThrow(
      "the database of storecast is not empty",
    );
    await expect(runScript("restore.sh", [backup()], settings("elsewhere"))).rejects.toThrow(
      `${artifacts()} is not empty`,
    );
  }, 60_000);

  test("gives the same forecasts to the bit once all is destroyed", async () => {
    const keeper = new pg.Client({ connectionString: postgres.urlOf("postgres") });
    await keeper.connect();
    for (const name of ["storecast", "storecast_mlflow"]) await keeper.query(`DROP DATABASE ${name}`);
    await keeper.end();
    await rm(artifacts(), { recursive: true });
    await runScript("restore.sh", [backup()], settings());
    mlflow = await startMlflow("storecast", artifacts());
    expect(await forecast("storecast", mlflow.url)).toBe(before);
  }, 120_000);

  test("takes the place of what is there if it is forced to", async () => {
    await mlflow?.stop();
    mlflow = null;
    const pool = makePool({ url: postgres.urlOf("storecast"), max: 1, logger: silent });
    await pool.query("CREATE TABLE later (n integer); TRUNCATE sales_day");
    await pool.end();
    await runScript("restore.sh", [backup(), "--force"], settings());
    const again = makePool({ url: postgres.urlOf("storecast"), max: 1, logger: silent });
    const rows = await runQuery(
      again,
      "SELECT to_regclass('later') AS later, (SELECT count(*) > 700 FROM sales_day) AS days",
    );
    await again.end();
    expect(rows).toEqual([{ later: null, days: true }]);
  }, 60_000);
});

test("a copy of the folder of an installation that is stopped is an installation", async () => {
  const [home, copy] = [join(directory, "home"), join(directory, "copy")];
  await run("chmod", ["755", directory]);
  const start = (folder: string) =>
    startPostgres({ directory: join(folder, "postgres"), log: () => undefined });
  const ask = async (url: string, sql: string) => {
    const client = new pg.Client({ connectionString: withDatabase(url, "postgres") });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    await client.end();
    return rows;
  };
  await mkdir(home);
  const first = await start(home);
  await ask(first.url, "CREATE TABLE kept AS SELECT 7 AS n");
  await first.stop();
  await run("cp", ["-a", home, copy]);
  await rm(home, { recursive: true });
  const second = await start(copy);
  expect(await ask(second.url, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  await second.stop();
}, 60_000);
