import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { BoundedNames } from "../observability/bounded-names.js";
import type { OperationLabel } from "./operation-label.js";

/** How an operation ended: an answer without errors, one with, or an answer of before. */
export type OperationOutcome = "ok" | "failed" | "kept";

/** Figures of requests over HTTP and of operations over both HTTP and sockets. */
export interface RequestMetrics {
  countRequest(request: { path: string; status: number | null; ms: number }): void;
  countOperation(operation: OperationLabel, outcome: OperationOutcome, ms: number): void;
  /** Counts the errors of one answer. */
  countErrors(codes: readonly string[]): void;
}

/** What is open, as of now. */
export interface OpenSockets {
  sockets: number;
  operations: number;
}

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Names are the caller's to choose, and each is some lines of the page of figures. */
const MOST_NAMES = 100;
const MOST_CODES = 30;

/** First parts of paths that are told apart; whatever is asked for else is one. */
const ROUTES: readonly [start: string, route: string][] = [
  ["/graphql", "/graphql"],
  ["/api/v1", "/api/v1"],
  ["/health/", "/health"],
  ["/metrics", "/metrics"],
  ["/assets/", "/assets"],
  ["/auth/", "/auth"],
  ["/hooks/", "/hooks"],
];

/** Part of the API that a path belongs to. */
export function routeOf(path: string): string {
  if (path === "/") return "/";
  return ROUTES.find(([start]) => path.startsWith(start))?.[1] ?? "other";
}

/** Adds the figures of requests to a process's. */
export function createRequestMetrics(registry: Registry, getOpen: () => OpenSockets): RequestMetrics {
  const registers = [registry];
  const requests = new Counter({
    ...{ name: "storecast_http_requests_total", registers, labelNames: ["route", "status"] },
    help: "Requests over HTTP by part of the API and status; aborted where the client went before the answer.",
  });
  const requestSeconds = new Histogram({
    ...{
      name: "storecast_http_request_duration_seconds",
      registers,
      labelNames: ["route"],
      buckets: SECONDS,
    },
    help: "From a request's headers to the end of its answer, by part of the API.",
  });
  const operations = new Counter({
    ...{ name: "storecast_graphql_operations_total", registers, labelNames: ["type", "name", "outcome"] },
    help: "GraphQL operations by type, name and outcome: ok, failed (with errors), kept (an answer of before). The first 100 names are told apart.",
  });
  const operationSeconds = new Histogram({
    ...{ name: "storecast_graphql_operation_duration_seconds", registers, labelNames: ["type", "name"] },
    ...{ buckets: SECONDS },
    help: "From a GraphQL operation's arrival to its answer; of a subscription, to its beginning.",
  });
  const errors = new Counter({
    ...{ name: "storecast_graphql_errors_total", registers, labelNames: ["code"] },
    help: "Errors in answers of GraphQL by code, as clients see it.",
  });
  for (const [name, key, help] of [
    ["storecast_sockets_open", "sockets", "WebSockets that are open."],
    [
      "storecast_subscriptions_open",
      "operations",
      "Operations that are under way over WebSockets, most of them subscriptions.",
    ],
  ] as const) {
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(getOpen()[key]);
      },
    });
  }
  const names = new BoundedNames(MOST_NAMES);
  const codes = new BoundedNames(MOST_CODES);
  return {
    countRequest: ({ path, status, ms }) => {
      const route = routeOf(path);
      requests.inc({ route, status: status ?? "aborted" });
      requestSeconds.observe({ route }, ms / 1_000);
    },
    countOperation: ({ type, name }, outcome, ms) => {
      const known = names.of(name);
      operations.inc({ type, name: known, outcome });
      operationSeconds.observe({ type, name: known }, ms / 1_000);
    },
    countErrors: (found) => {
      for (const code of found) errors.inc({ code: codes.of(code) });
    },
  };
}
