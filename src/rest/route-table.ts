import "reflect-metadata";
import type { ReadinessCheck } from "../http/health.js";
import type { Route } from "./route.js";
import { auditRoutes } from "./routes/audit.js";
import { forecastRoutes } from "./routes/forecasts.js";
import { healthRoutes } from "./routes/health.js";
import { retrainRoutes } from "./routes/retrain.js";
import { storeRoutes } from "./routes/stores.js";
import { versionRoutes } from "./routes/versions.js";

export interface RouteTableSources {
  /** What health asks, by part. */
  checks: Readonly<Record<string, ReadinessCheck>>;
}

/** What the tags of routes mean, in the order of the document. */
export const TAGS: Readonly<Record<string, string>> = {
  forecasts: "What stores will sell.",
  stores: "Stores and regions.",
  versions: "Model versions, and which of them serves.",
  retrain: "Requests for fresh models.",
  audit: "Who did what.",
  health: "Whether the API is ready.",
};

/** All routes, in the order of the document. */
export function createRoutes({ checks }: RouteTableSources): Route[] {
  return [
    ...forecastRoutes,
    ...storeRoutes,
    ...versionRoutes,
    ...retrainRoutes,
    ...auditRoutes,
    ...healthRoutes(checks),
  ];
}
