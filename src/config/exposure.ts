import { z } from "zod";
import { ConfigurationError } from "../errors.js";
import { DEFAULT_CONNECTION_LIMITS } from "../http/connections/connection-limits.js";
import type { Exposure } from "../http/exposure/exposure.js";
import { isProxyName } from "../http/exposure/trusted-proxies.js";
import { mapRates, RATES, type RateName } from "../http/rates/rates.js";
import { list, url, whole } from "./values.js";

type RateSetting = (typeof RATES)[RateName]["setting"];

const rateShape = Object.fromEntries(
  Object.values(RATES).map(({ setting }) => [setting, whole(0, 10_000_000).optional()]),
) as Record<RateSetting, z.ZodOptional<ReturnType<typeof whole>>>;

/** Exactly what a browser sends as `Origin`. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

/** Settings of how the API meets whoever reaches it. */
export const exposureShape = {
  ...rateShape,
  STORECAST_HEADERS_SECONDS: whole(1, 3_600).optional(),
  STORECAST_REQUEST_SECONDS: whole(1, 3_600).optional(),
  STORECAST_KEEP_ALIVE_SECONDS: whole(1, 3_600).optional(),
  STORECAST_SEND_SECONDS: whole(0, 86_400).optional(),
  STORECAST_SOCKET_IDLE_MINUTES: whole(0, 10_000).optional(),
  STORECAST_TRUSTED_PROXIES: list(
    isProxyName,
    "must be addresses, ranges as 10.0.0.0/8, or of loopback, linklocal, uniquelocal, with commas between them",
  ).optional(),
  STORECAST_PUBLIC_URL: url(["http:", "https:"]).optional(),
  STORECAST_CORS_ORIGINS: list(
    isOrigin,
    "must be origins as https://intranet.example, with commas between them; * is none",
  ).optional(),
  STORECAST_INTROSPECTION: z.enum(["on", "off"], { error: "must be one of on, off" }).optional(),
  NODE_ENV: z.string().optional(),
};

type Environment = z.infer<z.ZodObject<typeof exposureShape>>;

/** @throws ConfigurationError for settings that contradict each other */
export function readExposure(env: Environment): Exposure {
  const byDefault = DEFAULT_CONNECTION_LIMITS;
  const ms = (seconds: number | undefined, otherwise: number) =>
    seconds === undefined ? otherwise : seconds * 1_000;
  const headersMs = ms(env.STORECAST_HEADERS_SECONDS, byDefault.headersMs);
  const requestMs = ms(env.STORECAST_REQUEST_SECONDS, byDefault.requestMs);
  if (headersMs > requestMs) {
    throw new ConfigurationError(
      `The configuration is wrong: STORECAST_HEADERS_SECONDS=${headersMs / 1_000} must be ` +
        `at most STORECAST_REQUEST_SECONDS=${requestMs / 1_000}.`,
    );
  }
  const isProduction = env.NODE_ENV === "production";
  return Object.freeze({
    rates: Object.freeze(mapRates((name) => env[RATES[name].setting] ?? RATES[name].byDefault)),
    connections: Object.freeze({
      ...byDefault,
      headersMs,
      requestMs,
      keepAliveMs: ms(env.STORECAST_KEEP_ALIVE_SECONDS, byDefault.keepAliveMs),
      sendMs: ms(env.STORECAST_SEND_SECONDS, byDefault.sendMs),
      socketIdleMs: ms(
        env.STORECAST_SOCKET_IDLE_MINUTES && env.STORECAST_SOCKET_IDLE_MINUTES * 60,
        byDefault.socketIdleMs,
      ),
    }),
    trustedProxies: env.STORECAST_TRUSTED_PROXIES ?? [],
    publicUrl: env.STORECAST_PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    corsOrigins: env.STORECAST_CORS_ORIGINS ?? [],
    hasIntrospection: (env.STORECAST_INTROSPECTION ?? (isProduction ? "off" : "on")) === "on",
  });
}
