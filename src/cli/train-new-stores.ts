import type { Adapters } from "../adapters.js";
import { followJobs } from "./follow-jobs.js";
import type { Progress } from "./progress.js";

/** Pages of failed jobs are read this long; far beyond what a fleet leaves behind. */
const MAX_FAILED_JOBS = 2000;

/**
 * Trains the stores that have data but no model yet. A store whose training has failed for good on the same data is not
 * tried again.
 */
export async function trainNewStores(
  adapters: Adapters,
  requestedBy: string,
  progress: Progress,
  say: (sentence: string) => void,
): Promise<void> {
  const { catalogue, registry, retrain } = adapters;
  const [stores, models] = await Promise.all([catalogue.listStores({}), registry.findStoreModels()]);
  const untrained = stores.filter((store) => store.dataThrough !== null && !models.has(store.code));
  if (untrained.length === 0) return;
  const failed = await retrain.findJobs(
    { storeIds: untrained.map((store) => store.id), statuses: ["FAILED"] },
    { first: MAX_FAILED_JOBS },
  );
  const hopeless = new Set(
    failed.items
      .filter((job) => job.failure?.isRetryable === false)
      .map((job) => `${job.storeId} ${job.dataThrough}`),
  );
  const wanted = untrained.filter((store) => !hopeless.has(`${store.id} ${store.dataThrough}`));
  if (wanted.length === 0) return;
  const { results } = await retrain.request({
    stores: wanted,
    force: false,
    requestedBy,
    trigger: "first training",
  });
  const jobIds = results.flatMap((result) => (result.job ? [result.job.id] : []));
  const summary = await followJobs(adapters, jobIds, progress);
  const failures = summary.filter((job) => job.status === "FAILED");
  say(
    `${summary.filter((job) => job.status === "SUCCEEDED").length} stores trained, ${failures.length} failed.`,
  );
  for (const job of failures.slice(0, 5)) say(`Job ${job.id}: ${job.failure?.message}`);
}
