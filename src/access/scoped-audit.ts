import type { AuditLog } from "../audit/types.js";
import type { StoreCatalogue } from "../stores/types.js";

/**
 * The audit log as if there were no stores of other regions: what is about several stores is found by those of them that are seen.
 *
 * @param catalogue of the stores that are seen
 */
export function scopeAudit(
  audit: AuditLog,
  catalogue: StoreCatalogue,
  regionCodes: readonly string[],
): AuditLog {
  const isSeen = async ({ storeCode }: { storeCode?: string }) =>
    storeCode === undefined || (await catalogue.loadStores([storeCode])).has(storeCode);
  return {
    ...audit,
    find: async (filter, page) =>
      (await isSeen(filter))
        ? audit.find({ ...filter, regionCodes }, page)
        : { items: [], hasNextPage: false, totalCount: 0 },
    list: async function* (filter) {
      if (await isSeen(filter)) yield* audit.list({ ...filter, regionCodes });
    },
  };
}
