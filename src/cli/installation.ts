import { openAdapters, type Adapters } from "../adapters.js";
import { requireAuthSaid } from "../config/auth.js";
import type { Config } from "../config.js";
import { ConfigurationError } from "../errors.js";
import { startChild } from "../launcher/child.js";
import { claimHome, openHome, type Running } from "../launcher/home.js";
import { openLog } from "../launcher/log.js";
import { endOrphans } from "../launcher/orphans.js";
import { whenParentGone } from "../launcher/parent.js";
import { choosePort } from "../launcher/ports.js";
import {
  getWebhookVariables,
  launch,
  startDatabase,
  startMlflow,
  type LaunchContext,
} from "../launcher/servers.js";
import { makeCalendar } from "../training/retrain-calendar.js";
import { loadSample } from "./load-sample.js";
import { startProgress } from "./progress.js";
import { createLogger, getUser, whenStopping, type CommandContext } from "./runtime.js";
import { checkRedis } from "./check-queue.js";
import { SIGN_IN_ADVICE } from "./check-sign-in.js";
import { migrateDatabase } from "./servers.js";
import { trainNewStores } from "./train-new-stores.js";

/** Thrown to leave the start-up when somebody stops it half-way; cleaning up is the same as ever. */
class Stopped extends Error {}

/** What a worker may take beyond its grace, for handing back what it runs, ms. */
const HAND_BACK_MS = 10_000;

/** Starts every process, waits until it is asked to stop, and stops them in order. */
export async function runInstallation(context: CommandContext): Promise<void> {
  try {
    await startAndWait(context);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
}

async function startAndWait({ runtime, config, exitWith }: CommandContext): Promise<void> {
  requireAuthSaid(config);
  if (config.retrainSchedule !== null) makeCalendar(config.retrainSchedule);
  const say = (sentence: string) => void runtime.stdout.write(`storecast: ${sentence}\n`);
  const home = openHome(config.home);
  const running: Running = { pid: process.pid, databaseUrl: null, mlflowUrl: null, apiUrl: null };
  const release = await claimHome(home, () => running);
  const log = openLog(home.log, runtime.now, say);
  const logger = createLogger(config, "start", { write: (line) => log.line("start", line) });
  const gaveUp = new AbortController();
  const launchContext: LaunchContext = {
    config,
    env: runtime.env,
    home,
    log,
    notify: say,
    giveUp: (reason) => {
      say(`${reason}. Stopping. The log is ${home.log}`);
      exitWith(1);
      gaveUp.abort();
    },
  };
  const ended = Promise.race([
    whenStopping(runtime.stopping),
    whenStopping(gaveUp.signal),
    ...(runtime.env["npm_lifecycle_event"] === "start" ? [whenParentGone()] : []),
  ]);
  const unlessStopped = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([
      work,
      ended.then(() => {
        throw new Stopped();
      }),
    ]);
  // undone in the opposite order: the API before the worker, MLflow before the database it writes to
  const undo: (() => Promise<void>)[] = [release, () => log.close()];
  const keep = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    undo.push(() => starting.then((server) => server.stop()));
    return unlessStopped(starting);
  };

  try {
    await unlessStopped(endOrphans(home, say));
    const apiPort = await choosePort(config.apiPort, config.host, "PORT", say);
    if (config.redisUrl !== null) await unlessStopped(checkRedisOfQueue(config.redisUrl, say));

    const database = await keep(startDatabase(launchContext));
    running.databaseUrl = database.url;
    await unlessStopped(migrateDatabase(database.url, logger));

    const startingMlflow = keep(startMlflow(launchContext, database.url));
    // a failure of MLflow is thrown below; until then it must not count as unhandled
    startingMlflow.catch(() => undefined);
    await unlessStopped(loadSample({ runtime, config, databaseUrl: database.url, home, logger, say }));
    const mlflow = await startingMlflow;
    running.mlflowUrl = mlflow.url;

    const adapters = openAdapters({
      config,
      runtime,
      databaseUrl: database.url,
      mlflowUrl: mlflow.url,
      logger,
    });
    undo.push(() => adapters.close());
    await unlessStopped(checkMlflow(adapters, mlflow.url));

    const env = {
      ...runtime.env,
      DATABASE_URL: database.url,
      MLFLOW_TRACKING_URI: mlflow.url,
      PORT: String(apiPort),
      ...getWebhookVariables(launchContext, apiPort),
    };
    const stopGraceMs = config.shutdownGraceSeconds * 1000 + HAND_BACK_MS;
    const [, api] = await Promise.all(
      ["worker", "api"].map((name) => {
        const own = { ...env, ...getManagementVariables(config, name) };
        return keep(launch(launchContext, name, () => startChild(name, [name], own, log, { stopGraceMs })));
      }),
    );
    running.apiUrl = api!.current().url;

    const progress = startProgress(runtime, "training");
    try {
      await unlessStopped(trainNewStores(adapters, getUser(), progress, say));
    } finally {
      progress.stop();
    }
    say(`Page       ${new URL("/", running.apiUrl!)}`);
    say(`GraphQL    ${running.apiUrl}`);
    say(`MLflow UI  ${await unlessStopped(adapters.registry.getExperimentUrl())}`);
    if (config.auth.mode === "required") say(SIGN_IN_ADVICE);
    say(`The log is ${home.log}. Stop with Ctrl-C.`);
    await ended;
  } finally {
    say("Stopping ...");
    for (const step of undo.reverse())
      await step().catch((error: Error) => say(`While stopping: ${error.message}`));
    say("Stopped.");
  }
}

/** Two processes on one machine cannot share a port: the worker has the one after the API's. */
function getManagementVariables({ management }: Config, name: string): Record<string, string> {
  if (!management || name !== "worker") return {};
  return { STORECAST_MANAGEMENT_PORT: String(management.port + 1) };
}

async function checkRedisOfQueue(url: string, say: (sentence: string) => void): Promise<void> {
  try {
    const { shown, issues } = await checkRedis(url);
    say(`The queue is in ${shown}.`);
    for (const issue of issues) say(`Redis: ${issue}`);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(
      `${(error as Error).message} Start it there, or unset REDIS_URL to have the queue in PostgreSQL.`,
      { cause: error },
    );
  }
}

async function checkMlflow(adapters: Adapters, url: string): Promise<void> {
  try {
    await adapters.registry.getServerVersion();
  } catch (error) {
    throw new ConfigurationError(
      `MLflow does not answer at ${url} (${(error as Error).message}): start it there, or unset MLFLOW_TRACKING_URI to have one started.`,
      { cause: error },
    );
  }
}
