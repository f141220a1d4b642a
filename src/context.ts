import { auditCallerOf } from "./access/audit-caller.js";
import { scopeOf, type Principal } from "./access/principal.js";
import { scopeServices } from "./access/scope-services.js";
import type { Caller } from "./access/session.js";
import { auditServices } from "./audit/audit-services.js";
import type { AuditLog } from "./audit/types.js";
import type { WatchRetrains } from "./live/retrain-watch.js";
import { createLoaders, type Loaders, type LoaderSources } from "./loaders/loaders.js";
import type { VersionFacts } from "./mlflow/types.js";
import type { BacktestSummary } from "./model/types.js";
import type { ChampionMoves } from "./training/champion-moves.js";
import { watchServices } from "./watched-services.js";

export type { Principal } from "./access/principal.js";
export type { AuditEntry as AuditEntryRecord, AuditFilter } from "./audit/types.js";
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

/** A version's backtest, and the job that made it. */
export type BacktestRecord = BacktestSummary & Pick<VersionFacts, "jobId">;

/** What all operations of a process share. */
export interface Services extends LoaderSources {
  championMoves: ChampionMoves;
  watchRetrains: WatchRetrains;
  audit: AuditLog;
  /** When the registry last said which versions serve; null if it never did. */
  getRegistrySeenAt: () => Date | null;
}

/** What resolvers get: one for an operation, over HTTP or the socket. */
export interface Context extends Caller {
  readonly principal: Principal;
  /** Who asks, for jobs and promotions: the name of the principal. */
  readonly requestedBy: string;
  /** As the principal sees them. */
  readonly services: Services;
  loaders: Loaders;
  /** Forgets what was loaded, after a mutation has changed it. */
  renewLoaders(): void;
  /** Loads for an event from now on, together with all others of one scope who are told the same one. */
  shareLoaders(event: object): void;
  /** Says that the answer tells of this moment, so that an equal question must be answered anew. */
  markMomentary(): void;
}

/** By event, then by scope: what others may see is not for everybody. */
const loadersOfEvents = new WeakMap<object, Map<string, Loaders>>();

/**
 * @param onMomentary is told, any number of times, once the answer rests on more than what the state of answers names
 */
export function createContext(
  allServices: Services,
  caller: Caller,
  onMomentary: () => void = () => undefined,
): Context {
  const { principal } = caller.session;
  const scoped = scopeServices(allServices, principal);
  const services = watchServices(auditServices(scoped, auditCallerOf(caller)), onMomentary);
  const scope = scopeOf(principal);
  return {
    principal,
    requestedBy: principal.name,
    services,
    markMomentary: onMomentary,
    loaders: createLoaders(services),
    renewLoaders() {
      this.loaders = createLoaders(services);
    },
    shareLoaders(event) {
      const byScope = loadersOfEvents.get(event) ?? new Map<string, Loaders>();
      loadersOfEvents.set(event, byScope);
      this.loaders = byScope.get(scope) ?? createLoaders(services);
      byScope.set(scope, this.loaders);
    },
    // Last, for an object that begins with a spread has a hidden class of its own: docs/reads.md.
    ...caller,
  };
}
