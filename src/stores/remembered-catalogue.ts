import { makeRemembered, type HoldStoresVersion } from "./remembered.js";
import { makeStoreIndex } from "./store-index.js";
import type { StoreCatalogue } from "./types.js";

/**
 * A catalogue that answers from memory as long as the version of the stores is known and stays; else it is the one given. Not for
 * who needs the truth of a transaction, as imports do.
 */
export function makeRememberedCatalogue(catalogue: StoreCatalogue, hold: HoldStoresVersion): StoreCatalogue {
  const recall = makeRemembered(hold, async () => {
    const [stores, regions] = await Promise.all([catalogue.listStores({}), catalogue.listRegions()]);
    return makeStoreIndex(stores, regions);
  });
  const open = async () => (await recall()) ?? catalogue;
  return {
    findStores: async (filter, page) => (await open()).findStores(filter, page),
    listStores: async (filter) => (await open()).listStores(filter),
    loadStores: async (codes) => (await open()).loadStores(codes),
    loadStoresById: async (ids) => (await open()).loadStoresById(ids),
    listRegions: async () => (await open()).listRegions(),
    loadRegions: async (codes) => (await open()).loadRegions(codes),
  };
}
