import DataLoader from "dataloader";
import type {
  BatchProgress,
  BatchStore,
  BatchStoresRequest,
  RetrainBatch,
  RetrainBatchService,
} from "../training/batch-types.js";
import { createMapLoader } from "./map-loader.js";

export interface BatchLoaders {
  batchById: DataLoader<string, RetrainBatch | null>;
  batchProgress: DataLoader<string, BatchProgress | null>;
  /** A page of a batch's stores by code. */
  storesOfBatch: DataLoader<
    BatchStoresRequest,
    { items: BatchStore[]; hasNextPage: boolean; totalCount: number },
    string
  >;
}

/** One query a tick for each kind of thing. */
export function createBatchLoaders(
  retrain: Pick<RetrainBatchService, "loadBatches" | "loadBatchProgress" | "loadBatchStores">,
): BatchLoaders {
  return {
    batchById: createMapLoader((ids) => retrain.loadBatches(ids)),
    batchProgress: createMapLoader((ids) => retrain.loadBatchProgress(ids)),
    storesOfBatch: new DataLoader((requests) => retrain.loadBatchStores(requests), {
      cacheKeyFn: ({ batchId, first, after }) => `${batchId} ${first} ${after ?? ""}`,
    }),
  };
}
