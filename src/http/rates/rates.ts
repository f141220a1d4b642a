/** How often something may be done, or how much of it may be open; each has a setting, a default and a name in the metrics. 0 is no limit. */
export const RATES = {
  personRequests: {
    setting: "STORECAST_REQUESTS_PER_PERSON",
    byDefault: 3_000,
    seconds: 60,
    label: "person_requests",
  },
  addressRequests: {
    setting: "STORECAST_REQUESTS_PER_ADDRESS",
    byDefault: 6_000,
    seconds: 60,
    label: "address_requests",
  },
  failedSignIns: {
    setting: "STORECAST_FAILED_SIGN_INS_PER_ADDRESS",
    byDefault: 20,
    seconds: 60,
    label: "failed_sign_ins",
  },
  personOperations: {
    setting: "STORECAST_OPERATIONS_PER_PERSON",
    byDefault: 200,
    seconds: null,
    label: "person_operations",
  },
  personSockets: {
    setting: "STORECAST_SOCKETS_PER_PERSON",
    byDefault: 20,
    seconds: null,
    label: "person_sockets",
  },
  addressSockets: {
    setting: "STORECAST_SOCKETS_PER_ADDRESS",
    byDefault: 500,
    seconds: null,
    label: "address_sockets",
  },
  retrainRequests: {
    setting: "STORECAST_RETRAINS_PER_PERSON",
    byDefault: 60,
    seconds: 60,
    label: "person_retrains",
  },
  retrainStores: {
    setting: "STORECAST_RETRAINED_STORES_PER_PERSON",
    byDefault: 10_000,
    seconds: 3_600,
    label: "person_retrains",
  },
} as const satisfies Record<
  string,
  {
    setting: string;
    byDefault: number;
    /** Length of the window; null for what is open at once. */
    seconds: number | null;
    label: string;
  }
>;

export type RateName = keyof typeof RATES;

/** Most that is allowed, by rate; 0 for no limit. */
export type Rates = Readonly<Record<RateName, number>>;

/** Makes something for each rate. */
export function mapRates<T>(make: (name: RateName) => T): Record<RateName, T> {
  const names = Object.keys(RATES) as RateName[];
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<RateName, T>;
}

export const DEFAULT_RATES: Rates = Object.freeze(mapRates((name) => RATES[name].byDefault));
