/** How often each method was called, by `name.method`. */
export type CallCounts = Map<string, number>;

/** The same object, with every call of a method counted. */
export function counted<T extends object>(target: T, name: string, counts: CallCounts): T {
  return new Proxy(target, {
    get(object, property, receiver) {
      const value: unknown = Reflect.get(object, property, receiver);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        const key = `${name}.${String(property)}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return Reflect.apply(value, object, args);
      };
    },
  });
}
