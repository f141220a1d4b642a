import { ForbiddenError } from "../errors.js";
import type { StoreCatalogue } from "../stores/types.js";
import type { RetrainService } from "../training/types.js";

/**
 * Retrains as if there were no stores of other regions. A batch is seen if any of its stores is, with the numbers of all and the names of those
 * that are seen; it is cancelled by those alone who see all of them.
 *
 * @param catalogue of the stores that are seen
 */
export function scopeRetrain(
  retrain: RetrainService,
  catalogue: StoreCatalogue,
  regionCodes: readonly string[],
): RetrainService {
  async function keepSeen<T>(items: ReadonlyMap<string, T>): Promise<Map<string, T>> {
    const regions = await retrain.loadBatchRegions([...items.keys()]);
    const isSeen = (id: string) => regions.get(id)?.some((code) => regionCodes.includes(code)) ?? false;
    return new Map([...items].filter(([id]) => isSeen(id)));
  }

  return {
    ...retrain,
    findJobs: async (filter, page) => {
      const storeIds = filter.storeIds ?? (await catalogue.listStores({})).map(({ id }) => id);
      return retrain.findJobs({ ...filter, storeIds }, page);
    },
    loadJobs: async (ids) => {
      const jobs = await retrain.loadJobs(ids);
      const stores = await catalogue.loadStoresById([
        ...new Set([...jobs.values()].map(({ storeId }) => storeId)),
      ]);
      return new Map([...jobs].filter(([, { storeId }]) => stores.has(storeId)));
    },
    findBatches: (filter, page) => retrain.findBatches({ ...filter, regionCodes }, page),
    loadBatches: async (ids) => keepSeen(await retrain.loadBatches(ids)),
    loadBatchStores: (requests) =>
      retrain.loadBatchStores(requests.map((request) => ({ ...request, regionCodes }))),
    cancelBatch: async (id, by) => {
      const regions = (await retrain.loadBatchRegions([id])).get(id) ?? [];
      const others = regions.filter((code) => !regionCodes.includes(code));
      if (others.length === regions.length) return { kind: "unknown" };
      if (others.length === 0) return retrain.cancelBatch(id, by);
      throw new ForbiddenError(
        `Batch ${id} has stores of regions that you do not see; it is cancelled by those who see all of them.`,
      );
    },
  };
}
