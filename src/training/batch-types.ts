import type { RetrainOutcome, RetrainTrigger } from "./types.js";

/** One request for one or many stores, as its row says. */
export interface RetrainBatch {
  id: string;
  requestedBy: string;
  trigger: RetrainTrigger;
  requestedAt: Date;
  /** Its run in MLflow; null before its first job has begun, and for ever if it has no job of its own. */
  run: { runId: string; experimentId: string } | null;
  /** When its last job and its run had ended. */
  finishedAt: Date | null;
  cancelledAt: Date | null;
  cancelledBy: string | null;
}

/** Stores of a batch by what became of them; the last six add up to the first. */
export interface BatchCounts {
  stores: number;
  upToDate: number;
  /** Waiting, for a first attempt or another one. */
  queued: number;
  running: number;
  succeeded: number;
  failed: number;
  /** Withdrawn while they waited; the job itself goes on where others have asked for it too. */
  cancelled: number;
}

/** How far a batch is. */
export interface BatchProgress {
  counts: BatchCounts;
  /** 0 to 1: the mean over its jobs; 1 without any. */
  progress: number;
  /** At the rate of the last minutes; null when nothing is open or the rate is not known. */
  expectedFinish: Date | null;
}

/** One store of a batch. */
export interface BatchStore {
  storeId: number;
  storeCode: string;
  outcome: RetrainOutcome;
  /** Whether the batch was cancelled while this store's job waited. */
  isWithdrawn: boolean;
  /** Null if UP_TO_DATE. */
  jobId: string | null;
}

/** Which stores of a batch: the first ones, or those after the store of this code. */
export interface BatchStoresRequest {
  batchId: string;
  /** Of these regions alone; of all if absent. */
  regionCodes?: readonly string[];
  first: number;
  after?: string;
}

/** What cancelling came to. */
export type CancelResult =
  | { kind: "cancelled"; batch: RetrainBatch }
  /** Nothing of the batch is left to cancel, or it was cancelled before. */
  | { kind: "finished"; batch: RetrainBatch }
  | { kind: "unknown" };

/** What all jobs together are at. */
export interface FleetActivity {
  /** Jobs that wait, for a first attempt or another one. */
  queued: number;
  running: number;
  /** Jobs that failed for good in the last 24 hours. */
  failedLastDay: number;
  /** How long the job has waited that waits longest since it was queued or last failed; null when none waits. */
  oldestWaitSeconds: number | null;
  /** Jobs that succeeded or failed for good in the last five minutes, by five. */
  runsPerMinute: number;
  /** At the rate of the last minutes; null when idle or the rate is not known. */
  expectedFinish: Date | null;
}

interface Page<T> {
  items: T[];
  hasNextPage: boolean;
  totalCount: number;
}

/** Batches: reads of one statement each, and cancelling. */
export interface RetrainBatchService {
  /** Batches, newest first, after the batch with id `after`; the open ones alone if asked, or those with stores of these regions. */
  findBatches(
    filter: { isOpen?: boolean; regionCodes?: readonly string[] },
    page: { first: number; after?: string },
  ): Promise<Page<RetrainBatch>>;
  loadBatches(ids: readonly string[]): Promise<Map<string, RetrainBatch>>;
  /** Codes of the regions that the stores of batches are of. */
  loadBatchRegions(ids: readonly string[]): Promise<Map<string, string[]>>;
  loadBatchProgress(ids: readonly string[]): Promise<Map<string, BatchProgress>>;
  /** Stores of batches by code, a page for each request, in their order; an Error where `after` is not in the list. */
  loadBatchStores(requests: readonly BatchStoresRequest[]): Promise<(Page<BatchStore> | Error)[]>;
  /**
   * Withdraws a batch's requests: a job that waits and that nobody else asks for is CANCELLED, one that others ask for stays, those that
   * run finish.
   */
  cancelBatch(id: string, by: string): Promise<CancelResult>;
  /** Of all jobs, in one statement. */
  loadActivity(): Promise<FleetActivity>;
}
