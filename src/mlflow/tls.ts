import { readFileSync } from "node:fs";
import type { SecureContextOptions } from "node:tls";
import { ConfigurationError } from "../errors.js";

/** How to trust a server with `https:`, and how to be trusted by it; files as MLflow's own clients read them. */
export interface MlflowTls {
  /** `MLFLOW_TRACKING_INSECURE_TLS`: takes any certificate. */
  isInsecure?: boolean;
  /** `MLFLOW_TRACKING_SERVER_CERT_PATH`: PEM file of the authorities that may vouch for the server. */
  serverCertPath?: string;
  /** `MLFLOW_TRACKING_CLIENT_CERT_PATH`: PEM file with our certificate and its private key. */
  clientCertPath?: string;
}

/**
 * Options of an HTTPS agent.
 *
 * @throws ConfigurationError if a file cannot be read, or if every certificate shall be taken and only some
 */
export function readTlsOptions(tls: MlflowTls): SecureContextOptions & { rejectUnauthorized?: boolean } {
  const { isInsecure = false, serverCertPath, clientCertPath } = tls;
  if (isInsecure && serverCertPath !== undefined) {
    throw new ConfigurationError(
      "MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH exclude each other: the first takes any certificate.",
    );
  }
  const client =
    clientCertPath === undefined ? null : readPem("MLFLOW_TRACKING_CLIENT_CERT_PATH", clientCertPath);
  return {
    ...(isInsecure ? { rejectUnauthorized: false } : {}),
    ...(serverCertPath === undefined
      ? {}
      : { ca: readPem("MLFLOW_TRACKING_SERVER_CERT_PATH", serverCertPath) }),
    ...(client === null ? {} : { cert: client, key: client }),
  };
}

function readPem(variable: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`${variable}=${JSON.stringify(path)} cannot be read: ${reason}.`, { cause });
  }
}
