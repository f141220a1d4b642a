import type { Registry } from "prom-client";
import type { FleetActivity } from "../training/batch-types.js";
import { addCollected } from "./collected.js";

/** Adds what waits and runs, of all processes together: each tells the same. */
export function addQueueFigures(
  registry: Registry,
  source: {
    loadActivity: () => Promise<FleetActivity>;
    getElapsedMs: () => number;
    onFailure?: (error: unknown) => void;
  },
): void {
  addCollected(registry, { part: "queue", load: source.loadActivity, ...source }, [
    {
      name: "storecast_queue_jobs",
      help: "Retrain jobs of the whole installation by state: waiting, running. Every process tells the same.",
      labelNames: ["state"],
      read: ({ queued, running }) => [
        { labels: { state: "waiting" }, value: queued },
        { labels: { state: "running" }, value: running },
      ],
    },
    {
      name: "storecast_queue_oldest_wait_seconds",
      help: "How long the job that waits longest has waited since it was queued or last failed; 0 where none waits.",
      read: ({ oldestWaitSeconds }) => [{ value: oldestWaitSeconds ?? 0 }],
    },
    {
      name: "storecast_queue_failed_jobs_last_day",
      help: "Retrain jobs of the whole installation that failed for good in the last 24 hours.",
      read: ({ failedLastDay }) => [{ value: failedLastDay }],
    },
  ]);
}
