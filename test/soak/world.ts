import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import type pg from "pg";

import { runMigrations } from "../../src/database/migrations.js";
import { makePool } from "../../src/database/pool.js";
import { addDays, type Day } from "../../src/model/day.js";
import { importRossmann } from "../../src/stores/import/index.js";
import { writeSample } from "../../src/stores/sample/write.js";
import { startTestMlflow } from "../support/mlflow.js";
import { findFreePort } from "../support/ports.js";
import { startTestPostgres } from "../support/postgres.js";
import { runProduct, startProduct } from "../support/product.js";
import { silent } from "../support/retrain.js";

/** How a process of the product is at one moment. */
export interface Health {
  /** Bytes. */
  rss: number;
  /** Bytes in use after the last collection. */
  heap: number;
  /** 99th percentile of a second, ms. */
  lagMs: number;
  handles: number;
  sockets: number;
  fds: number;
  /** Connections that it has to PostgreSQL. */
  connections: number;
}

export type Role = "api" | "worker";
export const ROLES: readonly Role[] = ["api", "worker"];

/** The product with one API and one worker on loopback, a real PostgreSQL and a real MLflow. */
export interface SoakWorld {
  url: string;
  storeCodes: readonly string[];
  look(): Promise<Record<Role, Health>>;
  /** One more day of sales for every store. */
  importDay(): Promise<void>;
  /** What the processes have logged as warnings and errors. */
  getOutput(): string[];
  stop(): Promise<void>;
}

const FIRST_END: Day = "2015-07-01";
const TODAY: Day = "2015-07-31";
const PROBE = resolve(import.meta.dirname, "probe.mjs");

export async function startWorld(stores: number): Promise<SoakWorld> {
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.toReversed()) await close();
  };
  try {
    // the product builds itself when it must
    await runProduct(["--version"], {});
    const directory = await mkdtemp(join(tmpdir(), "storecast-soak-"));
    closers.push(() => rm(directory, { recursive: true, force: true }));
    await chmod(directory, 0o755);
    const postgres = await startTestPostgres();
    closers.push(() => postgres.stop());
    const mlflow = await startTestMlflow();
    closers.push(() => mlflow.stop());
    const databaseUrl = await postgres.createDatabase("storecast");
    const pool = makePool({ url: databaseUrl, max: 2, logger: silent });
    closers.push(() => pool.end());
    await runMigrations(pool);

    let end = FIRST_END;
    const importUntil = async (day: Day) => {
      end = day;
      const sample = join(directory, "sample");
      await writeSample(sample, { stores, end, seed: 1 });
      await importRossmann(pool, { directory: sample });
    };
    await importUntil(end);
    const { rows } = await pool.query<{ code: string }>("SELECT code FROM store ORDER BY id");

    const port = await findFreePort();
    const start = async (role: Role) => {
      const product = startProduct([role], {
        ...{ DATABASE_URL: await makeLogin(pool, databaseUrl, role), MLFLOW_TRACKING_URI: mlflow.url },
        ...{ STORECAST_HOME: join(directory, role), STORECAST_TODAY: TODAY, LOG_LEVEL: "warn" },
        ...{ PORT: String(port), NODE_OPTIONS: `--import ${PROBE}`, STORECAST_SOAK_DIRECTORY: directory },
      });
      closers.push(() => {
        product.signal("SIGTERM");
        return product.exited;
      });
      return product;
    };
    const products = { api: await start("api"), worker: await start("worker") };
    await products.api.waitFor(/GraphQL on/);

    const lookAt = async (role: Role): Promise<Health> => {
      const text = await readFile(join(directory, `${products[role].pid}.json`), "utf8");
      const { rows: found } = await pool.query<{ connections: number }>(
        "SELECT count(*)::integer AS connections FROM pg_stat_activity WHERE usename = $1",
        [loginOf(role)],
      );
      return { ...(JSON.parse(text) as Omit<Health, "connections">), ...found[0]! };
    };
    return {
      url: `http://127.0.0.1:${port}`,
      storeCodes: rows.map(({ code }) => code),
      look: async () => ({ api: await lookAt("api"), worker: await lookAt("worker") }),
      importDay: () => importUntil(addDays(end, 1)),
      getOutput: () => ROLES.flatMap((role) => products[role].output.map((line) => `${role}: ${line}`)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const loginOf = (role: Role) => `soak_${role}`;

/** A user of its own for a process, by which its connections are told from others. */
async function makeLogin(pool: pg.Pool, databaseUrl: string, role: Role): Promise<string> {
  const login = loginOf(role);
  await pool.query(`CREATE ROLE ${login} SUPERUSER LOGIN PASSWORD 'soak'`);
  const url = new URL(databaseUrl);
  url.username = login;
  url.password = "soak";
  return url.href;
}
