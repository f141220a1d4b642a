/**
 * Microseconds a store of a warm 7-day forecast, through serving with the database and the registry in memory: what is left of a
 * request once nothing has to be waited for. Generated chain, default recipe.
 *
 * Run: `npx tsx bench/forecast.ts [stores]`; 1,115 by default.
 *
 * Last result (1,115 stores, Node 20.20, 2 cores under a load of 8): 25 µs a store (p95 26), so 28 ms for the fleet; reading a model of
 * 177 kB into memory 2,600 µs.
 */
import { createHash } from "node:crypto";
import type { RegisteredVersion, StoreModels } from "../src/mlflow/types.js";
import { dayOf, type Day } from "../src/model/day.js";
import { DEFAULT_RECIPE, toStoreModelJson, trainStoreModel } from "../src/model/index.js";
import { createServing } from "../src/serving/serving.js";
import { listPublicHolidays } from "../src/stores/calendar.js";
import { generateSample, type StoreDays } from "../src/stores/sample/index.js";
import type { Store, StoreDay } from "../src/stores/types.js";

const BACKTEST = { horizon: 7, folds: 4, step: 7, level: 0.8 };
const END: Day = "2015-07-31";
const ROUNDS = 50;

const count = Number(process.argv[2] ?? 1_115);
const { span, chain, stores: generated } = generateSample({ stores: count, end: END, seed: 1 });

const models = new Map<string, StoreModels>();
const texts = new Map<string, string>();
const rows = new Map<number, StoreDay[]>();
const stores: Store[] = [];
for (const days of generated) {
  const store = makeStore(days);
  const text = train(days);
  stores.push(store);
  texts.set(store.code, text);
  rows.set(store.id, makeRows(days, span.end + 1, span.plannedThrough));
  models.set(store.code, makeModels(store.code, text));
}

const serving = createServing({
  registry: {
    findStoreModels: () => Promise.resolve(models),
    loadServingForms: () => Promise.resolve(new Map()),
    listVersions: () => Promise.resolve(new Map()),
    loadModel: ({ storeCode }) => Promise.resolve(texts.get(storeCode) ?? ""),
  },
  history: {
    loadDays: (_, from, to) =>
      Promise.resolve(
        new Map([...rows].map(([id, days]) => [id, days.filter(({ day }) => day >= from && day < to)])),
      ),
    loadRecentDays: () => Promise.resolve(new Map<number, StoreDay[]>()),
  },
  catalogue: { loadStores: () => Promise.resolve(new Map<string, Store>()) },
  now: () => new Date("2015-08-01T10:00:00Z"),
  logger: { info: () => undefined, warn: (fields: unknown) => console.warn(fields) },
});
await serving.start();

const coldStart = performance.now();
await serving.warm();
const coldMs = performance.now() - coldStart;

const perStore: number[] = [];
const requests = stores.map((store) => ({ store, window: {}, level: 0.8 }));
for (let round = 0; round < ROUNDS; round++) {
  const start = performance.now();
  const results = await serving.forecast(requests);
  perStore.push(((performance.now() - start) * 1_000) / count);
  const failed = results.find((result) => result instanceof Error);
  if (failed) throw failed;
}
await serving.close();

perStore.sort((a, b) => a - b);
const quantile = (share: number) => (perStore[Math.floor(share * (perStore.length - 1))] ?? 0).toFixed(1);
const bytes = [...texts.values()].reduce((sum, text) => sum + text.length, 0);
console.log(`${count} stores, models of ${Math.round(bytes / count / 1_024)} kB`);
console.log(`reading a model into memory: ${((coldMs * 1_000) / count).toFixed(0)} µs a store`);
console.log(`warm 7-day forecast: median ${quantile(0.5)} µs a store, p95 ${quantile(0.95)}`);
console.log(`peak RSS ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB`);

function train(days: StoreDays): string {
  const sold = makeRows(days, span.start, span.end).filter(({ y }) => y !== null && y > 0);
  const regressor = (name: string) => Float64Array.from(sold, (row) => row.regressors[name] ?? 0);
  const series = {
    days: Int32Array.from(sold, ({ day }) => Date.parse(day) / 86_400_000),
    y: Float64Array.from(sold, ({ y }) => y ?? 0),
    regressors: { promo: regressor("promo"), school_holiday: regressor("school_holiday") },
  };
  const holidays = listPublicHolidays(days.profile.state.calendar, "2012-01-01", "2018-01-01");
  return toStoreModelJson(
    trainStoreModel({ series, recipe: DEFAULT_RECIPE, holidays, backtest: BACKTEST, chain: [] }).model,
  );
}

function makeRows(days: StoreDays, first: number, last: number): StoreDay[] {
  return Array.from({ length: last - first + 1 }, (_, offset): StoreDay => {
    const i = first - span.start + offset;
    const isOpen = days.isOpen[i] === 1;
    const isObserved = first + offset <= span.end;
    return {
      day: dayOf(first + offset),
      y: isObserved && days.isRecorded[i] ? (days.sales[i] ?? 0) : null,
      isOpen,
      holiday: null,
      regressors: { promo: chain.promo[i] ?? 0, school_holiday: days.calendar.schoolHoliday[i] ?? 0 },
    };
  });
}

function makeStore({ profile }: StoreDays): Store {
  return {
    id: profile.store,
    code: String(profile.store),
    name: `Store ${profile.store}`,
    regionCode: profile.state.code,
    attributes: [],
    timeZone: "Europe/Berlin",
    holidayCalendar: profile.state.calendar,
    dataThrough: END,
    dataRevision: 0,
  };
}

function makeModels(storeCode: string, text: string): StoreModels {
  const champion: RegisteredVersion = {
    storeCode,
    version: 1,
    runId: "run",
    source: storeCode,
    createdAt: new Date(0),
    ...{ description: "", origin: "storecast" },
    ...{ promotedAt: null, promotedBy: null, promotedReason: null },
    ...{ rolledBackAt: null, rolledBackBy: null, rolledBackReason: null, pin: null },
    facts: {
      trainedThrough: END,
      dataRevision: 0,
      dataDigest: "",
      recipe: DEFAULT_RECIPE.name,
      forecaster: "prophet",
      codeVersion: "",
      servingSha256: null,
      modelSha256: createHash("sha256").update(text).digest("hex"),
      trainedAt: "",
      jobId: "",
      backtest: null,
    },
  };
  return { storeCode, champion, championIssue: null, newest: champion, challenger: null };
}
