/**
 * One API process as far as models go: finds all champions, loads them, forecasts a week for each store, twice; prints what that took. Started by
 * `champions.ts`, which says what is measured.
 *
 *     node --expose-gc --import tsx bench/load-champions.ts MLFLOW_URL CACHE_FOLDER STORES FIRST_DAY [run | models]
 */
import { createModelRegistry } from "../src/mlflow/registry.js";
import type { RegisteredVersion } from "../src/mlflow/types.js";
import { addDays } from "../src/model/day.js";
import { createLocalCache } from "../src/serving/local-cache.js";
import { makeParseModel } from "../src/serving/parse-model.js";
import { createServing } from "../src/serving/serving.js";
import type { Store, StoreDay } from "../src/stores/types.js";

/** What a process took. */
export interface Load {
  calls: number;
  findMs: number;
  loadMs: number;
  loadCpuMs: number;
  firstMs: number;
  warmMs: number;
  /** With all components of all points. */
  componentsMs: number;
  heapMb: number;
  rssMb: number;
  failed: number;
}

const [url = "", folder = "", stores = "1115", from = "", source = "run"] = process.argv.slice(2);
const logger = { info: () => undefined, warn: (about: unknown, text?: string) => console.error(text, about) };
let calls = 0;
const registry = createModelRegistry({
  trackingUri: url,
  random: () => 0.5,
  logger: { warn: (sentence) => console.error(sentence) },
  onCall: () => calls++,
});
if (source === "models")
  registry.loadServingForms = () => Promise.resolve(new Map<RegisteredVersion, string>());
const now = () => new Date(`${from}T10:00:00Z`);
const catalogue = { loadStores: () => Promise.resolve(new Map()) };
const history = {
  loadDays: (ids: readonly number[]) => Promise.resolve(new Map(ids.map((id) => [id, week]))),
  loadRecentDays: () => Promise.resolve(new Map()),
};
const cache = createLocalCache({
  parseModel: makeParseModel({ catalogue, history }),
  ...{ registry, registryUrl: url, release: "bench", folder, maxBytes: 2 ** 28 },
  loadConcurrency: 12,
  logger: logger as never,
  now,
});

const week = Array.from({ length: 7 }, (_, i): StoreDay => ({
  ...{ day: addDays(from, i), y: null, isOpen: i !== 6, holiday: null },
  regressors: { promo: 1, school_holiday: 0 },
}));
const serving = createServing({
  ...cache,
  ...{ catalogue, history },
  now,
  logger: logger as never,
  pollIntervalMs: 600_000,
});

const requests = Array.from({ length: Number(stores) }, (_, i) => ({
  store: {
    ...{
      id: i + 1,
      code: String(i + 1),
      name: "",
      regionCode: "",
      attributes: [],
      timeZone: "Europe/Berlin",
    },
    ...{ holidayCalendar: "DE-NW", dataThrough: null, dataRevision: 0 },
  } satisfies Store,
  ...{ window: {}, level: 0.8 },
}));

async function time<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const startedAt = performance.now();
  const result = await work();
  return [performance.now() - startedAt, result];
}

async function forecast(wants: { components: boolean }): Promise<number> {
  const results = await serving.forecast(requests);
  let failed = 0;
  for (const result of results) {
    if (result instanceof Error || result.status === "BASELINE" || result.points.length !== 7) failed++;
    else if (wants.components && result.points[0]!.components.length === 0) failed++;
  }
  return failed;
}

const [findMs] = await time(() => serving.start());
const cpu = process.cpuUsage();
const [loadMs] = await time(() => serving.warm());
const { user, system } = process.cpuUsage(cpu);
const [firstMs, failed] = await time(() => forecast({ components: false }));
const [warmMs] = await time(() => forecast({ components: false }));
const [componentsMs] = await time(() => forecast({ components: true }));
globalThis.gc?.();
const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
await serving.close();
const load: Load = {
  ...{ calls, findMs, loadMs, loadCpuMs: (user + system) / 1000, firstMs, warmMs, componentsMs, failed },
  ...{ heapMb: (heapUsed + arrayBuffers) / 2 ** 20, rssMb: rss / 2 ** 20 },
};
console.log(JSON.stringify(load));
process.exit(0);
