import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { authSettings, readAuth, type AuthConfig } from "./config/auth.js";
import { observabilityShape, readObservability, type ObservabilityConfig } from "./config/observability.js";
import { auditSettings, readAudit, type AuditConfig } from "./config/audit.js";
import { exposureShape, readExposure } from "./config/exposure.js";
import { mlflowShape, readMlflow, type MlflowConfig } from "./config/mlflow.js";
import { readTraining, trainingShape, type TrainingConfig } from "./config/training.js";
import { url, whole } from "./config/values.js";
import { ConfigurationError } from "./errors.js";
import type { Exposure } from "./http/exposure/exposure.js";
import { LIMITS, mapLimits, type LimitName, type Limits } from "./http/limits/limits.js";
import { isDay, type Day } from "./model/day.js";

/** Folder of the installation: where package.json and mlflow/ are. */
export const INSTALLATION = resolve(fileURLToPath(import.meta.url), "../..");

/** A port, and whether somebody asked for just this one. */
export interface PortSetting {
  port: number;
  /** True: taken is an error. False: the next free one is as good. */
  isExplicit: boolean;
}

/** Everything the environment decides, read once. */
export interface Config extends MlflowConfig, TrainingConfig, ObservabilityConfig, AuditConfig {
  /** Folder of all data that this installation keeps. */
  home: string;
  /** Pins "today" for work on old data; null follows the clock. */
  today: Day | null;
  /** Address that the API and MLflow listen on. */
  host: string;
  apiPort: PortSetting;
  mlflowPort: PortSetting;
  /** PostgreSQL that runs elsewhere; null starts one. */
  databaseUrl: string | null;
  /** Redis that runs elsewhere; null keeps the queue in PostgreSQL. */
  redisUrl: string | null;
  /** Python to make the MLflow environment with. */
  python: string;
  /** Stores of the sample that an empty database gets; 0 for none. */
  sampleStores: number;
  /** Most megabytes of models that an API keeps on disk; 0 keeps none. */
  modelCacheMegabytes: number;
  /** Most megabytes of answers that an API keeps in memory; 0 keeps none. */
  answerCacheMegabytes: number;
  /** Most that one request may ask of the API. */
  limits: Limits;
  auth: AuthConfig;
  /** How the API meets whoever reaches it. */
  exposure: Exposure;
  logLevel: (typeof LOG_LEVELS)[number];
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

type LimitSetting = (typeof LIMITS)[LimitName]["setting"];

const limitSettings = Object.fromEntries(
  Object.values(LIMITS).map(({ setting, range: [from, to] }) => [setting, whole(from, to).optional()]),
) as Record<LimitSetting, z.ZodOptional<ReturnType<typeof whole>>>;

const Environment = z.object({
  ...limitSettings,
  ...authSettings,
  ...mlflowShape,
  ...trainingShape,
  ...observabilityShape,
  ...auditSettings,
  ...exposureShape,
  STORECAST_HOME: z.string().min(1).optional(),
  STORECAST_TODAY: z
    .string()
    .refine(isDay, { error: "must be a day that the calendar has, as YYYY-MM-DD" })
    .optional(),
  HOST: z.string().min(1).optional(),
  PORT: whole(1, 65_535).optional(),
  MLFLOW_PORT: whole(1, 65_535).optional(),
  DATABASE_URL: url(["postgres:", "postgresql:"]).optional(),
  REDIS_URL: url(["redis:", "rediss:"]).optional(),
  STORECAST_PYTHON: z.string().min(1).optional(),
  STORECAST_SAMPLE_STORES: whole(0, 1115).optional(),
  STORECAST_MODEL_CACHE_MB: whole(0, 1_000_000).optional(),
  STORECAST_ANSWER_CACHE_MB: whole(0, 100_000).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).optional(),
});

/** Names of all settings; each can also be given as a file, see `config/file-settings.ts`. */
export const SETTINGS: readonly string[] = Object.keys(Environment.shape);

/**
 * Reads the configuration.
 *
 * @param environment variables by name; an empty one counts as absent
 * @param cores processor cores of the machine, for defaults
 * @throws ConfigurationError that names every wrong value at once
 */
export function readConfig(environment: Record<string, string | undefined>, cores: number): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return `${name}=${shownValue(name, given[name])} ${issue.message}`;
    });
    throw new ConfigurationError(`The configuration is wrong: ${wrong.join("; ")}.`);
  }
  const env = parsed.data;
  const host = env.HOST ?? "127.0.0.1";
  return Object.freeze({
    home: resolve(env.STORECAST_HOME ?? `${INSTALLATION}/.storecast`),
    today: env.STORECAST_TODAY ?? null,
    host,
    apiPort: { port: env.PORT ?? 4000, isExplicit: env.PORT !== undefined },
    mlflowPort: { port: env.MLFLOW_PORT ?? 5000, isExplicit: env.MLFLOW_PORT !== undefined },
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    python: env.STORECAST_PYTHON ?? "python3",
    sampleStores: env.STORECAST_SAMPLE_STORES ?? 60,
    ...readMlflow(env),
    ...readTraining(env, cores),
    ...readObservability(env),
    ...readAudit(env),
    modelCacheMegabytes: env.STORECAST_MODEL_CACHE_MB ?? 256,
    answerCacheMegabytes: env.STORECAST_ANSWER_CACHE_MB ?? 64,
    limits: Object.freeze(mapLimits((name) => env[LIMITS[name].setting] ?? LIMITS[name].byDefault)),
    auth: readAuth(env, host),
    exposure: readExposure(env),
    logLevel: env.LOG_LEVEL ?? "info",
  });
}

/** URLs may carry passwords, which must not reach a terminal or a log. */
function shownValue(name: string, value: string | undefined): string {
  if (value === undefined) return "(absent)";
  if (name.endsWith("_SECRET") || name.endsWith("_HEADERS")) return "***";
  if (!name.endsWith("_URL") && !name.endsWith("_URI")) return JSON.stringify(value);
  return JSON.stringify(value.replace(/\/\/.*@/, "//***@"));
}
