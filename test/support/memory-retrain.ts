import { createMemoryBatches, makeBatch, makeBatchStore, type MemoryBatches } from "./memory-batches.js";
import type {
  ChampionsMoved,
  RetrainEvent,
  RetrainEvents,
  RetrainJob,
  RetrainRequest,
  RetrainService,
  TestedFold,
} from "../../src/training/types.js";

/** Builds a queued job. */
export function makeJob(change: Partial<RetrainJob> & { id: string; storeId: number }): RetrainJob {
  return {
    batchId: "batch-1",
    status: "QUEUED",
    progress: 0,
    attempts: 0,
    requestCount: 1,
    queuedAt: new Date("2015-08-01T06:00:00Z"),
    startedAt: null,
    finishedAt: null,
    dataThrough: null,
    version: null,
    promoted: null,
    failure: null,
    ...change,
  };
}

/** Jobs and events in memory: what the test says happens. */
export interface MemoryRetrain {
  service: RetrainService;
  batches: MemoryBatches;
  events: RetrainEvents;
  /** Requests made, oldest first. */
  readonly requests: RetrainRequest[];
  /** Listeners to events at present. */
  readonly listenerCount: number;
  /** Stores the job and tells its event. */
  happen(event: RetrainEvent): void;
  /** Stores a job without an event. */
  put(job: RetrainJob): void;
  /** Remembers the folds of a job's backtest. */
  putFolds(jobId: string, folds: TestedFold[]): void;
}

export function createMemoryRetrain(): MemoryRetrain {
  const jobs = new Map<string, RetrainJob>();
  const batches = createMemoryBatches(jobs);
  const folds = new Map<string, TestedFold[]>();
  const requests: RetrainRequest[] = [];
  const listeners = new Set<(event: RetrainEvent) => void>();
  const moveListeners = new Set<(moved: ChampionsMoved) => void>();
  const isActive = (job: RetrainJob) => job.status === "QUEUED" || job.status === "RUNNING";

  const memory: MemoryRetrain = {
    requests,
    batches,
    get listenerCount() {
      return listeners.size;
    },
    put: (job) => void jobs.set(job.id, job),
    putFolds: (jobId, its) => void folds.set(jobId, its),
    happen(event) {
      jobs.set(event.job.id, event.job);
      for (const listener of listeners) listener(event);
    },
    events: {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onChampionsMoved(listener) {
        moveListeners.add(listener);
        return () => moveListeners.delete(listener);
      },
      announceChampionsMoved(storeCodes) {
        for (const listener of moveListeners) listener({ storeCodes: [...storeCodes] });
        return Promise.resolve();
      },
    },
    service: {
      ...batches,
      request(request) {
        requests.push(request);
        const { requestedBy, trigger } = request;
        const batch = makeBatch({ id: `batch-${requests.length}`, requestedBy, trigger });
        const results = request.stores.map((store) => {
          const joined = [...jobs.values()].find((job) => job.storeId === store.id && isActive(job));
          const job = joined
            ? { ...joined, requestCount: joined.requestCount + 1 }
            : makeJob({ id: `job-${jobs.size + 1}`, storeId: store.id, batchId: batch.id });
          if (joined) jobs.set(job.id, job);
          else memory.happen({ kind: "QUEUED", job, at: job.queuedAt });
          return { store, outcome: joined ? ("DEDUPLICATED" as const) : ("ENQUEUED" as const), job };
        });
        batches.put(
          batch,
          results.map(({ store, outcome, job }) =>
            makeBatchStore({ storeId: store.id, storeCode: store.code, outcome, jobId: job.id }),
          ),
        );
        return Promise.resolve({ batch, results });
      },
      findJobs({ storeIds, statuses }, { first, after }) {
        const found = [...jobs.values()]
          .reverse()
          .filter(
            (job) => (storeIds?.includes(job.storeId) ?? true) && (statuses?.includes(job.status) ?? true),
          );
        const start = after === undefined ? 0 : found.findIndex((job) => job.id === after) + 1;
        return Promise.resolve({
          items: found.slice(start, start + first),
          hasNextPage: start + first < found.length,
          totalCount: found.length,
        });
      },
      loadEndedJobs: (storeIds, since) =>
        Promise.resolve(
          [...jobs.values()].filter(
            ({ storeId, finishedAt }) =>
              storeIds.includes(storeId) && finishedAt !== null && finishedAt >= since,
          ),
        ),
      loadFolds: (jobIds) => Promise.resolve(new Map([...folds].filter(([id]) => jobIds.includes(id)))),
      loadJobs: (ids) => Promise.resolve(new Map([...jobs].filter(([id]) => ids.includes(id)))),
      loadActiveJobs(storeIds) {
        const active = [...jobs.values()].filter(isActive);
        const byStore = storeIds.flatMap((id): [number, RetrainJob[]][] => {
          const own = active.filter((job) => job.storeId === id);
          return own.length > 0 ? [[id, own]] : [];
        });
        return Promise.resolve(new Map(byStore));
      },
    },
  };
  return memory;
}
