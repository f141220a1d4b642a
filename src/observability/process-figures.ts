import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** The figures of one process: what Node.js tells of itself, and which build it is. */
export function createProcessFigures(build: { process: string; version: string }): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "storecast_build_info",
    help: "1, with the version of the product and what the process does.",
    labelNames: ["process", "version"],
    registers: [registry],
  }).set(build, 1);
  return registry;
}
