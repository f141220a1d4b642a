import type DataLoader from "dataloader";
import type { ModelRegistry, RegisteredVersion } from "../mlflow/types.js";
import type { Serving } from "../serving/types.js";
import type { Makers } from "./lazily.js";
import { createMapLoader } from "./map-loader.js";
import type { StoreLoaders } from "./store-loaders.js";

export interface VersionLoaders {
  /** All versions of a store, newest first; null for a store without any. */
  versionsOfStore: DataLoader<string, RegisteredVersion[] | null>;
  /** One version; null if the store has none of this number, or is none that is seen. No call where serving knows it. */
  loadVersion(storeCode: string, version: number): Promise<RegisteredVersion | null>;
}

interface VersionSources {
  registry: ModelRegistry;
  serving: Serving;
}

/** One registry call a tick for the versions of all stores asked for. */
export const versionLoaders: Makers<
  VersionSources,
  VersionLoaders,
  VersionLoaders & Pick<StoreLoaders, "storeByCode">
> = {
  versionsOfStore: ({ registry }) => createMapLoader((codes) => registry.listVersions(codes)),
  loadVersion:
    ({ serving }, { storeByCode, versionsOfStore }) =>
    async (storeCode, version) => {
      if (!(await storeByCode.load(storeCode))) return null;
      await serving.settle([storeCode]);
      const known = serving.getStoreModels(storeCode);
      const isAskedFor = (candidate: RegisteredVersion | null | undefined) => candidate?.version === version;
      const served = [known?.champion, known?.newest].find(isAskedFor);
      if (served) return served;
      return (await versionsOfStore.load(storeCode))?.find(isAskedFor) ?? null;
    },
};
