import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { authSettings, readAuth, type AuthConfig } from "./config/auth.js";
import { observabilityShape, readObservability, type ObservabilityConfig } from "./config/observability.js";
import { auditSettings, readAudit, type AuditConfig } from "./config/audit.js";
import { exposureShape, readExposure } from "./config/exposure.js";
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

/** Credentials as MLflow's own clients read them. */
export interface MlflowCredentials {
  username?: string;
  password?: string;
  token?: string;
}

/** Certificates as MLflow's own clients read them. */
export interface MlflowTls {
  isInsecure?: boolean;
  serverCertPath?: string;
  clientCertPath?: string;
}

/** Everything the environment decides, read once. */
export interface Config extends ObservabilityConfig, AuditConfig {
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
  /** MLflow that runs elsewhere; null starts one. */
  mlflowTrackingUri: string | null;
  mlflowCredentials: MlflowCredentials;
  mlflowTls: MlflowTls;
  /** Address of MLflow's pages for people, where it is not the one that processes use. */
  mlflowPublicUrl: string | null;
  /** Redis that runs elsewhere; null keeps the queue in PostgreSQL. */
  redisUrl: string | null;
  /** Python to make the MLflow environment with. */
  python: string;
  /** Stores of the sample that an empty database gets; 0 for none. */
  sampleStores: number;
  /** Stores that one worker trains at once. */
  workerConcurrency: number;
  /** Threads that fit models in one worker. */
  fitThreads: number;
  /** Longest attempt at a training, seconds: series, fit and the calls of MLflow. */
  attemptLimitSeconds: number;
  /** Seconds after its first start from which a job gets no further attempt. */
  jobLimitSeconds: number;
  /** Seconds that trainings have to end in when their worker is asked to stop. */
  shutdownGraceSeconds: number;
  /** When all stores whose models have not seen all data are trained, as it was given; null never. */
  retrainSchedule: { pattern: string; zone: string } | null;
  /** Which stores of an import are trained after it. */
  retrainOnImport: RetrainOnImport;
  /** Seconds between two looks at the registry for champions that others moved. */
  registryPollSeconds: number;
  /** Most megabytes of models that an API keeps on disk; 0 keeps none. */
  modelCacheMegabytes: number;
  /** Most megabytes of answers that an API keeps in memory; 0 keeps none. */
  answerCacheMegabytes: number;
  /** Where MLflow reaches the API to tell of changes, and what it signs with; null leaves changes to polling. */
  webhook: { url: string; secret: string } | null;
  /** Most that one request may ask of the API. */
  limits: Limits;
  auth: AuthConfig;
  /** How the API meets whoever reaches it. */
  exposure: Exposure;
  logLevel: (typeof LOG_LEVELS)[number];
}

/** Stores of an import that are trained after it: none, those whose observed days changed, or all that its files name. */
export const RETRAIN_ON_IMPORT = ["off", "stale", "all"] as const;
export type RetrainOnImport = (typeof RETRAIN_ON_IMPORT)[number];

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

type LimitSetting = (typeof LIMITS)[LimitName]["setting"];

const limitSettings = Object.fromEntries(
  Object.values(LIMITS).map(({ setting, range: [from, to] }) => [setting, whole(from, to).optional()]),
) as Record<LimitSetting, z.ZodOptional<ReturnType<typeof whole>>>;

const Environment = z.object({
  ...limitSettings,
  ...authSettings,
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
  MLFLOW_TRACKING_URI: url(["http:", "https:"]).optional(),
  MLFLOW_PUBLIC_URL: url(["http:", "https:"]).optional(),
  MLFLOW_TRACKING_USERNAME: z.string().optional(),
  MLFLOW_TRACKING_PASSWORD: z.string().optional(),
  MLFLOW_TRACKING_TOKEN: z.string().optional(),
  MLFLOW_TRACKING_INSECURE_TLS: z
    .stringbool({
      ...{ truthy: ["true", "1"], falsy: ["false", "0"] },
      error: "must be true, false, 1 or 0",
    })
    .optional(),
  MLFLOW_TRACKING_SERVER_CERT_PATH: z.string().optional(),
  MLFLOW_TRACKING_CLIENT_CERT_PATH: z.string().optional(),
  REDIS_URL: url(["redis:", "rediss:"]).optional(),
  STORECAST_PYTHON: z.string().min(1).optional(),
  STORECAST_SAMPLE_STORES: whole(0, 1115).optional(),
  STORECAST_WORKER_CONCURRENCY: whole(1, 64).optional(),
  STORECAST_FIT_THREADS: whole(1, 64).optional(),
  STORECAST_ATTEMPT_LIMIT_SECONDS: whole(1, 86_400).optional(),
  STORECAST_JOB_LIMIT_SECONDS: whole(1, 86_400).optional(),
  STORECAST_SHUTDOWN_GRACE_SECONDS: whole(0, 3_600).optional(),
  STORECAST_RETRAIN_SCHEDULE: z.string().optional(),
  STORECAST_RETRAIN_SCHEDULE_ZONE: z.string().optional(),
  STORECAST_RETRAIN_ON_IMPORT: z
    .enum(RETRAIN_ON_IMPORT, { error: `must be one of ${RETRAIN_ON_IMPORT.join(", ")}` })
    .optional(),
  STORECAST_REGISTRY_POLL_SECONDS: whole(1, 3600).optional(),
  STORECAST_MODEL_CACHE_MB: whole(0, 1_000_000).optional(),
  STORECAST_ANSWER_CACHE_MB: whole(0, 100_000).optional(),
  STORECAST_WEBHOOK_URL: url(["http:", "https:"]).optional(),
  STORECAST_WEBHOOK_SECRET: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
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
    mlflowTrackingUri: env.MLFLOW_TRACKING_URI?.replace(/\/+$/, "") ?? null,
    mlflowPublicUrl: env.MLFLOW_PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    mlflowCredentials: {
      ...(env.MLFLOW_TRACKING_USERNAME !== undefined ? { username: env.MLFLOW_TRACKING_USERNAME } : {}),
      ...(env.MLFLOW_TRACKING_PASSWORD !== undefined ? { password: env.MLFLOW_TRACKING_PASSWORD } : {}),
      ...(env.MLFLOW_TRACKING_TOKEN !== undefined ? { token: env.MLFLOW_TRACKING_TOKEN } : {}),
    },
    mlflowTls: {
      ...(env.MLFLOW_TRACKING_INSECURE_TLS !== undefined
        ? { isInsecure: env.MLFLOW_TRACKING_INSECURE_TLS }
        : {}),
      ...(env.MLFLOW_TRACKING_SERVER_CERT_PATH !== undefined
        ? { serverCertPath: env.MLFLOW_TRACKING_SERVER_CERT_PATH }
        : {}),
      ...(env.MLFLOW_TRACKING_CLIENT_CERT_PATH !== undefined
        ? { clientCertPath: env.MLFLOW_TRACKING_CLIENT_CERT_PATH }
        : {}),
    },
    redisUrl: env.REDIS_URL ?? null,
    python: env.STORECAST_PYTHON ?? "python3",
    sampleStores: env.STORECAST_SAMPLE_STORES ?? 60,
    workerConcurrency: env.STORECAST_WORKER_CONCURRENCY ?? 8,
    fitThreads: env.STORECAST_FIT_THREADS ?? Math.max(1, cores - 1),
    ...readLimits(env),
    ...readObservability(env),
    ...readAudit(env),
    shutdownGraceSeconds: env.STORECAST_SHUTDOWN_GRACE_SECONDS ?? 20,
    retrainSchedule:
      env.STORECAST_RETRAIN_SCHEDULE === undefined
        ? null
        : { pattern: env.STORECAST_RETRAIN_SCHEDULE, zone: env.STORECAST_RETRAIN_SCHEDULE_ZONE ?? "UTC" },
    retrainOnImport: env.STORECAST_RETRAIN_ON_IMPORT ?? "stale",
    registryPollSeconds: env.STORECAST_REGISTRY_POLL_SECONDS ?? 5,
    modelCacheMegabytes: env.STORECAST_MODEL_CACHE_MB ?? 256,
    answerCacheMegabytes: env.STORECAST_ANSWER_CACHE_MB ?? 64,
    webhook: readWebhook(env),
    limits: Object.freeze(mapLimits((name) => env[LIMITS[name].setting] ?? LIMITS[name].byDefault)),
    auth: readAuth(env, host),
    exposure: readExposure(env),
    logLevel: env.LOG_LEVEL ?? "info",
  });
}

function readLimits(
  env: z.infer<typeof Environment>,
): Pick<Config, "attemptLimitSeconds" | "jobLimitSeconds"> {
  const attemptLimitSeconds = env.STORECAST_ATTEMPT_LIMIT_SECONDS ?? 60;
  const jobLimitSeconds = env.STORECAST_JOB_LIMIT_SECONDS ?? 300;
  if (jobLimitSeconds < attemptLimitSeconds) {
    throw new ConfigurationError(
      `The configuration is wrong: STORECAST_JOB_LIMIT_SECONDS=${jobLimitSeconds} must be ` +
        `at least STORECAST_ATTEMPT_LIMIT_SECONDS=${attemptLimitSeconds}.`,
    );
  }
  return { attemptLimitSeconds, jobLimitSeconds };
}

function readWebhook(env: z.infer<typeof Environment>): Config["webhook"] {
  const { STORECAST_WEBHOOK_URL: address, STORECAST_WEBHOOK_SECRET: secret } = env;
  if (address === undefined) return null;
  if (secret === undefined) {
    throw new ConfigurationError(
      "The configuration is wrong: STORECAST_WEBHOOK_URL is set, so STORECAST_WEBHOOK_SECRET must be too.",
    );
  }
  return { url: address.replace(/\/+$/, ""), secret };
}

/** URLs may carry passwords, which must not reach a terminal or a log. */
function shownValue(name: string, value: string | undefined): string {
  if (value === undefined) return "(absent)";
  if (name.endsWith("_SECRET") || name.endsWith("_HEADERS")) return "***";
  if (!name.endsWith("_URL") && !name.endsWith("_URI")) return JSON.stringify(value);
  return JSON.stringify(value.replace(/\/\/.*@/, "//***@"));
}
