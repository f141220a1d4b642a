import { Histogram, type Registry } from "prom-client";
import type { WatchCall } from "../mlflow/http.js";
import { BoundedNames } from "./bounded-names.js";
import type { Tracing } from "./tracing.js";

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const MOST_ENDPOINTS = 60;

/** Counts, times and traces every attempt at a call of MLflow. */
export function watchMlflowCalls(registry: Registry, tracing: Tracing): WatchCall {
  const names = new BoundedNames(MOST_ENDPOINTS);
  const durations = new Histogram({
    name: "storecast_mlflow_call_duration_seconds",
    help: "Attempts at calls of MLflow, by endpoint and outcome: ok, refused (4xx), failed (5xx), none (no answer).",
    labelNames: ["endpoint", "outcome"],
    buckets: BUCKETS,
    registers: [registry],
  });
  return ({ method, path }) => {
    const endpoint = names.of(`${method} ${toEndpoint(path)}`);
    const span = tracing.start(`MLflow ${endpoint}`, {
      kind: "client",
      attributes: { "http.request.method": method, "url.template": endpoint },
    });
    return {
      headers: span.traceParent === undefined ? {} : { traceparent: span.traceParent },
      end: ({ status, ms }) => {
        const outcome = outcomeOf(status);
        durations.observe({ endpoint, outcome }, ms / 1_000);
        if (status !== null) span.set({ "http.response.status_code": status });
        if (outcome !== "ok") span.fail(new Error(outcome));
        span.end();
      },
    };
  };
}

function outcomeOf(status: number | null): string {
  if (status === null) return "none";
  if (status < 400) return "ok";
  return status < 500 ? "refused" : "failed";
}

const ID = /^(m-[0-9a-f]{32}|[0-9a-f]{32}|[0-9a-f-]{36}|\d+)$/;

/** The path of a call without what differs between calls of one kind: `runs/create`, `logged-models/{id}/tags`, `artifacts`. */
export function toEndpoint(path: string): string {
  const place = path.replace(/^\/api\/2\.0\/(mlflow\/)?/, "").replace(/^\//, "");
  if (place.startsWith("mlflow-artifacts/")) return "artifacts";
  return place
    .split("/")
    .map((part, index, parts) => (ID.test(part) || parts[index - 1] === "tags" ? "{id}" : part))
    .join("/");
}
