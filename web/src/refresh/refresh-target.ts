import type { StoreFilterInput } from "../gql/graphql.js";
import type { Selection } from "../selection/selection.js";

/** What a button refreshes. */
export type RefreshTarget =
  | { kind: "store"; code: string }
  | { kind: "stores"; codes: readonly string[] }
  | { kind: "regions"; /** Ids or codes. */ ids: readonly string[] };

/** What the fleet's button refreshes: the chosen stores, else the regions that are shown, else all stores that are. */
export function chooseTarget(
  { stores, regions, search, statuses }: Pick<Selection, "stores" | "regions" | "search" | "statuses">,
  shownCodes: readonly string[],
): RefreshTarget {
  if (stores.length > 0) return { kind: "stores", codes: stores };
  if (regions.length > 0 && search.trim() === "" && statuses.length === 0)
    return { kind: "regions", ids: regions };
  return { kind: "stores", codes: shownCodes };
}

/** Most names of one request, and most stores that it may come to. */
export const MOST_STORES = 2_000;

/** The same for targets that mean the same. */
export function keyOf(target: RefreshTarget): string {
  switch (target.kind) {
    case "store":
      return JSON.stringify(["store", target.code]);
    case "stores":
      return JSON.stringify(["stores", ...target.codes.toSorted()]);
    case "regions":
      return JSON.stringify(["regions", ...target.ids.toSorted()]);
  }
}

/** How to ask for a target: stores by name in as many requests as they need, regions in one. */
export function planFilters(target: RefreshTarget): StoreFilterInput[] {
  switch (target.kind) {
    case "store":
      return [{ storeIds: [target.code] }];
    case "stores":
      return chunk(target.codes, MOST_STORES).map((storeIds) => ({ storeIds }));
    case "regions":
      return [{ regionIds: [...target.ids] }];
  }
}

/** Smaller requests in place of one that came to too many stores; none if it cannot be made smaller. */
export function splitFilter({ regionIds }: StoreFilterInput): StoreFilterInput[] {
  return regionIds && regionIds.length > 1 ? regionIds.map((id) => ({ regionIds: [id] })) : [];
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
