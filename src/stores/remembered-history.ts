import { LRUCache } from "lru-cache";
import { makeRemembered, type HoldStoresVersion } from "./remembered.js";
import type { SalesHistory, StoreDay } from "./types.js";

/** Rows remembered at most: some 20 MB, and the week of more than 20,000 stores. */
const MAX_ROWS = 200_000;

type Load = (storeIds: readonly number[]) => Promise<Map<number, StoreDay[]>>;

/** What is known of one window, under one version. */
interface Window {
  /** Days by store; null for a store that has none. */
  days: Map<number, StoreDay[] | null>;
  /** Stores that are being loaded. */
  loads: Map<number, Promise<void>>;
  rows: number;
}

/**
 * A history that answers days from memory as long as the version of the stores is known and stays; else it is the one given. Of a
 * window it loads the stores that it has not, in one query. What it hands out is frozen. Whole histories, which only trainings need, it
 * does not remember.
 *
 * @param maxRows days remembered at most, of the windows asked for last
 */
export function makeRememberedHistory(
  history: SalesHistory,
  hold: HoldStoresVersion,
  maxRows = MAX_ROWS,
): SalesHistory {
  const makeWindows = () =>
    new LRUCache<string, Window>({
      maxSize: maxRows,
      sizeCalculation: ({ rows }) => Math.max(rows, 1),
    });
  const recall = makeRemembered(hold, makeWindows);

  async function ask(name: string, storeIds: readonly number[], load: Load) {
    const windows = await recall();
    if (!windows) return load(storeIds);
    const window: Window = windows.get(name) ?? { days: new Map(), loads: new Map(), rows: 0 };
    if (!windows.has(name)) windows.set(name, window);
    const known = find(window, storeIds);
    if (known) return known;
    await complete(window, storeIds, load);
    // Anew, for what has been there keeps the size that it came with.
    windows.delete(name);
    windows.set(name, window);
    return find(window, storeIds)!;
  }

  return {
    loadHistories: (storeIds) => history.loadHistories(storeIds),
    loadDays: (storeIds, from, to) =>
      ask(`${from} ${to}`, storeIds, (ids) => history.loadDays(ids, from, to)),
    loadRecentDays: (storeIds, count) =>
      ask(`last ${count}`, storeIds, (ids) => history.loadRecentDays(ids, count)),
  };
}

/** Days of the stores; null if the window does not have all of them. */
function find({ days }: Window, storeIds: readonly number[]): Map<number, StoreDay[]> | null {
  const found = new Map<number, StoreDay[]>();
  for (const id of storeIds) {
    const ofStore = days.get(id);
    if (ofStore === undefined) return null;
    if (ofStore !== null) found.set(id, ofStore);
  }
  return found;
}

/** Loads the stores that a window does not have; stores that somebody else is loading already are waited for. */
async function complete(window: Window, storeIds: readonly number[], load: Load): Promise<void> {
  const missing = new Set(storeIds.filter((id) => !window.days.has(id)));
  const loads = new Set<Promise<void>>();
  const unasked: number[] = [];
  for (const id of missing) {
    const loading = window.loads.get(id);
    if (loading) loads.add(loading);
    else unasked.push(id);
  }
  if (unasked.length > 0) {
    const loading = fill(window, unasked, load);
    for (const id of unasked) window.loads.set(id, loading);
    loads.add(loading);
  }
  await Promise.all(loads);
}

async function fill(window: Window, storeIds: readonly number[], load: Load): Promise<void> {
  try {
    const found = await load(storeIds);
    for (const id of storeIds) {
      const days = found.get(id) ?? null;
      window.days.set(id, days && freeze(days));
      window.rows += days?.length ?? 0;
    }
  } finally {
    for (const id of storeIds) window.loads.delete(id);
  }
}

function freeze(days: StoreDay[]): StoreDay[] {
  for (const day of days) Object.freeze(day);
  Object.freeze(days);
  return days;
}
