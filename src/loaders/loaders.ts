import type DataLoader from "dataloader";
import type { ModelRegistry } from "../mlflow/types.js";
import type { Serving } from "../serving/types.js";
import type { SalesHistory, StoreCatalogue } from "../stores/types.js";
import type { RetrainJob, RetrainService, TestedFold } from "../training/types.js";
import { createBatchLoaders, type BatchLoaders } from "./batch-loaders.js";
import { createEarlierTotalLoader, type LoadEarlierTotal } from "./earlier-totals.js";
import { createForecastLoader, type ForecastLoader, type LoadForecasts } from "./forecast-loader.js";
import { createMapLoader } from "./map-loader.js";
import { createSalesLoader, type LoadSales } from "./sales-loader.js";
import { createStoreLoaders, type StoreLoaders } from "./store-loaders.js";
import { createVersionLoaders, type VersionLoaders } from "./version-loaders.js";

/** What loaders read from. */
export interface LoaderSources {
  catalogue: StoreCatalogue;
  history: SalesHistory;
  serving: Serving;
  registry: ModelRegistry;
  retrain: RetrainService;
}

/** The loaders of one operation: they batch what is asked for in one tick and remember it until the operation ends. */
export interface Loaders extends StoreLoaders, VersionLoaders, BatchLoaders {
  forecast: ForecastLoader;
  loadForecasts: LoadForecasts;
  loadSales: LoadSales;
  loadEarlierTotal: LoadEarlierTotal;
  jobById: DataLoader<string, RetrainJob | null>;
  /** Running and queued jobs by store id, running first; null if there are none. */
  activeJobsOfStore: DataLoader<number, RetrainJob[] | null>;
  /** Folds of backtests by job id; null if they are not remembered. */
  foldsOfJob: DataLoader<string, TestedFold[] | null>;
}

export function createLoaders(sources: LoaderSources): Loaders {
  const loadSales = createSalesLoader(sources.history);
  const storeLoaders = createStoreLoaders(sources.catalogue);
  return {
    ...storeLoaders,
    ...createVersionLoaders(sources.registry, sources.serving, storeLoaders),
    ...createBatchLoaders(sources.retrain),
    forecast: createForecastLoader(sources.serving),
    loadForecasts: (requests) => sources.serving.forecast(requests),
    loadSales,
    loadEarlierTotal: createEarlierTotalLoader(loadSales),
    jobById: createMapLoader((ids) => sources.retrain.loadJobs(ids)),
    activeJobsOfStore: createMapLoader((storeIds) => sources.retrain.loadActiveJobs(storeIds)),
    foldsOfJob: createMapLoader((jobIds) => sources.retrain.loadFolds(jobIds)),
  };
}
