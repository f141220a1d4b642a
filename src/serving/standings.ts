import type { StoreModels } from "../mlflow/types.js";
import type { Store } from "../stores/types.js";
import type { Servable } from "./servable-models.js";
import { getStaleReasons, judgeForecast, type Verdict } from "./staleness.js";
import type { DateWindow } from "./types.js";

/** What serves a store, with what was said of it last: a fleet is asked for one window all morning. */
export class Standing {
  private store: Store | null = null;
  private window: DateWindow | null = null;
  private verdict: Verdict | null = null;

  constructor(readonly servable: Servable) {}

  /** How far the model's forecast of the window can be trusted. Stores and windows are never written to: what differs is another object. */
  judge(store: Store, window: DateWindow): Verdict {
    const { model } = this.servable;
    if (model === null) return { status: "BASELINE", staleReasons: [] };
    if (this.verdict === null || store !== this.store || window !== this.window) {
      this.verdict = judgeForecast(
        model.model.forecaster,
        getStaleReasons(store, model.version.facts, window),
      );
      this.store = store;
      this.window = window;
    }
    return this.verdict;
  }
}

interface StandingsOptions {
  getState: (storeCode: string) => StoreModels | undefined;
  /** What serves in that state, if it is in memory. */
  findServable: (state: StoreModels) => Servable | null;
  /** Another number whenever one of both may say something else. */
  getChangeCount: () => number;
}

/** Of a store that the registry does not know. */
export const UNTRAINED = new Standing({ model: null, issue: null });

/**
 * What serves each store, found once and then at hand until something changes: finding it means to look into a handful of objects, and a fleet has so
 * many of them that most are no longer in the processor's cache when it is asked for again.
 *
 * @returns null for a store whose model is not in memory
 */
export function makeStandings(options: StandingsOptions): (storeCode: string) => Standing | null {
  const { getState, findServable, getChangeCount } = options;
  const known = new Map<string, Standing>();
  let asOf = getChangeCount();

  function find(storeCode: string): Standing | null {
    const state = getState(storeCode);
    if (!state) return UNTRAINED;
    const servable = findServable(state);
    if (!servable) return null;
    const standing = new Standing(servable);
    known.set(storeCode, standing);
    return standing;
  }

  return (storeCode) => {
    if (asOf !== getChangeCount()) {
      known.clear();
      asOf = getChangeCount();
    }
    return known.get(storeCode) ?? find(storeCode);
  };
}
