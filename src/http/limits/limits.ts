/** What is limited in a request; each limit has a setting, a default and a range. */
export const LIMITS = {
  depth: { setting: "STORECAST_MAX_DEPTH", byDefault: 12, range: [3, 100] },
  fields: { setting: "STORECAST_MAX_FIELDS", byDefault: 1_000, range: [50, 100_000] },
  aliases: { setting: "STORECAST_MAX_ALIASES", byDefault: 50, range: [0, 10_000] },
  cost: { setting: "STORECAST_MAX_COST", byDefault: 500_000, range: [1_000, 1_000_000_000] },
  answer: { setting: "STORECAST_MAX_ANSWER_BYTES", byDefault: 32_000_000, range: [10_000, 500_000_000] },
  batch: { setting: "STORECAST_MAX_BATCH", byDefault: 10, range: [1, 1_000] },
  body: { setting: "STORECAST_MAX_BODY_BYTES", byDefault: 1_000_000, range: [1_000, 100_000_000] },
} as const satisfies Record<string, { setting: string; byDefault: number; range: readonly [number, number] }>;

export type LimitName = keyof typeof LIMITS;

/** Most that a request may ask, by limit. */
export type Limits = Readonly<Record<LimitName, number>>;

export const LIMIT_NAMES = Object.keys(LIMITS) as LimitName[];

/** Makes something for each limit. */
export function mapLimits<T>(make: (name: LimitName) => T): Record<LimitName, T> {
  return Object.fromEntries(LIMIT_NAMES.map((name) => [name, make(name)])) as Record<LimitName, T>;
}

export const DEFAULT_LIMITS: Limits = Object.freeze(mapLimits((name) => LIMITS[name].byDefault));
