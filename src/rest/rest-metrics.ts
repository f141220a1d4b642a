import type { RequestHandler } from "express";
import { Histogram, type Registry } from "prom-client";
import type { Route } from "./route.js";

/** Times of REST's answers. */
export interface RestMetrics {
  /** Passes requests on, and notes how long they took. */
  watch(route: Pick<Route, "method" | "path">): RequestHandler;
}

/** Adds REST's figures to those of a process. */
export function createRestMetrics(registry: Registry): RestMetrics {
  const durations = new Histogram({
    ...{ name: "storecast_rest_request_duration_seconds", registers: [registry] },
    help: "Time to answer REST requests, by method, route and status.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });
  return {
    watch({ method, path }) {
      const name = method.toUpperCase();
      return (_request, response, next) => {
        const startedMs = performance.now();
        response.once("close", () => {
          const seconds = (performance.now() - startedMs) / 1_000;
          durations.observe({ method: name, route: path, status: String(response.statusCode) }, seconds);
        });
        next();
      };
    },
  };
}
