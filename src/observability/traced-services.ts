import type { SpanAttributes, Tracing } from "./tracing.js";

/** Calls worth a span, by service: they ask a database, a registry or a model, for one thing or for many at once. */
const TRACED = {
  catalogue: ["findStores", "listStores", "loadStores", "loadStoresById", "listRegions", "loadRegions"],
  history: ["loadHistories", "loadDays", "loadRecentDays"],
  serving: ["forecast", "refresh"],
  registry: ["findStoreModels", "listVersions", "loadModel", "loadServingForms", "getExperimentUrl"],
  retrain: [
    ...["request", "cancelBatch", "findJobs", "loadJobs", "loadActiveJobs", "loadFolds", "findBatches"],
    ...["loadBatches", "loadBatchProgress", "loadBatchStores", "loadActivity"],
  ],
  championMoves: ["promote", "rollback", "pin", "unpin"],
} as const;

type AsyncMethod = (...args: unknown[]) => Promise<unknown>;

/** The same services, whose calls are spans of what asks for them. */
export function traceServices<S extends object>(services: S, tracing: Tracing): S {
  if (!tracing.isOn) return services;
  const traced = Object.entries(TRACED).flatMap(([name, methods]) => {
    const service = (services as Record<string, unknown>)[name];
    return service ? [[name, traceService(name, service, methods, tracing)]] : [];
  });
  return { ...services, ...Object.fromEntries(traced) } as S;
}

function traceService(name: string, service: object, methods: readonly string[], tracing: Tracing): object {
  return new Proxy(service, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      if (typeof key !== "string" || !methods.includes(key)) return value.bind(target) as unknown;
      const method = value as AsyncMethod;
      return (...args: unknown[]) =>
        tracing.span(`${name}.${key}`, { attributes: countOf(args[0]) }, () => method.apply(target, args));
    },
  });
}

/** How many things are asked for at once. */
function countOf(argument: unknown): SpanAttributes {
  return Array.isArray(argument) ? { "storecast.batch.size": argument.length } : {};
}
