import { createContext, useContext, useEffect, type ReactNode } from "react";
import { useClient } from "urql";
import type { JobStore } from "./job-store.js";
import { followRetrains } from "./retrain-feed.js";

const JobsContext = createContext<JobStore | null>(null);

interface LiveProviderProps {
  jobs: JobStore;
  /** Calls its argument each time the socket is back. */
  onReconnected: (catchUp: () => void) => () => void;
  children: ReactNode;
}

/** Hears of retrains for the whole page. */
export function LiveProvider({ jobs, onReconnected, children }: LiveProviderProps) {
  const client = useClient();
  useEffect(() => followRetrains({ client, jobs, onReconnected }), [client, jobs, onReconnected]);
  return <JobsContext.Provider value={jobs}>{children}</JobsContext.Provider>;
}

/** The jobs as last heard. */
export function useJobs(): JobStore {
  const jobs = useContext(JobsContext);
  if (!jobs) throw new Error("useJobs() is used outside LiveProvider");
  return jobs;
}
