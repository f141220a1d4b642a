import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type pg from "pg";

import { ensureDatabase, withDatabase } from "../../src/database/ensure-database.js";
import { runMigrations } from "../../src/database/migrations.js";
import { makePool } from "../../src/database/pool.js";
import { startPostgres, type PostgresServer } from "../../src/database/server.js";
import { importRossmann } from "../../src/stores/import/index.js";
import { writeSample } from "../../src/stores/sample/write.js";
import { startTestMlflow, type TestMlflow } from "../support/mlflow.js";
import { findFreePort } from "../support/ports.js";
import { runProduct } from "../support/product.js";
import { startProxy, type Proxy } from "../support/proxy.js";
import { startTestRedis, type TestRedis } from "../support/redis.js";
import { silent } from "../support/retrain.js";
import { makeService, type Service } from "./service.js";

/** Where the queue is. */
export type Engine = "postgres" | "redis";

/** How large a world. */
export interface WorldOptions {
  engine: Engine;
  stores: number;
  apis: number;
  workers: number;
}

/** The whole product as processes of its own, with every server it needs, each of which can be hurt. */
export interface World {
  apis: readonly Service[];
  workers: readonly Service[];
  storeCodes: readonly string[];
  /** Of an observer that is no part of the product; its queries wait out restarts. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  postgres: { kill(): Promise<void>; restart(): Promise<void> };
  /** Null where the queue is in PostgreSQL. */
  redis: TestRedis | null;
  mlflow: {
    /** Address for whoever must see what really is there. */
    url: string;
    /** From then on the product's connections to it are cut. */
    cut(): void;
    /** From then on it cannot write files, as on a full disk. */
    fillDisk(): Promise<void>;
    /** Undoes both. */
    mend(): Promise<void>;
  };
  stop(): Promise<void>;
}

/** Long enough for a backtest of each store, short enough to train a few in a second. */
const END = "2015-07-31";
const run = promisify(execFile);

/** Starts it: about 15 s. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.reverse()) await close();
  };
  try {
    // the product builds itself when it must, and no process shall be killed at that
    await runProduct(["--version"], {});
    const directory = await mkdtemp(join(tmpdir(), "storecast-chaos-"));
    closers.push(() => rm(directory, { recursive: true, force: true }));
    // where PostgreSQL does not run as root
    await chmod(directory, 0o755);
    const postgres = await startRestartablePostgres(join(directory, "postgres"));
    closers.push(() => postgres.stop());
    const mlflow = await startTestMlflow();
    closers.push(() => mlflow.stop());
    const proxy = await startProxy(mlflow.url);
    closers.push(() => proxy.close());
    const redis = options.engine === "redis" ? await startTestRedis({ isDurable: true }) : null;
    if (redis) closers.push(() => redis.close());

    const databaseUrl = withDatabase(postgres.url, "storecast");
    await ensureDatabase(databaseUrl);
    const pool = makePool({ url: databaseUrl, max: 4, logger: silent });
    closers.push(() => pool.end());
    await runMigrations(pool);
    const sample = join(directory, "sample");
    await writeSample(sample, { stores: options.stores, end: END, seed: 1 });
    await importRossmann(pool, { directory: sample });
    const { rows } = await pool.query<{ code: string }>("SELECT code FROM store ORDER BY id");

    const env = {
      ...{ DATABASE_URL: databaseUrl, MLFLOW_TRACKING_URI: proxy.url, STORECAST_TODAY: END },
      ...{ STORECAST_HOME: join(directory, "home"), LOG_LEVEL: "warn" },
      ...(redis ? { REDIS_URL: redis.url } : {}),
    };
    const apis: Service[] = [];
    for (let n = 0; n < options.apis; n++) {
      const port = await findFreePort();
      apis.push(makeService(`api ${n + 1}`, ["api"], { ...env, PORT: String(port) }, port));
    }
    const workers = Array.from({ length: options.workers }, (_, n) =>
      makeService(`worker ${n + 1}`, ["worker"], env),
    );
    closers.push(() => Promise.all([...apis, ...workers].map((service) => service.kill())));
    for (const service of [...apis, ...workers]) service.start();

    return {
      ...{ apis, workers, storeCodes: rows.map(({ code }) => code), postgres, redis },
      query: (sql, values = []) => askUntilAnswered(pool, sql, values),
      mlflow: makeHurtMlflow(mlflow, proxy),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Trades safety against power failures, of which there are none here, for speed; what is committed outlives a kill. */
const FAST = { fsync: "off", full_page_writes: "off" };

async function startRestartablePostgres(directory: string) {
  const start = (port?: number): Promise<PostgresServer> =>
    startPostgres({ directory, log: () => undefined, settings: FAST, ...(port ? { port } : {}) });
  let server = await start();
  const again = async (end: () => Promise<void>) => {
    await end();
    server = await start(server.port);
  };
  return {
    url: server.url,
    kill: () =>
      again(async () => {
        process.kill(server.pid, "SIGKILL");
        await server.exited;
      }),
    restart: () => again(() => server.stop()),
    stop: () => server.stop(),
  };
}

function makeHurtMlflow({ url, pid }: TestMlflow, proxy: Proxy): World["mlflow"] {
  const limitFiles = (bytes: string) => run("prlimit", [`--pid=${pid}`, `--fsize=${bytes}:unlimited`]);
  return {
    url,
    cut: () => {
      proxy.intercept = () => Promise.resolve("reset");
    },
    fillDisk: async () => {
      await limitFiles("0");
    },
    mend: async () => {
      proxy.intercept = null;
      await limitFiles("unlimited");
    },
  };
}

const ANSWER_LIMIT_MS = 60_000;

async function askUntilAnswered<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  sql: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const deadline = performance.now() + ANSWER_LIMIT_MS;
  for (;;) {
    try {
      return (await pool.query<Row>(sql, [...values])).rows;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
