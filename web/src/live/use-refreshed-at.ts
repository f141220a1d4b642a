import { useEffect, useEffectEvent, useState } from "react";
import { useEnvironment } from "../environment.js";
import { useJobs } from "./live-provider.js";
import { throttle } from "./throttle.js";

/** A fleet in training would ask for all of its forecasts with each store that is done. */
const PAUSE_MS = 1_000;

/**
 * Asks a room's question again when a forecast in it has changed: `useRefreshedAt(codes, retry)`, with the `retry` of
 * `useLiveQuery`. The first change counts at once, and while more come once a second.
 *
 * @param codes of the stores in the room; null for all
 * @returns when a forecast in it changed last; null if none did while the room was open
 */
export function useRefreshedAt(codes: readonly string[] | null, refresh: () => void): Date | null {
  const jobs = useJobs();
  const { now } = useEnvironment();
  const [at, setAt] = useState<Date | null>(null);
  const isShown = useEffectEvent((code: string) => codes === null || codes.includes(code));
  const change = useEffectEvent(() => {
    setAt(now());
    refresh();
  });
  useEffect(() => {
    const changed = throttle(() => change(), PAUSE_MS);
    const leave = jobs.onEnded(({ job }) => {
      if (job.status === "SUCCEEDED" && isShown(job.store.code)) changed.call();
    });
    return () => {
      leave();
      changed.cancel();
    };
  }, [jobs]);
  return at;
}
