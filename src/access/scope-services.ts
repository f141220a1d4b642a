import type { AuditLog } from "../audit/types.js";
import type { WatchRetrains } from "../live/retrain-watch.js";
import type { StoreCatalogue } from "../stores/types.js";
import type { ChampionMoves } from "../training/champion-moves.js";
import type { RetrainService } from "../training/types.js";
import type { Principal } from "./principal.js";
import { scopeAudit } from "./scoped-audit.js";
import { narrow, scopeCatalogue } from "./scoped-catalogue.js";
import { scopeChampionMoves } from "./scoped-champion-moves.js";
import { scopeRetrain } from "./scoped-retrain.js";

/** Services that find stores by themselves; all others are asked about stores that these have found. */
interface FindingServices {
  catalogue: StoreCatalogue;
  retrain: RetrainService;
  championMoves: ChampionMoves;
  watchRetrains: WatchRetrains;
  audit: AuditLog;
}

/** The services as one principal sees them: the stores of other regions do not exist. Whatever resolvers read comes from here. */
export function scopeServices<S extends FindingServices>(services: S, { regionCodes }: Principal): S {
  if (regionCodes === null) return services;
  const catalogue = scopeCatalogue(services.catalogue, regionCodes);
  return {
    ...services,
    catalogue,
    retrain: scopeRetrain(services.retrain, catalogue, regionCodes),
    championMoves: scopeChampionMoves(services.championMoves, catalogue),
    watchRetrains: (filter, since) => services.watchRetrains(narrow(filter, regionCodes), since),
    audit: scopeAudit(services.audit, catalogue, regionCodes),
  };
}
