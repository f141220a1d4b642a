import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Command } from "commander";
import { setTimeout as delay } from "node:timers/promises";
import type { Adapters } from "../adapters.js";
import type { App } from "../app.js";
import { INSTALLATION } from "../config.js";
import { runQuery } from "../database/pool.js";
import { choosePort } from "../launcher/ports.js";
import { checkMlflowVersion } from "./check-mlflow.js";
import { openObservation, type Observation } from "./observation.js";
import type { RegistryFreshness } from "../serving/registry-memory.js";
import { requireAuthSaid } from "../config/auth.js";
import { openSignIn } from "./sign-in.js";
import { whenStopping, type CommandContext } from "./runtime.js";
import { requireMlflow, withCommandServers } from "./servers.js";

/** `storecast api`: the GraphQL API alone. */
export function apiCommand(context: CommandContext): Command {
  const { runtime, config } = context;
  return new Command("api")
    .description(
      "Run the GraphQL API alone, against DATABASE_URL and MLFLOW_TRACKING_URI or a running start.",
    )
    .action(async () => {
      requireAuthSaid(config);
      const { openAdapters } = await import("../adapters.js");
      const say = (sentence: string) => void runtime.stderr.write(`storecast: ${sentence}\n`);
      await withCommandServers(context, { mlflow: true }, async (urls) => {
        const observation = await openObservation(context, "api");
        const adapters = openAdapters({
          config,
          runtime,
          databaseUrl: urls.databaseUrl,
          mlflowUrl: requireMlflow(urls),
          ...observation.forAdapters,
        });
        try {
          const port = await choosePort(config.apiPort, config.host, "PORT", say);
          const app = await startApi(adapters, observation, { host: config.host, port });
          const url = `${app.url}/graphql`;
          runtime.tellParent({ type: "ready", url });
          if (!runtime.isChild) say(`GraphQL on ${url}`);
          await whenStopping(runtime.stopping);
          await app.close();
        } finally {
          await adapters.close();
          await observation.close();
        }
      });
    });
}

/** How long a registry that does not answer may hold up the API, and then the first operations. */
const START_PATIENCE_MS = 5_000;

/** Before it is needed, and after all that a first answer needs. */
async function readCompiler(): Promise<void> {
  const { loadCompiler } = await import("../http/query-compiler.js");
  await loadCompiler();
}

/** The API with champions in memory; closing it leaves the adapters open. */
async function startApi(
  adapters: Adapters,
  observation: Observation,
  address: { host: string; port: number },
): Promise<App> {
  const { config, runtime, databaseUrl, pool, logger } = adapters;
  const [
    { openLocalCache },
    { createServing },
    { createRetrainEvents },
    { openFreshReads },
    { makeAnswerState },
  ] = await Promise.all([
    import("../adapters.js"),
    import("../serving/serving.js"),
    import("../training/events.js"),
    import("../live/fresh-reads.js"),
    import("../live/state-name.js"),
  ]);
  const cache = openLocalCache(adapters);
  const events = await createRetrainEvents({ url: databaseUrl, pool, logger });
  const reads = await openFreshReads({
    ...adapters,
    refreshChampions: (storeCodes) => serving.refresh(storeCodes),
    getElapsedMs: () => performance.now(),
  }).catch(async (error: unknown) => {
    await events.close();
    throw error;
  });
  const { catalogue, history, lease, champions } = reads;
  const serving = createServing({
    ...adapters,
    ...cache,
    history,
    settle: (storeCodes) => champions.settle(storeCodes),
    now: runtime.businessNow,
    pollIntervalMs: config.registryPollSeconds * 1000,
  });
  const started = serving.start();
  const ready = Promise.race([started, delay(START_PATIENCE_MS, undefined, { ref: false })]);
  void started.then(() => serving.warm()).then(readCompiler);
  const checked = checkMlflowVersion(adapters.registry, logger);
  checked.catch((error: unknown) => logger.error({ err: error }, "this MLflow cannot keep models"));
  // The half of the program that speaks HTTP is read while MLflow works on its answer.
  const http = import("../app.js");
  try {
    await http;
    // A registry that hangs holds up what needs it, and nothing else.
    await Promise.race([checked, delay(START_PATIENCE_MS, undefined, { ref: false })]);
  } catch (error) {
    await serving.close();
    await reads.close();
    await events.close();
    throw error;
  }
  const [{ createApp }, signIn] = await Promise.all([http, openSignIn(adapters)]);
  const app = await createApp({
    ...adapters,
    ...address,
    ...signIn,
    catalogue,
    history,
    serving,
    events,
    getFreshness: reads.getCounts,
    checks: {
      database: async () => void (await runQuery(pool, "SELECT 1")),
      champions: async () => {
        await serving.checkReady();
        return describeStaleness(cache.getFreshness());
      },
    },
    getRegistrySeenAt: () => cache.getFreshness().seenAt,
    answerState: makeAnswerState({ lease, champions, serving, now: runtime.businessNow }),
    answerCacheBytes: config.answerCacheMegabytes * 2 ** 20,
    limits: config.limits,
    exposure: config.exposure,
    ready,
    pageFolder: join(INSTALLATION, "dist/web"),
    webhookSecret: config.webhook?.secret ?? null,
    now: runtime.now,
    makeRequestId: randomUUID,
    figures: observation.figures,
    tracing: observation.tracing,
    drainMs: config.drainSeconds * 1_000,
  });
  await observation
    .watchApi({ ...adapters, catalogue, history, serving, checks: app.checks })
    .catch(async (error: unknown) => {
      await app.close();
      await serving.close();
      await reads.close();
      await events.close();
      throw error;
    });
  const closing = new AbortController();
  void registerHook(adapters, closing.signal);
  return {
    ...app,
    close: async () => {
      closing.abort();
      await app.close();
      await serving.close();
      await reads.close();
      await events.close();
    },
  };
}

/** What a probe is told beside "ready". */
function describeStaleness({ seenAt, problem }: RegistryFreshness): string | undefined {
  if (problem === null) return undefined;
  const since = seenAt === null ? "" : ` The champions of ${seenAt.toISOString()} serve.`;
  return `MLflow does not say which models serve: ${problem}${since}`;
}

/** Has MLflow tell this API of changes, if it is told where the API is. */
async function registerHook(
  { config, runtime, mlflowUrl, logger }: Adapters,
  signal: AbortSignal,
): Promise<void> {
  if (!config.webhook) return;
  const [{ openMlflow }, { HOOK_PATH }, { keepRegistering }] = await Promise.all([
    import("../adapters.js"),
    import("../http/mlflow-hook.js"),
    import("../mlflow/webhook-registration.js"),
  ]);
  const { url, secret } = config.webhook;
  await keepRegistering({
    client: openMlflow(config, runtime, mlflowUrl),
    target: { url: `${url}${HOOK_PATH}`, secret },
    logger,
    signal,
  });
}
