import { InvalidInputError } from "../../src/errors.js";
import { addDays } from "../../src/model/day.js";
import type {
  Region,
  SalesHistory,
  Store,
  StoreCatalogue,
  StoreDay,
  StoreFilter,
} from "../../src/stores/types.js";

/** Last observed day of every store made here. */
export const DATA_THROUGH = "2015-07-31";

export const REGIONS: Region[] = [
  { code: "BW", name: "Baden-Württemberg" },
  { code: "HE", name: "Hesse" },
];

/** Stores with codes 1 to `count`; the odd ones in Hesse, the even ones in Baden-Württemberg. */
export function makeStores(count: number): Store[] {
  return Array.from({ length: count }, (_, index) => ({
    id: 1_000 + index + 1,
    code: String(index + 1),
    name: `Store ${index + 1}`,
    regionCode: index % 2 === 0 ? "HE" : "BW",
    attributes: [{ name: "StoreType", value: "c" }],
    timeZone: "Europe/Berlin",
    holidayCalendar: null,
    dataThrough: DATA_THROUGH,
    dataRevision: 0,
  }));
}

/** Stores and regions in memory. */
export function createMemoryCatalogue(stores: Store[]): StoreCatalogue {
  const matches = (filter: StoreFilter) => (store: Store) =>
    (filter.storeCodes?.includes(store.code) ?? true) &&
    (filter.regionCodes?.includes(store.regionCode) ?? true);
  return {
    findStores(filter, { first, after }) {
      const found = stores.filter(matches(filter));
      const at = after === undefined ? -1 : found.findIndex((store) => store.code === after);
      if (after !== undefined && at < 0) {
        return Promise.reject(new InvalidInputError(`after is ${after}, which no store has.`, "after"));
      }
      return Promise.resolve({
        items: found.slice(at + 1, at + 1 + first),
        hasNextPage: at + 1 + first < found.length,
        totalCount: found.length,
      });
    },
    listStores: (filter) => Promise.resolve(stores.filter(matches(filter))),
    loadStores: (codes) => Promise.resolve(pick(stores, (store) => store.code, codes)),
    loadStoresById: (ids) => Promise.resolve(pick(stores, (store) => store.id, ids)),
    listRegions: () => Promise.resolve(REGIONS),
    loadRegions: (codes) => Promise.resolve(pick(REGIONS, (region) => region.code, codes)),
  };
}

function pick<K, V>(values: V[], keyOf: (value: V) => K, keys: readonly K[]): Map<K, V> {
  return new Map(values.filter((value) => keys.includes(keyOf(value))).map((value) => [keyOf(value), value]));
}

/** History of 100 days up to {@link DATA_THROUGH}: the nth day back sells n units, with a promo on even ones. */
export function createMemoryHistory(): SalesHistory {
  const days = Array.from({ length: 100 }, (_, index): StoreDay => {
    const back = 99 - index;
    const regressors = { promo: back % 2 === 0 ? 1 : 0, school_holiday: 0 };
    return { day: addDays(DATA_THROUGH, -back), y: back, isOpen: true, holiday: null, regressors };
  });
  const forAll = (storeIds: readonly number[], found: StoreDay[]) =>
    Promise.resolve(new Map(storeIds.map((id) => [id, found])));
  return {
    loadHistories: (storeIds) => Promise.resolve(new Map(storeIds.map((id) => [id, { days }]))),
    loadDays: (storeIds, from, to) =>
      forAll(
        storeIds,
        days.filter(({ day }) => day >= from && day < to),
      ),
    loadRecentDays: (storeIds, count) => forAll(storeIds, days.slice(-count)),
  };
}
