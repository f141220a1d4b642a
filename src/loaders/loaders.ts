import type DataLoader from "dataloader";
import type { ModelRegistry } from "../mlflow/types.js";
import type { Serving } from "../serving/types.js";
import type { SalesHistory, StoreCatalogue } from "../stores/types.js";
import type { RetrainJob, RetrainService, TestedFold } from "../training/types.js";
import { batchLoaders, type BatchLoaders } from "./batch-loaders.js";
import { createEarlierTotalLoader, type LoadEarlierTotal } from "./earlier-totals.js";
import { createForecastLoader, type ForecastLoader, type LoadForecasts } from "./forecast-loader.js";
import { makeLazily } from "./lazily.js";
import { createMapLoader } from "./map-loader.js";
import { createSalesLoader, type LoadSales } from "./sales-loader.js";
import { storeLoaders, type StoreLoaders } from "./store-loaders.js";
import { versionLoaders, type VersionLoaders } from "./version-loaders.js";

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

/** Each loader is made when it is first asked for: most operations want one or two. */
export const createLoaders = makeLazily<LoaderSources, Loaders>({
  ...storeLoaders,
  ...versionLoaders,
  ...batchLoaders,
  forecast: ({ serving }) => createForecastLoader(serving),
  loadForecasts:
    ({ serving }) =>
    (requests) =>
      serving.forecast(requests),
  loadSales: ({ history }) => createSalesLoader(history),
  loadEarlierTotal: (_sources, { loadSales }) => createEarlierTotalLoader(loadSales),
  jobById: ({ retrain }) => createMapLoader((ids) => retrain.loadJobs(ids)),
  activeJobsOfStore: ({ retrain }) => createMapLoader((storeIds) => retrain.loadActiveJobs(storeIds)),
  foldsOfJob: ({ retrain }) => createMapLoader((jobIds) => retrain.loadFolds(jobIds)),
});
