import { DEFAULT_CONNECTION_LIMITS, type ConnectionLimits } from "../connections/connection-limits.js";
import { DEFAULT_RATES, type Rates } from "../rates/rates.js";

/** How the API meets whoever reaches it. */
export interface Exposure {
  rates: Rates;
  connections: ConnectionLimits;
  /** Proxies that are believed: addresses, CIDR ranges, `loopback`, `linklocal`, `uniquelocal`. */
  trustedProxies: readonly string[];
  /** Where browsers find the API, such as `https://storecast.example`; null where that is not known. */
  publicUrl: string | null;
  /** Other sites whose pages may ask, such as `https://intranet.example`. */
  corsOrigins: readonly string[];
  /** Whether the schema may be asked for, and the query page is there. */
  hasIntrospection: boolean;
}

/** That of a laptop. */
export const DEFAULT_EXPOSURE: Exposure = Object.freeze({
  rates: DEFAULT_RATES,
  connections: DEFAULT_CONNECTION_LIMITS,
  trustedProxies: [],
  publicUrl: null,
  corsOrigins: [],
  hasIntrospection: true,
});
