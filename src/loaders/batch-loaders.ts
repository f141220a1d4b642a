import DataLoader from "dataloader";
import type {
  BatchProgress,
  BatchStore,
  BatchStoresRequest,
  RetrainBatch,
  RetrainBatchService,
} from "../training/batch-types.js";
import type { Makers } from "./lazily.js";
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

interface BatchSources {
  retrain: Pick<RetrainBatchService, "loadBatches" | "loadBatchProgress" | "loadBatchStores">;
}

/** One query a tick for each kind of thing. */
export const batchLoaders: Makers<BatchSources, BatchLoaders> = {
  batchById: ({ retrain }) => createMapLoader((ids) => retrain.loadBatches(ids)),
  batchProgress: ({ retrain }) => createMapLoader((ids) => retrain.loadBatchProgress(ids)),
  storesOfBatch: ({ retrain }) =>
    new DataLoader((requests) => retrain.loadBatchStores(requests), {
      cacheKeyFn: ({ batchId, first, after }) => `${batchId} ${first} ${after ?? ""}`,
    }),
};
