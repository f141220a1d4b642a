import { hasEnded, NO_ACTIVITY, takeNews, type JobNews, type StoreActivity } from "./store-activity.js";

/** All stores together. */
export interface FleetActivity {
  queued: number;
  running: number;
  /** Counts up with everything that is heard. */
  version: number;
}

/** The jobs of all stores as last heard, for `useSyncExternalStore`. */
export interface JobStore {
  /** Takes news of any job; what is old or known changes nothing. */
  take: (news: JobNews) => void;
  getStore: (code: string) => StoreActivity;
  /** @returns ends the subscription */
  subscribeStore: (code: string, onChange: () => void) => () => void;
  getFleet: () => FleetActivity;
  /** Tells of changes, many of them together. */
  subscribeFleet: (onChange: () => void) => () => void;
  /** Tells of each job that has ended, once. */
  onEnded: (listener: (news: JobNews) => void) => () => void;
  /** Codes of the stores that have an active job. */
  getActiveCodes: () => string[];
}

/** @param schedule runs its argument a little later: what is heard until then is told together */
export function createJobStore(schedule: (flush: () => void) => void): JobStore {
  const stores = new Map<string, StoreActivity>();
  const active = new Set<string>();
  const watchers = new Map<string, Set<() => void>>();
  const fleetWatchers = new Set<() => void>();
  const endListeners = new Set<(news: JobNews) => void>();
  const counts = { queued: 0, running: 0 };
  let fleet: FleetActivity = { ...counts, version: 0 };
  let version = 0;
  let isScheduled = false;

  const count = (activity: StoreActivity, by: 1 | -1) => {
    if (activity.queued) counts.queued += by;
    if (activity.running) counts.running += by;
  };
  const tellFleet = () => {
    isScheduled = false;
    fleet = { ...counts, version };
    for (const watch of fleetWatchers) watch();
  };

  return {
    take(news) {
      const { code } = news.job.store;
      const before = stores.get(code) ?? NO_ACTIVITY;
      const after = takeNews(before, news);
      if (after === before) return;
      stores.set(code, after);
      if (after.queued || after.running) active.add(code);
      else active.delete(code);
      count(before, -1);
      count(after, 1);
      version += 1;
      for (const watch of watchers.get(code) ?? []) watch();
      if (hasEnded(news.job)) for (const listen of endListeners) listen(news);
      if (isScheduled) return;
      isScheduled = true;
      schedule(tellFleet);
    },
    getStore: (code) => stores.get(code) ?? NO_ACTIVITY,
    subscribeStore(code, onChange) {
      const set = watchers.get(code) ?? new Set();
      watchers.set(code, set.add(onChange));
      return () => {
        set.delete(onChange);
        if (set.size === 0 && watchers.get(code) === set) watchers.delete(code);
      };
    },
    getFleet: () => fleet,
    subscribeFleet(onChange) {
      fleetWatchers.add(onChange);
      return () => void fleetWatchers.delete(onChange);
    },
    onEnded(listener) {
      endListeners.add(listener);
      return () => void endListeners.delete(listener);
    },
    getActiveCodes: () => [...active],
  };
}
