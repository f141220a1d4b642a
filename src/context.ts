import type { WatchRetrains } from "./live/retrain-watch.js";
import { createLoaders, type Loaders, type LoaderSources } from "./loaders/loaders.js";
import type { ChampionMoves } from "./training/champion-moves.js";

export type { RegisteredVersion as VersionRecord } from "./mlflow/types.js";
export type { ServedForecast as ForecastRecord } from "./serving/types.js";
export type {
  Region as RegionRecord,
  Store as StoreRecord,
  StoreDay as StoreDayRecord,
  StoreFilter,
} from "./stores/types.js";
export type {
  BatchStore as BatchStoreRecord,
  RetrainBatch as RetrainBatchRecord,
} from "./training/batch-types.js";
export type { Asker, ChampionMove, PinChange } from "./training/champion-moves.js";
export type { RetrainEvent as RetrainEventRecord, RetrainJob as RetrainJobRecord } from "./training/types.js";

/** What all operations of a process share. */
export interface Services extends LoaderSources {
  championMoves: ChampionMoves;
  watchRetrains: WatchRetrains;
  /** When the registry last said which versions serve; null if it never did. */
  getRegistrySeenAt: () => Date | null;
}

/** What resolvers get: one for an operation, over HTTP or the socket. */
export interface Context {
  /** Id of the HTTP request or socket operation; errors and the log carry it. */
  readonly requestId: string;
  /** Who asks, for jobs and promotions. */
  readonly requestedBy: string;
  readonly services: Services;
  loaders: Loaders;
  /** Forgets what was loaded, after a mutation has changed it. */
  renewLoaders(): void;
  /** Loads for an event from now on, together with all others who are told the same one. */
  shareLoaders(event: object): void;
}

const loadersOfEvents = new WeakMap<object, Loaders>();

export function createContext(
  services: Services,
  request: { requestId: string; requestedBy: string },
): Context {
  return {
    ...request,
    services,
    loaders: createLoaders(services),
    renewLoaders() {
      this.loaders = createLoaders(services);
    },
    shareLoaders(event) {
      this.loaders = loadersOfEvents.get(event) ?? createLoaders(services);
      loadersOfEvents.set(event, this.loaders);
    },
  };
}
