import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { INSTALLATION, type Config } from "../config.js";
import { isLoopback } from "../config/loopback.js";
import { ensureDatabase, withDatabase } from "../database/ensure-database.js";
import { getEnteringPrefix } from "../database/private-folders.js";
import { ConfigurationError } from "../errors.js";
import { ensurePythonEnvironment } from "../mlflow/python.js";
import { startMlflowServer } from "../mlflow/server.js";
import { startChild, type Child } from "./child.js";
import type { Home } from "./home.js";
import { keepAlive, type KeptAlive } from "./keep-alive.js";
import type { Log } from "./log.js";
import { rememberChild } from "./orphans.js";
import { choosePort } from "./ports.js";
import { openWebhookKeys } from "./webhook-keys.js";

/** What starting a server needs to know and whom it tells. */
export interface LaunchContext {
  config: Config;
  env: Record<string, string | undefined>;
  home: Home;
  log: Log;
  /** Is told what happens, in sentences. */
  notify: (sentence: string) => void;
  /** Is called when a server cannot be kept alive. */
  giveUp: (reason: string) => void;
}

/** A server of ours, or one that runs elsewhere: then stopping it does nothing. */
export interface Server {
  url: string;
  stop(): Promise<void>;
}

const elsewhere = (url: string): Server => ({ url, stop: () => Promise.resolve() });

/** Starts a child that is written down and kept alive. */
export function launch(
  context: LaunchContext,
  name: string,
  start: () => Promise<Child>,
): Promise<KeptAlive> {
  const remembered = async () => {
    const child = await start();
    rememberChild(context.home, name, child.pid);
    return child;
  };
  return keepAlive(name, remembered, context.notify, context.giveUp);
}

/** The PostgreSQL of DATABASE_URL, or an embedded one; the database is made where it is missing. */
export async function startDatabase(context: LaunchContext): Promise<Server> {
  const { config, env, home, log } = context;
  if (config.databaseUrl !== null) {
    await ensureDatabase(config.databaseUrl);
    return elsewhere(config.databaseUrl);
  }
  const prefix = getEnteringPrefix([home.postgres, INSTALLATION]);
  // a restart comes back on the port that others have been told
  let port: string[] = [];
  const server = await launch(context, "postgres", () =>
    startChild("postgres", ["database", ...port], env, log, { prefix }),
  );
  const { url } = server.current();
  if (url === null) throw new ConfigurationError("The embedded PostgreSQL did not say where it listens.");
  port = ["--port", new URL(url).port];
  const databaseUrl = withDatabase(url, "storecast");
  await ensureDatabase(databaseUrl);
  return { url: databaseUrl, stop: () => server.stop() };
}

/** Database of MLflow on the same server as ours. */
function getMlflowDatabaseUrl(databaseUrl: string): string {
  const name = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  return withDatabase(databaseUrl, `${name}_mlflow`);
}

/** The MLflow of MLFLOW_TRACKING_URI, or one whose backend store is in the given PostgreSQL. */
export async function startMlflow(context: LaunchContext, databaseUrl: string): Promise<Server> {
  const { config, home, log, notify } = context;
  if (config.mlflowTrackingUri !== null) return elsewhere(config.mlflowTrackingUri);
  const port = await choosePort(config.mlflowPort, config.host, "MLFLOW_PORT", notify);
  const python = await ensurePythonEnvironment({
    python: config.python,
    requirements: join(INSTALLATION, "mlflow/requirements.txt"),
    directory: join(INSTALLATION, "mlflow/.venv"),
    log: notify,
  });
  const mlflowDatabaseUrl = getMlflowDatabaseUrl(databaseUrl);
  await ensureDatabase(mlflowDatabaseUrl);
  await mkdir(home.artifacts, { recursive: true });
  const server = await launch(context, "mlflow", () =>
    startMlflowServer({
      python,
      host: config.host,
      port,
      databaseUrl: mlflowDatabaseUrl,
      artifactsDir: home.artifacts,
      ...(hasOwnWebhook(config) ? { webhookEncryptionKey: openWebhookKeys(home).encryptionKey } : {}),
      onLine: (line) => log.line("mlflow", line),
    }),
  );
  const { url } = server.current();
  if (url === null) throw new ConfigurationError("MLflow did not say where it listens.");
  return { url, stop: () => server.stop() };
}

/**
 * Whether our own MLflow tells our own API of changes. A server that others reach must not be told that it may call private addresses: it would
 * call them for anyone.
 */
function hasOwnWebhook({ mlflowTrackingUri, host, webhook }: Config): boolean {
  return mlflowTrackingUri === null && webhook === null && isLoopback(host);
}

/** Variables that make the API at this port ask our own MLflow to tell it of changes; none where MLflow runs elsewhere. */
export function getWebhookVariables(
  { config, home }: LaunchContext,
  apiPort: number,
): Record<string, string> {
  if (!hasOwnWebhook(config)) return {};
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  return {
    STORECAST_WEBHOOK_URL: `http://${host}:${apiPort}`,
    STORECAST_WEBHOOK_SECRET: openWebhookKeys(home).secret,
  };
}
