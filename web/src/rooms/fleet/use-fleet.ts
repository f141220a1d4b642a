import { useMemo } from "react";
import { useLocale } from "use-intl";
import type { LiveProblem } from "../../api/live-state.js";
import { usePagedQuery } from "../../api/use-paged-query.js";
import type { Day } from "../../format/day.js";
import type { Selection } from "../../selection/selection.js";
import { addDemand, type Demand } from "./demand.js";
import {
  countRegions,
  filterStores,
  reachOf,
  type DataReach,
  type FilteredFleet,
  type RegionCount,
} from "./filter.js";
import { FLEET, getNextPage, makeWindow } from "./fleet-query.js";
import { listDays, listStores, type FleetStore } from "./fleet-stores.js";

/** The fleet as it is selected. */
export interface FleetView extends FilteredFleet {
  all: readonly FleetStore[];
  /** Those of the chosen that there are. */
  chosen: readonly FleetStore[];
  regions: readonly RegionCount[];
  reach: DataReach;
  /** Days of the table. */
  days: readonly Day[];
  /** Of the chosen stores, or of all that are shown. */
  demand: Demand;
}

export interface Fleet {
  /** Undefined until the first stores have come. */
  view: FleetView | undefined;
  problem: LiveProblem | null;
  /** Whether all stores have come. */
  isWhole: boolean;
  retry: () => void;
}

/** Asks for the fleet and narrows it. @param today null until it is known */
export function useFleet(
  { stores, regions, search, statuses, from, span }: Selection,
  today: Day | null,
): Fleet {
  const locale = useLocale();
  const window = makeWindow({ from, span }, today);
  const query = usePagedQuery(FLEET, window === undefined ? null : { window }, getNextPage);
  const { pages } = query;
  const fleet = useMemo(() => {
    if (!pages) return undefined;
    const all = listStores(pages);
    return { all, days: listDays(all), regions: countRegions(all, locale), reach: reachOf(all) };
  }, [locale, pages]);
  const filtered = useMemo(
    () => fleet && filterStores(fleet.all, { regions, search, statuses }),
    [fleet, regions, search, statuses],
  );
  const chosen = useMemo(() => {
    const codes = new Set(stores);
    return fleet?.all.filter(({ code }) => codes.has(code)) ?? [];
  }, [fleet, stores]);
  const demand = useMemo(
    () => filtered && addDemand(chosen.length > 0 ? chosen : filtered.shown),
    [chosen, filtered],
  );
  const view = fleet && filtered && demand ? { ...fleet, ...filtered, chosen, demand } : undefined;
  return { view, problem: query.problem, isWhole: query.isWhole, retry: query.retry };
}
