import { addDays, dayOf, epochDay, isoWeekday, type Day } from "../../src/model/day.js";
import { fit, toProphetJson, type Holiday } from "../../src/model/index.js";
import type { ServingOptions } from "../../src/serving/serving.js";
import type { SalesHistory, Store, StoreCatalogue, StoreDay } from "../../src/stores/types.js";
import { createFakeRegistry, type FakeRegistry } from "./fake-registry.js";

/** The stores' past: 20 weeks through this Friday. */
export const THROUGH: Day = "2015-06-19";
const FIRST_DAY: Day = "2015-01-31";
/** A Thursday within it, closed. */
export const CORPUS_CHRISTI: Day = "2015-06-04";

/** Stores with sales, a registry and what was asked of them. */
export interface ServingWorld {
  stores: Store[];
  registry: FakeRegistry;
  history: Pick<SalesHistory, "loadDays" | "loadRecentDays">;
  catalogue: Pick<StoreCatalogue, "loadStores">;
  /** Queries made, oldest first. */
  queries: string[];
  /** Warnings logged. */
  warnings: string[];
  logger: ServingOptions["logger"];
  /** Rows by store id; tests add planned ones. */
  rows: Map<number, StoreDay[]>;
  /** Trains a version on the rows of the store. */
  train(
    store: Store,
    change?: { promote?: boolean; trainedThrough?: Day; prophetJson?: string },
  ): Promise<void>;
}

/** Stores 1 to `count`, closed on Sundays, selling 100 a day and twice that with promo, which is on in every other week. */
export function makeServingWorld(count: number): ServingWorld {
  const registry = createFakeRegistry();
  const queries: string[] = [];
  const warnings: string[] = [];
  const stores = Array.from({ length: count }, (_, i) => makeStore(i + 1));
  const rows = new Map(stores.map(({ id }) => [id, makeRows(id)]));
  const select = (ids: readonly number[], choose: (days: StoreDay[]) => StoreDay[]) =>
    new Map(
      ids.flatMap((id): [number, StoreDay[]][] => {
        const chosen = choose(rows.get(id) ?? []);
        return chosen.length > 0 ? [[id, chosen]] : [];
      }),
    );
  return {
    stores,
    registry,
    queries,
    warnings,
    rows,
    catalogue: {
      loadStores: (codes) =>
        Promise.resolve(
          new Map(stores.filter(({ code }) => codes.includes(code)).map((store) => [store.code, store])),
        ),
    },
    logger: {
      info: () => undefined,
      warn: (_: unknown, message?: string) => void warnings.push(message ?? ""),
    } as ServingOptions["logger"],
    history: {
      loadDays: (ids, from, to) => {
        queries.push(`days ${from} ${to}`);
        return Promise.resolve(select(ids, (days) => days.filter(({ day }) => day >= from && day < to)));
      },
      loadRecentDays: (ids, limit) => {
        queries.push("recent");
        return Promise.resolve(select(ids, (days) => days.filter(({ y }) => y !== null).slice(-limit)));
      },
    },
    async train(store, change = {}) {
      const { promote = true, trainedThrough = THROUGH } = change;
      await registry.logModel({
        runId: "run-1",
        experimentId: "1",
        storeCode: store.code,
        params: {},
        regressors: ["promo"],
        transform: "none",
        prophetJson: change.prophetJson ?? makeModelText(rows.get(store.id) ?? [], trainedThrough),
        description: "",
        promote,
        facts: {
          trainedThrough,
          dataRevision: 0,
          dataDigest: "d",
          recipe: "default@1",
          forecaster: "prophet",
          codeVersion: "0.0.0",
          trainedAt: `${trainedThrough}T20:00:00Z`,
          jobId: "job-1",
          backtest: makeBacktest(),
        },
      });
    },
  };
}

function makeStore(id: number): Store {
  return {
    id,
    code: String(id),
    name: `Store ${id}`,
    regionCode: "NW",
    attributes: [],
    timeZone: "Europe/Berlin",
    holidayCalendar: "DE-NW",
    dataThrough: THROUGH,
    dataRevision: 0,
  };
}

function makeRows(id: number): StoreDay[] {
  const rows: StoreDay[] = [];
  for (let day = FIRST_DAY; day <= THROUGH; day = addDays(day, 1)) {
    const epoch = epochDay(day);
    const isOpen = isoWeekday(epoch) !== 7 && day !== CORPUS_CHRISTI;
    const promo = Math.floor((epoch + 3) / 7) % 2;
    const wobble = ((epoch * 7 + id) % 11) - 5;
    const y = isOpen ? 100 + 100 * promo + wobble : 0;
    rows.push({ day, y, isOpen, holiday: null, regressors: { promo } });
  }
  return rows;
}

function makeModelText(rows: readonly StoreDay[], through: Day): string {
  const traded = rows.filter(({ isOpen, y, day }) => isOpen && y !== null && day <= through);
  const series = {
    days: Int32Array.from(traded, ({ day }) => epochDay(day)),
    y: Float64Array.from(traded, ({ y }) => y ?? 0),
    regressors: { promo: Float64Array.from(traded, ({ regressors }) => regressors["promo"] ?? 0) },
  };
  const corpusChristi: Holiday = {
    name: "Corpus Christi",
    days: [CORPUS_CHRISTI, "2016-05-26"].map(epochDay),
    lowerWindow: 0,
    upperWindow: 0,
  };
  return toProphetJson(fit(series, { regressors: [{ name: "promo" }], holidays: [corpusChristi] }));
}

function makeBacktest() {
  const metrics = { mae: 5, rmse: 6, bias: 0, coverage: 0.8, level: 0.8, wape: 0.05, mape: null, mase: 0.5 };
  const cutoffs = [dayOf(epochDay(THROUGH) - 14), dayOf(epochDay(THROUGH) - 7)];
  return { horizon: 7, cutoffs, metrics, baseline: metrics, skill: 0 };
}
