import { z } from "zod";
import { ConfigurationError } from "../errors.js";
import { url, whole } from "./values.js";

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

/** Where MLflow is, and how it is spoken with. */
export interface MlflowConfig {
  /** MLflow that runs elsewhere; null starts one. */
  mlflowTrackingUri: string | null;
  mlflowCredentials: MlflowCredentials;
  mlflowTls: MlflowTls;
  /** Address of MLflow's pages for people, where it is not the one that processes use. */
  mlflowPublicUrl: string | null;
  /** Seconds between two looks at the registry for champions that others moved. */
  registryPollSeconds: number;
  /** Where MLflow reaches the API to tell of changes, and what it signs with; null leaves changes to polling. */
  webhook: { url: string; secret: string } | null;
}

/** Variables of this section. Those of MLflow have its own names. */
export const mlflowShape = {
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
  STORECAST_REGISTRY_POLL_SECONDS: whole(1, 3600).optional(),
  STORECAST_WEBHOOK_URL: url(["http:", "https:"]).optional(),
  STORECAST_WEBHOOK_SECRET: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
};

type Variables = z.infer<z.ZodObject<typeof mlflowShape>>;

/**
 * This section of the configuration.
 *
 * @throws ConfigurationError if a webhook has no secret
 */
export function readMlflow(env: Variables): MlflowConfig {
  return {
    mlflowTrackingUri: env.MLFLOW_TRACKING_URI?.replace(/\/+$/, "") ?? null,
    mlflowPublicUrl: env.MLFLOW_PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    mlflowCredentials: given({
      username: env.MLFLOW_TRACKING_USERNAME,
      password: env.MLFLOW_TRACKING_PASSWORD,
      token: env.MLFLOW_TRACKING_TOKEN,
    }),
    mlflowTls: given({
      isInsecure: env.MLFLOW_TRACKING_INSECURE_TLS,
      serverCertPath: env.MLFLOW_TRACKING_SERVER_CERT_PATH,
      clientCertPath: env.MLFLOW_TRACKING_CLIENT_CERT_PATH,
    }),
    registryPollSeconds: env.STORECAST_REGISTRY_POLL_SECONDS ?? 5,
    webhook: readWebhook(env),
  };
}

function readWebhook(env: Variables): MlflowConfig["webhook"] {
  const { STORECAST_WEBHOOK_URL: address, STORECAST_WEBHOOK_SECRET: secret } = env;
  if (address === undefined) return null;
  if (secret === undefined) {
    throw new ConfigurationError(
      "The configuration is wrong: STORECAST_WEBHOOK_URL is set, so STORECAST_WEBHOOK_SECRET must be too.",
    );
  }
  return { url: address.replace(/\/+$/, ""), secret };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is not set. */
function given<T extends object>(settings: T): Given<T> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Given<T>;
}
