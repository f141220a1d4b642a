import { randomUUID } from "node:crypto";
import type pg from "pg";
import { pino } from "pino";
import { createApp, type App, type AppDeps } from "../../src/app.js";
import { createAuditLog } from "../../src/audit/audit-log.js";
import { createServing } from "../../src/serving/serving.js";
import { makeStoreCatalogue } from "../../src/stores/catalogue.js";
import { makeSalesHistory } from "../../src/stores/history.js";
import type { RegisteredVersion } from "../../src/mlflow/types.js";
import { createRetrainEvents } from "../../src/training/events.js";
import { createRetrainQueue } from "../../src/training/queue.js";
import { createRetrainService } from "../../src/training/retrain-service.js";
import { startTestPostgres } from "./postgres.js";
import { insertDays, makeRetrainDatabase, silent } from "./retrain.js";
import { makeServingWorld, THROUGH } from "./serving-world.js";

const NOW = new Date("2015-06-20T09:00:00Z");

/** The API over a real PostgreSQL, with a registry in memory and nobody who trains. */
export interface DatabaseApp extends App {
  pool: pg.Pool;
  /** What was written to the log, as it was written: each write must be one line. */
  log: string[];
  /** One version of store 1. */
  version: RegisteredVersion;
}

/** Starts it with stores `1`, `2`, ... of one region, each with a model and its sales. */
export async function startDatabaseApp(
  storeCount: number,
  change: Partial<AppDeps> = {},
): Promise<DatabaseApp> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closeOne of closers.toReversed()) await closeOne();
  };
  const log: string[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void log.push(line) });
  try {
    const postgres = await startTestPostgres();
    closers.push(() => postgres.stop());
    const url = await postgres.createDatabase();
    const database = await makeRetrainDatabase({ url, stores: storeCount, dataThrough: THROUGH });
    closers.push(() => database.close());
    const { pool } = database;
    const world = makeServingWorld(storeCount);
    const ids = database.stores.map(({ id }) => id);
    await insertDays(pool, ids, world.rows.get(1) ?? []);
    const [first, ...others] = world.stores;
    await world.train(first!);
    const version = (await world.registry.listVersions([first!.code])).get(first!.code)![0]!;
    // one fit for all: what differs between stores is not at stake
    const prophetJson = await world.registry.loadModel(version);
    for (const store of others) await world.train(store, { prophetJson });

    const { registry } = world;
    const history = makeSalesHistory(pool);
    const catalogue = makeStoreCatalogue(pool);
    const queue = createRetrainQueue({ url, onError: (error) => silent.warn(error) });
    closers.push(() => queue.close());
    const events = await createRetrainEvents({ url, pool, logger: silent });
    closers.push(() => events.close());
    const serving = createServing({
      ...{ registry, history, catalogue, now: () => NOW, logger: silent, pollIntervalMs: 600_000 },
    });
    closers.push(() => serving.close());
    await serving.start();
    await serving.warm();
    const app = await createApp({
      ...{ host: "127.0.0.1", port: 0, catalogue, history, serving, events, registry, checks: {}, logger },
      audit: createAuditLog({ db: pool, now: () => NOW, logger: silent }),
      retrain: createRetrainService({ pool, queue, registry, now: () => NOW, logger: silent }),
      getRegistrySeenAt: () => NOW,
      ...{ answerState: { getName: () => Promise.resolve(null) }, answerCacheBytes: 0 },
      now: () => NOW,
      makeRequestId: randomUUID,
      ...change,
    });
    closers.push(() => app.close());
    return { ...app, pool, log, version, close };
  } catch (error) {
    await close();
    throw error;
  }
}
