import type { Registry } from "prom-client";
import { addFreshnessMetrics } from "../../src/http/freshness-metrics.js";
import { createMetrics } from "../../src/http/metrics.js";
import { createRequestMetrics } from "../../src/http/request-metrics.js";
import { addFleetFigures } from "../../src/observability/fleet-figures.js";
import { watchMlflowCalls } from "../../src/observability/mlflow-calls.js";
import { createProcessFigures } from "../../src/observability/process-figures.js";
import { addQueueFigures } from "../../src/observability/queue-figures.js";
import { noTracing } from "../../src/observability/tracing.js";
import { observeTrainings } from "../../src/observability/training-figures.js";
import { createRestMetrics } from "../../src/rest/rest-metrics.js";

const never = () => Promise.reject(new Error("nobody is asked"));

/** Whatever any process of the product tells, without values. */
export function makeAllFigures(): Registry {
  const registry = createProcessFigures({ process: "api", version: "0.1.0" });
  createMetrics({
    registry,
    getFollowing: () => ({ reads: { succeeded: 0, failed: 0 }, lastReadAgeMs: null, issueCodes: [] }),
    getAnswerBytes: () => 0,
  });
  createRequestMetrics(registry, () => ({ sockets: 0, operations: 0 }));
  createRestMetrics(registry);
  const counts = { succeeded: 0, failed: 0 };
  addFreshnessMetrics(registry, () => ({ checks: { ...counts, waits: 0 }, catchUps: counts }));
  watchMlflowCalls(registry, noTracing);
  observeTrainings(registry, noTracing);
  addQueueFigures(registry, { loadActivity: never, getElapsedMs: () => 0 });
  addFleetFigures(registry, { measureFleet: never, measureAccuracy: never, getElapsedMs: () => 0 });
  return registry;
}
