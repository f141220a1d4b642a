/** How each part of an object is made, of what all parts are made of and of other parts. */
export type Makers<S, T, P = T> = { readonly [K in keyof T]: (sources: S, parts: P) => T[K] };

/** Makes objects whose parts are made when they are first asked for, once each. */
export function makeLazily<S, T extends object>(makers: Makers<S, T>): (sources: S) => T {
  class Parts {
    readonly #sources: S;
    readonly #made: Partial<T> = {};

    constructor(sources: S) {
      this.#sources = sources;
    }

    // On the prototype, by keys that are known once: accessors of each object of its own would cost more than the parts.
    static {
      for (const key of Object.keys(makers) as (keyof T)[]) {
        Object.defineProperty(this.prototype, key, {
          get(this: Parts): T[keyof T] {
            return (this.#made[key] ??= makers[key](this.#sources, this as unknown as T));
          },
        });
      }
    }
  }
  return (sources) => new Parts(sources) as unknown as T;
}
