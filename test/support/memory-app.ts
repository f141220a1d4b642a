import { pino, type Logger } from "pino";
import { createApp, type App, type AppDeps } from "../../src/app.js";
import type { Services } from "../../src/context.js";
import type { RegisteredVersion } from "../../src/mlflow/types.js";
import type { Store } from "../../src/stores/types.js";
import { counted, type CallCounts } from "./counted.js";
import { createFakeRegistry, type FakeRegistry } from "./fake-registry.js";
import { createMemoryAudit, type MemoryAudit } from "./memory-audit.js";
import { createMemoryRetrain, type MemoryRetrain } from "./memory-retrain.js";
import { createMemoryServing, type MemoryServing } from "./memory-serving.js";
import { createMemoryCatalogue, createMemoryHistory, DATA_THROUGH, makeStores } from "./memory-stores.js";

const METRICS = { mae: 50, rmse: 70, bias: -3, coverage: 0.82, level: 0.8, wape: 0.1, mape: null, mase: 0.7 };

/** The API on neighbours in memory, over real HTTP and sockets. */
export interface MemoryApp extends App {
  stores: Store[];
  /** What queries read. */
  sources: Omit<Services, "championMoves" | "watchRetrains">;
  registry: FakeRegistry;
  serving: MemoryServing;
  retrain: MemoryRetrain;
  audit: MemoryAudit;
  counts: CallCounts;
  /** Log lines, parsed, oldest first. */
  log: Record<string, unknown>[];
  /** Registers a further version of a store's model, without anyone being told. */
  train(storeCode: string, promote?: boolean): Promise<RegisteredVersion>;
}

/** Starts the API with so many stores, each with one version that is champion. */
export async function startMemoryApp(storeCount: number, change: Partial<AppDeps> = {}): Promise<MemoryApp> {
  const stores = makeStores(storeCount);
  const registry = createFakeRegistry();
  const serving = createMemoryServing(registry);
  const retrain = createMemoryRetrain();
  const audit = createMemoryAudit();
  const counts: CallCounts = new Map();
  const log: Record<string, unknown>[] = [];
  const train = makeTrain(registry);
  for (const store of stores) await train(store.code);
  await serving.refresh();
  serving.refreshes.length = 0;
  let lastRequest = 0;
  let nowMs = Date.parse("2015-08-01T12:00:00Z");
  const sources = {
    catalogue: counted(createMemoryCatalogue(stores), "catalogue", counts),
    history: counted(createMemoryHistory(), "history", counts),
    serving: counted(serving, "serving", counts),
    retrain: counted(retrain.service, "retrain", counts),
    registry: counted(registry, "registry", counts),
    audit,
    getRegistrySeenAt: () => new Date("2015-08-01T11:59:50Z"),
  };
  const app = await createApp({
    host: "127.0.0.1",
    port: 0,
    ...sources,
    events: retrain.events,
    answerState: { getName: () => Promise.resolve(null) },
    answerCacheBytes: 16_000_000,
    checks: {},
    logger: makeLogger(log),
    now: () => new Date((nowMs += 60_000)),
    makeRequestId: () => `request-${++lastRequest}`,
    ...change,
  });
  return { ...app, sources, stores, registry, serving, retrain, audit, counts, log, train };
}

function makeLogger(log: Record<string, unknown>[]): Logger {
  return pino(
    { level: "debug" },
    { write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>) },
  );
}

function makeTrain(registry: FakeRegistry): MemoryApp["train"] {
  return async (storeCode, promote = true) => {
    const previous = (await registry.listVersions([storeCode])).get(storeCode) ?? [];
    const trainedAt = new Date(Date.parse("2015-08-01T00:00:00Z") + previous.length * 60_000).toISOString();
    const { version } = await registry.logModel({
      runId: "run-1",
      experimentId: "1",
      storeCode,
      params: {},
      regressors: ["promo"],
      transform: "none",
      prophetJson: "{}",
      description: "",
      promote,
      facts: {
        trainedThrough: DATA_THROUGH,
        dataRevision: 0,
        dataDigest: "digest",
        recipe: "default@1",
        forecaster: "prophet",
        codeVersion: "0.1.0",
        trainedAt,
        jobId: `first-${storeCode}-${previous.length}`,
        backtest: {
          horizon: 7,
          cutoffs: ["2015-07-10", "2015-07-17", "2015-07-24"],
          metrics: METRICS,
          baseline: { ...METRICS, mae: 100 },
          skill: 0.5,
        },
      },
    });
    const versions = (await registry.listVersions([storeCode])).get(storeCode) ?? [];
    const made = versions.find((candidate) => candidate.version === version);
    if (!made) throw new Error(`store ${storeCode} has no version ${version}`);
    return made;
  };
}
