import { join } from "node:path";
import type pg from "pg";
import type { Logger } from "pino";
import { createAuditLog } from "./audit/audit-log.js";
import type { AuditLog } from "./audit/types.js";
import type { Config } from "./config.js";
import { makePool } from "./database/pool.js";
import { createMlflowClient, type MlflowClient } from "./mlflow/client.js";
import type { WatchCall } from "./mlflow/http.js";
import { createModelRegistry } from "./mlflow/registry.js";
import type { ModelRegistry } from "./mlflow/types.js";
import { createVersionRetention, type VersionRetention } from "./mlflow/version-retention.js";
import { makeParseModel } from "./serving/parse-model.js";
import { createLocalCache, type LocalCache } from "./serving/local-cache.js";
import { makeStoreCatalogue } from "./stores/catalogue.js";
import { makeSalesHistory } from "./stores/history.js";
import type { SalesHistory, StoreCatalogue } from "./stores/types.js";
import { createRetrainQueue } from "./training/queue.js";
import { createRetrainService } from "./training/retrain-service.js";
import { loadKeptServingForms } from "./training/serving-forms.js";
import type { RetrainService } from "./training/types.js";
import { VERSION } from "./version.js";

/** Connections of a process beside those of its stores in flight. */
const SPARE_CONNECTIONS = 4;

/** Clocks and chance, which only main.ts has. */
export interface Surroundings {
  /** The true clock, for stamps. */
  now: () => Date;
  /** The clock that decides "today". */
  businessNow: () => Date;
  random: () => number;
}

export interface AdapterOptions {
  config: Config;
  runtime: Surroundings;
  databaseUrl: string;
  mlflowUrl: string;
  logger: Logger;
  /** Watches what is asked of the registry. */
  watchCall?: WatchCall;
  /** `traceparent` of what runs now, for the jobs that it asks for. */
  getTraceParent?: () => string | undefined;
}

/** The rooms of the product, furnished with a real database and a real registry. */
export interface Adapters extends AdapterOptions {
  pool: pg.Pool;
  catalogue: StoreCatalogue;
  history: SalesHistory;
  registry: ModelRegistry;
  retrain: RetrainService;
  /** @throws ServiceUnavailableError("queue") */
  checkQueue(): Promise<void>;
  audit: AuditLog;
  close(): Promise<void>;
}

/** The registry alone. */
export function openRegistry(
  config: Config,
  runtime: Pick<Surroundings, "random">,
  trackingUri: string,
  logger: Logger,
  watchCall?: WatchCall,
): ModelRegistry {
  return createModelRegistry({
    ...{ trackingUri, ...(watchCall ? { watchCall } : {}) },
    credentials: config.mlflowCredentials,
    tls: config.mlflowTls,
    ...(config.mlflowPublicUrl === null ? {} : { publicUrl: config.mlflowPublicUrl }),
    random: runtime.random,
    logger,
  });
}

/** Old versions in the registry. */
export function openRetention(
  config: Config,
  runtime: Pick<Surroundings, "random">,
  trackingUri: string,
): VersionRetention {
  return createVersionRetention({
    trackingUri,
    credentials: config.mlflowCredentials,
    tls: config.mlflowTls,
    random: runtime.random,
  });
}

/** What an API keeps of the registry on this machine, below the home folder. */
export function openLocalCache(adapters: Adapters): LocalCache {
  const { config, pool, registry, mlflowUrl, logger, runtime } = adapters;
  return createLocalCache({
    registry,
    parseModel: makeParseModel(adapters),
    loadNearForms: async (versions) => {
      try {
        return await loadKeptServingForms(pool, versions);
      } catch (error) {
        logger.warn({ err: error }, "models that were trained just now are read from MLflow");
        return new Map();
      }
    },
    registryUrl: mlflowUrl,
    release: VERSION,
    folder: join(config.home, "cache"),
    maxBytes: config.modelCacheMegabytes * 2 ** 20,
    logger,
    now: runtime.now,
  });
}

/** MLflow's own interface, for what is no matter of the registry. */
export function openMlflow(config: Config, runtime: Pick<Surroundings, "random">, url: string): MlflowClient {
  return createMlflowClient({
    ...{ url, credentials: config.mlflowCredentials, tls: config.mlflowTls, random: runtime.random },
  });
}

/** Where the queue is: in Redis if there is one, else in the database. */
export function getQueueUrl({ config, databaseUrl }: Pick<AdapterOptions, "config" | "databaseUrl">): string {
  return config.redisUrl ?? databaseUrl;
}

/** Connects lazily: nothing is asked of a server before it is needed. */
export function openAdapters(options: AdapterOptions): Adapters {
  const { config, runtime, databaseUrl, mlflowUrl, logger } = options;
  const pool = makePool({ url: databaseUrl, max: config.workerConcurrency + SPARE_CONNECTIONS, logger });
  const registry = openRegistry(config, runtime, mlflowUrl, logger, options.watchCall);
  const queue = createRetrainQueue({
    url: getQueueUrl(options),
    onError: (error) => logger.warn({ err: error }, "the retrain queue reports an error"),
  });
  const retrain = createRetrainService({
    pool,
    queue,
    registry,
    now: runtime.now,
    logger,
    ...(options.getTraceParent ? { getTraceParent: options.getTraceParent } : {}),
  });
  return {
    ...options,
    pool,
    catalogue: makeStoreCatalogue(pool),
    history: makeSalesHistory(pool),
    registry,
    retrain,
    checkQueue: async () => void (await queue.countLive()),
    audit: createAuditLog({ db: pool, now: runtime.now, logger }),
    close: async () => {
      await queue.close();
      await pool.end();
    },
  };
}
