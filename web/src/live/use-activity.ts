import { useCallback, useSyncExternalStore } from "react";
import type { FleetActivity } from "./job-store.js";
import { useJobs } from "./live-provider.js";
import type { StoreActivity } from "./store-activity.js";

/** What is under way for a store, and what ended last. */
export function useStoreActivity(code: string): StoreActivity {
  const jobs = useJobs();
  const subscribe = useCallback((onChange: () => void) => jobs.subscribeStore(code, onChange), [code, jobs]);
  return useSyncExternalStore(subscribe, () => jobs.getStore(code));
}

/** How many jobs wait and run in all; told at most a few times a second. */
export function useFleetActivity(): FleetActivity {
  const jobs = useJobs();
  return useSyncExternalStore(jobs.subscribeFleet, jobs.getFleet);
}
