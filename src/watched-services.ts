import type { Services } from "./context.js";

/**
 * Methods whose answers hold as long as the state of answers keeps its name, by service: they read what that state names, or only put words
 * together. What is not listed here is taken to tell of the moment.
 */
const LASTING: { readonly [S in keyof Services]?: readonly (keyof Services[S])[] } = {
  catalogue: ["findStores", "listStores", "loadStores", "loadStoresById", "listRegions", "loadRegions"],
  history: ["loadHistories", "loadDays", "loadRecentDays"],
  serving: ["forecast", "settle", "getStoreModels", "getFleetHealth"],
  registry: ["getVersionUrl", "getRunUrl"],
};

/**
 * The same services, which tell when one of them is used in a way that makes the answer one of the moment.
 *
 * @param onMomentary may be called any number of times
 */
export function watchServices(services: Services, onMomentary: () => void): Services {
  // Most operations use one or two of them.
  const watched = new Map<PropertyKey, object>();
  return new Proxy(services, {
    get(target, name: keyof Services) {
      const known = watched.get(name);
      // Whoever asks for what is no service, such as `then`, gets what any object has there.
      if (known || !Object.hasOwn(target, name)) return known ?? Reflect.get(target, name);
      const service = watch<object>(target[name], LASTING[name] ?? [], onMomentary);
      watched.set(name, service);
      return service;
    },
  });
}

function watch<T extends object>(service: T, lasting: readonly PropertyKey[], onMomentary: () => void): T {
  return new Proxy(service, {
    get(target, key) {
      if (!lasting.includes(key)) onMomentary();
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
    apply(target, receiver, args) {
      onMomentary();
      return Reflect.apply(target as (...args: unknown[]) => unknown, receiver, args);
    },
  });
}
