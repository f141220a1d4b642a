import type DataLoader from "dataloader";
import type { Region, Store, StoreCatalogue } from "../stores/types.js";
import type { Makers } from "./lazily.js";
import { createMapLoader } from "./map-loader.js";

export interface StoreLoaders {
  storeByCode: DataLoader<string, Store | null>;
  storeById: DataLoader<number, Store | null>;
  regionByCode: DataLoader<string, Region | null>;
  /** Stores by code; null for a region without any. */
  storesOfRegion: DataLoader<string, Store[] | null>;
}

/** One query a tick for each kind of key. */
export const storeLoaders: Makers<{ catalogue: StoreCatalogue }, StoreLoaders> = {
  storeByCode: ({ catalogue }) => createMapLoader((codes) => catalogue.loadStores(codes)),
  storeById: ({ catalogue }) => createMapLoader((ids) => catalogue.loadStoresById(ids)),
  regionByCode: ({ catalogue }) => createMapLoader((codes) => catalogue.loadRegions(codes)),
  storesOfRegion: ({ catalogue }) =>
    createMapLoader(async (regionCodes) => {
      const stores = await catalogue.listStores({ regionCodes: [...regionCodes] });
      const byRegion = new Map<string, Store[]>();
      for (const store of stores) {
        const siblings = byRegion.get(store.regionCode);
        if (siblings) siblings.push(store);
        else byRegion.set(store.regionCode, [store]);
      }
      return byRegion;
    }),
};
