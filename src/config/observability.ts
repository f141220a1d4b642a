import { z } from "zod";
import { url, whole } from "./values.js";

/** Where spans go. */
export interface TracingSettings {
  /** Of OTLP over HTTP, such as `http://127.0.0.1:4318/v1/traces`. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Null for the name of the process. */
  serviceName: string | null;
  resourceAttributes: Readonly<Record<string, string>>;
  /** Share of traces begun here that are kept, 0 to 1. */
  sampleRatio: number;
}

/** How those who run the product look into it. */
export interface ObservabilityConfig {
  /** Where figures and health are served apart from the API; null does so nowhere. */
  management: { host: string; port: number } | null;
  /** Seconds that an API which is asked to stop goes on serving while it says that it is not ready. */
  drainSeconds: number;
  /** Null where nothing is traced. */
  tracing: TracingSettings | null;
}

/** `name=value,name=value`, values percent-encoded, as OpenTelemetry writes lists. */
const pairs = z
  .string()
  .refine((text) => readPairs(text) !== null, { error: "must be name=value, several with commas between" })
  .transform((text) => readPairs(text) ?? {});

function readPairs(text: string): Record<string, string> | null {
  const parts = text.split(",").map((part) => part.trim());
  const entries = parts.filter(Boolean).map((part) => {
    const [, name, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(part) ?? [];
    return name === undefined || value === undefined ? null : [name, decode(value)];
  });
  return entries.some((entry) => entry === null) ? null : Object.fromEntries(entries as [string, string][]);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // a percent sign that stands for itself
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** Variables of this section. Those of OpenTelemetry have its own names. */
export const observabilityShape = {
  STORECAST_MANAGEMENT_PORT: whole(1, 65_535).optional(),
  STORECAST_MANAGEMENT_HOST: z.string().min(1).optional(),
  STORECAST_DRAIN_SECONDS: whole(0, 300).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(["http:", "https:"]).optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url(["http:", "https:"]).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: pairs.optional(),
  OTEL_SERVICE_NAME: z.string().min(1).optional(),
  OTEL_RESOURCE_ATTRIBUTES: pairs.optional(),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .refine((text) => /^(0|1|0?\.\d+|1\.0+)$/.test(text), { error: "must be a number from 0 to 1" })
    .transform(Number)
    .optional(),
};

type Variables = z.infer<z.ZodObject<typeof observabilityShape>>;

/** This section of the configuration. */
export function readObservability(env: Variables): ObservabilityConfig {
  const port = env.STORECAST_MANAGEMENT_PORT;
  return {
    management: port === undefined ? null : { host: env.STORECAST_MANAGEMENT_HOST ?? "127.0.0.1", port },
    drainSeconds: env.STORECAST_DRAIN_SECONDS ?? 0,
    tracing: readTracing(env),
  };
}

function readTracing(env: Variables): TracingSettings | null {
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, "");
  const url = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base && `${base}/v1/traces`);
  if (url === undefined) return null;
  return {
    url,
    headers: env.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    serviceName: env.OTEL_SERVICE_NAME ?? null,
    resourceAttributes: env.OTEL_RESOURCE_ATTRIBUTES ?? {},
    sampleRatio: env.OTEL_TRACES_SAMPLER_ARG ?? 1,
  };
}
