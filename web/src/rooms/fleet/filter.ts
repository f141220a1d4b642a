import { STATUSES, type Selection, type Status } from "../../selection/selection.js";
import { fold } from "../../format/fold.js";
import type { FleetStore } from "./fleet-stores.js";

/** What narrows the stores that are shown. */
export type FleetFilter = Pick<Selection, "regions" | "search" | "statuses">;

/** The stores that are shown, and how many there are of each status before statuses narrow them. */
export interface FilteredFleet {
  shown: FleetStore[];
  counts: Readonly<Record<Status, number>>;
}

/** Stores of any of the regions and of any of the statuses, whose code and name have every word of the search. */
export function filterStores(
  stores: readonly FleetStore[],
  { regions, search, statuses }: FleetFilter,
): FilteredFleet {
  const words = fold(search)
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = stores.filter(
    ({ region, searched }) =>
      (regions.length === 0 || regions.includes(region.id)) && words.every((word) => searched.includes(word)),
  );
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status } of found) counts[status]++;
  const shown = statuses.length === 0 ? found : found.filter(({ status }) => statuses.includes(status));
  return { shown, counts };
}

/** A region with the stores it has. */
export interface RegionCount {
  id: string;
  name: string;
  stores: number;
}

/** Regions of the stores, by name in the order of a language. */
export function countRegions(stores: readonly FleetStore[], locale: string): RegionCount[] {
  const counts = new Map<string, RegionCount>();
  for (const { region } of stores) {
    const known = counts.get(region.id);
    if (known) known.stores++;
    else counts.set(region.id, { id: region.id, name: region.name, stores: 1 });
  }
  const { compare } = new Intl.Collator(locale, { numeric: true });
  return [...counts.values()].sort((one, other) => compare(one.name, other.name));
}

/** How far the data of the stores goes. */
export interface DataReach {
  /** The last observed day of any of them; null without any. */
  through: string | null;
  /** Stores whose data ends earlier. */
  behind: number;
}

export function reachOf(stores: readonly FleetStore[]): DataReach {
  const through = stores.reduce<string | null>(
    (latest, { dataThrough }) =>
      dataThrough !== null && (latest === null || dataThrough > latest) ? dataThrough : latest,
    null,
  );
  const behind = stores.filter(({ dataThrough }) => dataThrough !== through).length;
  return { through, behind };
}
