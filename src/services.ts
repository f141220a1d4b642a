import { limitRetrain } from "./access/limited-retrain.js";
import { openDoor, type Authenticator } from "./access/session.js";
import type { AuditLog } from "./audit/types.js";
import type { Services } from "./context.js";
import type { Exposure } from "./http/exposure/exposure.js";
import { RATES } from "./http/rates/rates.js";
import type { RetrainFeed } from "./live/retrain-feed.js";
import { createRetrainWatch } from "./live/retrain-watch.js";
import type { ModelRegistry } from "./mlflow/types.js";
import type { Serving } from "./serving/types.js";
import type { SalesHistory, StoreCatalogue } from "./stores/types.js";
import { createChampionMoves } from "./training/champion-moves.js";
import type { RetrainEvents, RetrainService } from "./training/types.js";

/** What the services are made of. */
export interface ServiceDeps {
  catalogue: StoreCatalogue;
  history: SalesHistory;
  serving: Serving;
  retrain: RetrainService;
  events: RetrainEvents;
  registry: ModelRegistry;
  audit: AuditLog;
  /** When the registry last said which versions serve; null if it never did. */
  getRegistrySeenAt: () => Date | null;
  /** Tells who asks; lets everybody in if absent. */
  authenticator?: Authenticator;
  /** The true clock, for the stamps of promotions. */
  now: () => Date;
}

/** How much of them each person may have. */
export interface ServiceBounds {
  exposure: Exposure;
  /** Is told of each refusal, with the label of the rate. */
  onRefused: (label: string) => void;
}

/** Makes what all operations of a process share, before it is known who asks. */
export function createServices(deps: ServiceDeps, feed: RetrainFeed, bounds: ServiceBounds): Services {
  const { catalogue, history, serving, registry, audit, getRegistrySeenAt, now } = deps;
  const retrain = limitRetrainsOf(deps, bounds);
  const championMoves = createChampionMoves({
    ...{ registry, now },
    announce: async (storeCodes) => {
      await deps.events.announceChampionsMoved(storeCodes);
      await feed.refresh(storeCodes);
    },
  });
  return {
    ...{ catalogue, history, serving, registry, retrain, audit, getRegistrySeenAt, championMoves },
    watchRetrains: createRetrainWatch({ catalogue, retrain, feed }),
  };
}

/** Within what each person may ask for; where nobody is told apart, as they come. */
function limitRetrainsOf(
  { retrain, authenticator = openDoor }: ServiceDeps,
  { exposure, onRefused }: ServiceBounds,
): RetrainService {
  if (authenticator.isOpen) return retrain;
  const { retrainRequests, retrainStores } = exposure.rates;
  const allowance = { requestsPerMinute: retrainRequests, storesPerHour: retrainStores };
  return limitRetrain(retrain, allowance, () => onRefused(RATES.retrainRequests.label));
}
