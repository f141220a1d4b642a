import type { Role } from "../access/principal.js";

type TypeRule = Role | Readonly<Record<string, Role>>;

/** Types that everybody may read who may read the field that leads to them. */
const OPEN_TYPES = [
  "AuditEntry",
  "AuditEntryConnection",
  "AuditEntryEdge",
  "Backtest",
  "BacktestFold",
  "BacktestPoint",
  "ChampionIssue",
  "ChampionPin",
  "ChampionPinPayload",
  "ChampionRollbackPayload",
  "ChampionUnpinPayload",
  "ChangeNote",
  "DateWindow",
  "Fleet",
  "FleetColumns",
  "Forecast",
  "ForecastColumns",
  "ForecastComponent",
  "ForecastConnection",
  "ForecastEdge",
  "ForecastMetrics",
  "ForecastPoint",
  "ModelVersion",
  "ModelVersionConnection",
  "ModelVersionEdge",
  "ModelVersionPromotePayload",
  "Node",
  "Observation",
  "PageInfo",
  "Region",
  "RetrainBatch",
  "RetrainBatchCancelPayload",
  "RetrainBatchConnection",
  "RetrainBatchCounts",
  "RetrainBatchEdge",
  "RetrainBatchStore",
  "RetrainBatchStoreConnection",
  "RetrainBatchStoreEdge",
  "RetrainCancelled",
  "RetrainEvent",
  "RetrainFailed",
  "RetrainFailure",
  "RetrainJob",
  "RetrainJobConnection",
  "RetrainJobEdge",
  "RetrainQueued",
  "RetrainRunning",
  "RetrainSucceeded",
  "StaleReasonCount",
  "Store",
  "StoreAttribute",
  "StoreConnection",
  "StoreEdge",
  "StoreRetrainResult",
  "StoresRetrainPayload",
  "UserError",
  "Viewer",
] as const;

/**
 * Who may ask for what: the least role for each type's fields, or for each field of a type. Every type of the schema is here; the API does not start
 * with one that is not. Which stores one sees is another matter: the regions of the principal narrow whatever reads stores.
 */
export const ACCESS_RULES: Readonly<Record<string, TypeRule>> = {
  Query: {
    auditEntries: "operator",
    fleet: "viewer",
    forecasts: "viewer",
    node: "viewer",
    regions: "viewer",
    retrainBatch: "viewer",
    retrainBatches: "viewer",
    retrainJobs: "viewer",
    store: "viewer",
    stores: "viewer",
    viewer: "viewer",
  },
  Mutation: {
    championPin: "planner",
    championRollback: "planner",
    championUnpin: "planner",
    modelVersionPromote: "planner",
    retrainBatchCancel: "planner",
    storesRetrain: "planner",
  },
  Subscription: { retrainEvents: "viewer" },
  ...Object.fromEntries(OPEN_TYPES.map((type) => [type, "viewer"] as const)),
};

/** The least role for a field; undefined where nobody has said. */
export function findAccessRule(type: string, field: string): Role | undefined {
  const rule = Object.hasOwn(ACCESS_RULES, type) ? ACCESS_RULES[type] : undefined;
  if (typeof rule !== "object") return rule;
  return Object.hasOwn(rule, field) ? rule[field] : undefined;
}
