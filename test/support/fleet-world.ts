/**
 * A fleet to read from: a real PostgreSQL, a real MLflow filled as trainings leave it (16 models take turns), and API processes as they run in production.
 */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { runMigrations } from "../../src/database/migrations.js";
import { makePool } from "../../src/database/pool.js";
import { startMlflowServer } from "../../src/mlflow/server.js";
import { addDays, dayOf } from "../../src/model/day.js";
import { ensureServerPython } from "./mlflow.js";
import { findFreePort } from "./ports.js";
import { BACKTEST } from "./models.js";
import { startTestPostgres } from "./postgres.js";
import { registerStores } from "./fill-registry.js";
import { makeFleetModels } from "./fleet-models.js";

const ROOT = resolve(import.meta.dirname, "../..");
const OBSERVED_DAYS = 56;
const PLANNED_DAYS = 28;

/** An API process. */
export interface Api {
  url: string;
  pid: number;
  /** From the start of the process to the line that says where it listens. */
  listeningAfterMs: number;
  startedAt: number;
  getRssMb(): Promise<number>;
  stop(): Promise<void>;
}

/** Servers with a trained fleet. */
export interface FleetWorld {
  databaseUrl: string;
  /** Starts an API; all share one folder, so that the second finds a local cache. @param prefix program that runs it, such as `taskset -c 0` */
  startApi(prefix?: readonly string[]): Promise<Api>;
  /** Runs another command of the product beside it. */
  startCommand(args: readonly string[], prefix?: readonly string[]): { stop(): Promise<void> };
  stop(): Promise<void>;
}

export interface FleetWorldOptions {
  /** Stores, the first ones, whose days of a year ago are known too; else the observed days are the last 56. */
  lastYear?: number;
}

/** Starts PostgreSQL and MLflow with so many stores, each with a champion that has seen all its data. */
export async function startFleetWorld(
  stores: number,
  { lastYear = 0 }: FleetWorldOptions = {},
): Promise<FleetWorld> {
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const python = await ensureServerPython();
    const postgres = await startTestPostgres();
    closers.push(() => postgres.stop());
    const folder = await mkdtemp(join(tmpdir(), "storecast-fleet-"));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const artifactsDir = join(folder, "artifacts");
    await mkdir(artifactsDir);
    const mlflow = await startMlflowServer({
      ...{ python, host: "127.0.0.1", port: await findFreePort(), artifactsDir },
      databaseUrl: postgres.mlflowUrl,
      onLine: () => undefined,
    });
    closers.push(() => mlflow.stop());
    const { models, forms, last } = makeFleetModels();
    const trainedThrough = dayOf(last);
    await registerStores({
      ...{ databaseUrl: postgres.mlflowUrl, artifactsDir, stores, models, forms },
      facts: {
        ...{ trainedThrough, dataRevision: 0, dataDigest: "0123456789abcdef", recipe: "default@2" },
        ...{ forecaster: "prophet", codeVersion: "0.1.0", trainedAt: "2015-08-01T06:00:00.000Z", jobId: "1" },
        backtest: BACKTEST,
      },
    });
    const databaseUrl = await postgres.createDatabase("storecast");
    await fillStores(databaseUrl, stores, last, lastYear);
    const environment = {
      ...{ PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_ENV: "production" },
      ...{ DATABASE_URL: databaseUrl, MLFLOW_TRACKING_URI: mlflow.url, STORECAST_HOME: join(folder, "home") },
      STORECAST_TODAY: addDays(trainedThrough, 1),
    };
    return {
      databaseUrl,
      async startApi(prefix = []) {
        const api = await startApi(prefix, { ...environment, PORT: String(await findFreePort()) });
        closers.push(() => api.stop());
        return api;
      },
      startCommand(args, prefix = []) {
        const command = startProcess(prefix, args, environment);
        closers.push(() => command.stop());
        return { stop: () => command.stop() };
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function fillStores(url: string, stores: number, last: number, lastYear: number): Promise<void> {
  const pool = makePool({ url, max: 1, logger: console });
  await runMigrations(pool);
  await pool.end();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("INSERT INTO region SELECT 'R' || r, 'Region ' || r FROM generate_series(1, 16) r");
  await client.query(
    `INSERT INTO store (code, name, region_code, time_zone, holiday_calendar, data_through)
     SELECT s, 'Store ' || s, 'R' || 1 + s % 16, 'Europe/Berlin', 'DE-NW', $2::date FROM generate_series(1, $1::int) s`,
    [stores, dayOf(last)],
  );
  await client.query(
    `INSERT INTO sales_day (store_id, day, is_open, y, regressors)
     SELECT id, $1::date + d, extract(isodow FROM $1::date + d) <> 7,
       CASE WHEN d > 0 THEN NULL WHEN extract(isodow FROM $1::date + d) = 7 THEN 0 ELSE 5000 + 100 * (id % 20) + d END,
       jsonb_build_object('promo', (d / 7) % 2, 'school_holiday', 0)
     FROM store, generate_series(1 - $2::int, $3::int) d ORDER BY id, d`,
    [dayOf(last), OBSERVED_DAYS, PLANNED_DAYS],
  );
  await client.query(
    `INSERT INTO sales_day (store_id, day, is_open, y, regressors)
     SELECT id, $1::date - d, extract(isodow FROM $1::date - d) <> 7,
       CASE WHEN extract(isodow FROM $1::date - d) = 7 THEN 0 ELSE 4800 + 100 * (id % 20) END, '{}'
     FROM store, generate_series($3::int, $4::int) d WHERE id <= $2::int ORDER BY id, d`,
    [dayOf(last), lastYear, 364 - PLANNED_DAYS, 363],
  );
  await client.query("VACUUM ANALYZE sales_day");
  await client.end();
}

function startProcess(
  prefix: readonly string[],
  args: readonly string[],
  env: Record<string, string | undefined>,
) {
  const [program = "", ...rest] = [...prefix, process.execPath, `${ROOT}/bin/storecast.mjs`, ...args];
  const child = spawn(program, rest, { cwd: ROOT, env, stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  return {
    child,
    ended,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

async function startApi(prefix: readonly string[], env: Record<string, string | undefined>): Promise<Api> {
  const startedAt = performance.now();
  const { child, ended, ...api } = startProcess(prefix, ["api"], env);
  const lines: string[] = [];
  const url = new Promise<string>((found) =>
    createInterface({ input: child.stderr }).on("line", (line) => {
      lines.push(line);
      const match = /GraphQL on (\S+)\/graphql/.exec(line);
      if (match) found(match[1]!);
    }),
  );
  const address = await Promise.race([url, ended]);
  if (!address) throw new Error(`The API ended:\n${lines.join("\n")}`);
  return {
    ...{ url: address, pid: child.pid!, startedAt, stop: () => api.stop() },
    listeningAfterMs: performance.now() - startedAt,
    async getRssMb() {
      const status = await readFile(`/proc/${child.pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
    },
  };
}

/** Waits until a question has a whole answer. */
export async function untilAnswered(ask: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 6_000; look++) {
    if (await ask()) return;
    await delay(10);
  }
  throw new Error("there was no whole answer within a minute");
}
