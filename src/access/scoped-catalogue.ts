import type { Store, StoreCatalogue, StoreFilter } from "../stores/types.js";

/** A filter that lets nothing of other regions through. */
export function narrow(filter: StoreFilter, regionCodes: readonly string[]): StoreFilter {
  const asked = filter.regionCodes;
  return {
    ...filter,
    regionCodes: asked ? asked.filter((code) => regionCodes.includes(code)) : [...regionCodes],
  };
}

/** The catalogue as if there were no other regions, and no stores of others. */
export function scopeCatalogue(catalogue: StoreCatalogue, regionCodes: readonly string[]): StoreCatalogue {
  const isSeen = (code: string) => regionCodes.includes(code);
  const keepSeen = <K>(stores: ReadonlyMap<K, Store>) =>
    new Map([...stores].filter(([, { regionCode }]) => isSeen(regionCode)));
  return {
    findStores: (filter, page) => catalogue.findStores(narrow(filter, regionCodes), page),
    listStores: (filter) => catalogue.listStores(narrow(filter, regionCodes)),
    loadStores: async (codes) => keepSeen(await catalogue.loadStores(codes)),
    loadStoresById: async (ids) => keepSeen(await catalogue.loadStoresById(ids)),
    listRegions: async () => (await catalogue.listRegions()).filter(({ code }) => isSeen(code)),
    loadRegions: (codes) => catalogue.loadRegions(codes.filter(isSeen)),
  };
}
