import { InvalidInputError } from "../errors.js";
import { makeTextSharer } from "./shared-texts.js";
import type { Page, Region, Store, StoreCatalogue, StoreFilter } from "./types.js";

/**
 * A catalogue of these stores and regions in memory, which answers as the database's does. What it hands out is frozen.
 *
 * @param stores all of them, in the order of the catalogue
 * @param regions all of them, in theirs
 */
export function makeStoreIndex(stores: readonly Store[], regions: readonly Region[]): StoreCatalogue {
  const share = makeTextSharer();
  const inOrder = stores.map((store) => freezeStore(store, share));
  const byCode = new Map(inOrder.map((store) => [store.code, store]));
  const byId = new Map(inOrder.map((store) => [store.id, store]));
  const places = new Map(inOrder.map(({ code }, place) => [code, place]));
  const regionsInOrder = regions.map(({ code, name }) => Object.freeze({ code, name }));
  const regionByCode = new Map(regionsInOrder.map((region) => [region.code, region]));

  function list({ storeCodes, regionCodes }: StoreFilter): Store[] {
    const inRegion = regionCodes && new Set(regionCodes);
    const isIn = ({ regionCode }: Store) => inRegion?.has(regionCode) ?? true;
    if (!storeCodes) return inRegion ? inOrder.filter(isIn) : inOrder;
    const found = [...new Set(storeCodes)].flatMap((code) => places.get(code) ?? []);
    return found
      .sort((a, b) => a - b)
      .flatMap((place) => inOrder[place] ?? [])
      .filter(isIn);
  }

  /** Where the list goes on after a store, which need not be in it. */
  function findStart(listed: readonly Store[], after: string | undefined): number {
    if (after === undefined) return 0;
    const place = places.get(after);
    if (place === undefined) throw makeUnknownAfter(after);
    if (listed === inOrder) return place + 1;
    const start = listed.findIndex(({ code }) => (places.get(code) ?? 0) > place);
    return start < 0 ? listed.length : start;
  }

  function findPage(filter: StoreFilter, { first, after }: { first: number; after?: string }): Page<Store> {
    const listed = list(filter);
    const start = findStart(listed, after);
    return {
      items: listed.slice(start, start + first),
      hasNextPage: start + first < listed.length,
      totalCount: listed.length,
    };
  }

  return {
    findStores: (filter, page) => Promise.resolve().then(() => findPage(filter, page)),
    listStores: (filter) => Promise.resolve([...list(filter)]),
    loadStores: (codes) => Promise.resolve(pick(byCode, codes)),
    loadStoresById: (ids) => Promise.resolve(pick(byId, ids)),
    listRegions: () => Promise.resolve([...regionsInOrder]),
    loadRegions: (codes) => Promise.resolve(pick(regionByCode, codes)),
  };
}

export function makeUnknownAfter(after: string): InvalidInputError {
  return new InvalidInputError(
    `Store "${after}" is not known: \`after\` must be the code of a store.`,
    "after",
  );
}

function pick<K, V>(known: ReadonlyMap<K, V>, keys: readonly K[]): Map<K, V> {
  const found = new Map<K, V>();
  for (const key of keys) {
    const value = known.get(key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}

/** Field by field: Node 20 gives each object that is spread and then frozen a hidden class of its own, and what reads a thousand of those is slow. */
function freezeStore(store: Store, share: (text: string) => string): Store {
  const { id, code, name, regionCode, attributes, timeZone, holidayCalendar, dataThrough } = store;
  const frozen = attributes.map((one) => Object.freeze({ name: share(one.name), value: share(one.value) }));
  return Object.freeze({
    id,
    code,
    name,
    regionCode: share(regionCode),
    attributes: Object.freeze(frozen) as typeof frozen,
    timeZone: share(timeZone),
    holidayCalendar: holidayCalendar === null ? null : share(holidayCalendar),
    dataThrough: dataThrough === null ? null : share(dataThrough),
    dataRevision: store.dataRevision,
  });
}
