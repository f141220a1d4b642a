import type { StoreCatalogue, StoreFilter } from "../stores/types.js";
import type { RetrainService } from "../training/types.js";
import type { RetrainFeed } from "./retrain-feed.js";
import { RetrainStream } from "./retrain-stream.js";

interface RetrainWatchDeps {
  feed: RetrainFeed;
  retrain: RetrainService;
  catalogue: StoreCatalogue;
}

/**
 * Opens the events of the stores that match, of all stores and those to come without a filter.
 *
 * @param since of the last event that the subscriber has seen; what has ended since is told as well
 */
export type WatchRetrains = (filter: StoreFilter, since?: Date) => Promise<RetrainStream>;

/** Events carry the clock of the machine they happened on, and commits do not come in the order of clocks. */
const OVERLAP_MS = 5_000;

/** Listens first and reads the current state after, so nothing falls between the two. */
export function createRetrainWatch({ feed, retrain, catalogue }: RetrainWatchDeps): WatchRetrains {
  return async (filter, since) => {
    const isEveryStore = filter.storeCodes === undefined && filter.regionCodes === undefined;
    const stores = await catalogue.listStores(filter);
    const storeIds = new Set(stores.map((store) => store.id));
    const stream = new RetrainStream(
      (job) => isEveryStore || storeIds.has(job.storeId),
      () => unsubscribe(),
    );
    const unsubscribe = feed.subscribe((event) => stream.push(event), stream);
    try {
      const jobs = await retrain.loadActiveJobs([...storeIds]);
      const byAge = [...jobs.values()].flat().sort((a, b) => a.queuedAt.getTime() - b.queuedAt.getTime());
      const overlapped = since && new Date(since.getTime() - OVERLAP_MS);
      const ended = overlapped ? await retrain.loadEndedJobs([...storeIds], overlapped) : [];
      // A job that ended between the two looks is in both.
      const endedIds = new Set(ended.map(({ id }) => id));
      stream.start([...ended, ...byAge.filter(({ id }) => !endedIds.has(id))]);
    } catch (error) {
      await stream.return();
      throw error;
    }
    return stream;
  };
}
