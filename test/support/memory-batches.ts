import type {
  BatchStore,
  FleetActivity,
  RetrainBatch,
  RetrainBatchService,
} from "../../src/training/batch-types.js";
import type { RetrainJob } from "../../src/training/types.js";

/** Builds a batch that is under way. */
export function makeBatch(change: Partial<RetrainBatch> & { id: string }): RetrainBatch {
  return {
    requestedBy: "planner",
    trigger: "person",
    requestedAt: new Date("2015-08-01T06:00:00Z"),
    run: null,
    finishedAt: null,
    cancelledAt: null,
    cancelledBy: null,
    ...change,
  };
}

/** A store of a batch whose job is its own. */
export function makeBatchStore(change: Partial<BatchStore> & { storeId: number }): BatchStore {
  return {
    storeCode: String(change.storeId - 1_000),
    outcome: "ENQUEUED",
    isWithdrawn: false,
    jobId: null,
    ...change,
  };
}

/** As {@link makeStores} deals stores to regions. */
const regionOf = ({ storeId }: BatchStore) => (storeId % 2 === 1 ? "HE" : "BW");

/** What a fleet at rest is at. */
export const IDLE: FleetActivity = {
  ...{ queued: 0, running: 0, failedLastDay: 0, oldestWaitSeconds: null, runsPerMinute: 0 },
  expectedFinish: null,
};

/** Batches in memory. */
export interface MemoryBatches extends RetrainBatchService {
  /** What {@link RetrainBatchService.loadActivity} answers. */
  activity: FleetActivity;
  put(batch: RetrainBatch, stores?: BatchStore[]): void;
}

const keepSeen = (stores: BatchStore[], regionCodes: readonly string[] | undefined) =>
  stores.filter((store) => regionCodes?.includes(regionOf(store)) ?? true);

/** Batches in memory; a job whose batch nobody has put belongs to one by default. */
export function createMemoryBatches(jobs: ReadonlyMap<string, RetrainJob>): MemoryBatches {
  const batches = new Map<string, { batch: RetrainBatch; stores: BatchStore[] }>();
  const find = (id: string) =>
    batches.get(id)?.batch ??
    ([...jobs.values()].some((job) => job.batchId === id) ? makeBatch({ id }) : undefined);
  const mapOf = <V>(ids: readonly string[], get: (id: string) => V | undefined) =>
    Promise.resolve(
      new Map(
        ids.flatMap((id): [string, V][] => {
          const value = get(id);
          return value === undefined ? [] : [[id, value]];
        }),
      ),
    );
  const cut = <T>(items: T[], keyOf: (item: T) => string, first: number, after?: string) => {
    const start = after === undefined ? 0 : items.findIndex((item) => keyOf(item) === after) + 1;
    const hasNextPage = start + first < items.length;
    return { items: items.slice(start, start + first), hasNextPage, totalCount: items.length };
  };

  const memory: MemoryBatches = {
    activity: IDLE,
    put: (batch, stores = []) => void batches.set(batch.id, { batch, stores }),
    findBatches: ({ isOpen = false, regionCodes }, { first, after }) => {
      const all = [...batches.values()].reverse();
      const found = all
        .filter(({ batch }) => !isOpen || batch.finishedAt === null)
        .filter(({ stores }) => regionCodes === undefined || keepSeen(stores, regionCodes).length > 0)
        .map(({ batch }) => batch);
      return Promise.resolve(cut(found, ({ id }) => id, first, after));
    },
    loadBatches: (ids) => mapOf(ids, find),
    loadBatchRegions: (ids) =>
      mapOf(ids, (id) => {
        const stores = batches.get(id)?.stores;
        return stores && [...new Set(stores.map(regionOf))];
      }),
    loadBatchProgress: (ids) =>
      mapOf(ids, (id) => {
        const stores = batches.get(id)?.stores ?? [];
        const count = (status: RetrainJob["status"]) =>
          stores.filter(({ jobId }) => jobId !== null && jobs.get(jobId)?.status === status).length;
        return {
          counts: {
            stores: stores.length,
            upToDate: stores.filter(({ outcome }) => outcome === "UP_TO_DATE").length,
            ...{ queued: count("QUEUED"), running: count("RUNNING"), succeeded: count("SUCCEEDED") },
            ...{ failed: count("FAILED"), cancelled: count("CANCELLED") },
          },
          ...{ progress: 0.5, expectedFinish: null },
        };
      }),
    loadBatchStores: (requests) =>
      Promise.resolve(
        requests.map(({ batchId, regionCodes, first, after }) =>
          cut(
            keepSeen(batches.get(batchId)?.stores ?? [], regionCodes),
            ({ storeCode }) => storeCode,
            first,
            after,
          ),
        ),
      ),
    cancelBatch: (id, by) => {
      const batch = find(id);
      if (!batch) return Promise.resolve({ kind: "unknown" });
      if (batch.finishedAt ?? batch.cancelledAt) return Promise.resolve({ kind: "finished", batch });
      const cancelled = { ...batch, cancelledBy: by, cancelledAt: new Date("2015-08-01T07:00:00Z") };
      memory.put(cancelled, batches.get(id)?.stores);
      return Promise.resolve({ kind: "cancelled", batch: cancelled });
    },
    loadActivity: () => Promise.resolve(memory.activity),
  };
  return memory;
}
