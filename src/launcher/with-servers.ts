import { ConfigurationError } from "../errors.js";
import { askRunning, claimHome } from "./home.js";
import { endOrphans } from "./orphans.js";
import { startDatabase, startMlflow, type LaunchContext } from "./servers.js";

/** Where the servers are for the time of one command. */
export interface ServerUrls {
  databaseUrl: string;
  /** Null where the command does not need it. */
  mlflowUrl: string | null;
  /** Whether workers are somebody else's business: a running `start`, or servers that run elsewhere. */
  isShared: boolean;
}

/**
 * Runs one command's work against the servers that run, or starts those it needs and stops them afterwards.
 *
 * @throws ConfigurationError when a `start` of the same home is still starting, or servers cannot be started
 */
export async function withServers<T>(
  context: LaunchContext,
  need: { mlflow: boolean },
  work: (urls: ServerUrls) => Promise<T>,
): Promise<T> {
  const { config, home } = context;
  const running = await askRunning(home);
  const databaseUrl = config.databaseUrl ?? running?.databaseUrl ?? null;
  const mlflowUrl = config.mlflowTrackingUri ?? running?.mlflowUrl ?? null;
  if (databaseUrl !== null && (mlflowUrl !== null || !need.mlflow)) {
    return work({ databaseUrl, mlflowUrl, isShared: true });
  }
  if (running) {
    throw new ConfigurationError(
      `Storecast is still starting on ${home.directory} (process ${running.pid}): try again when it is ready.`,
    );
  }

  const undo: (() => Promise<void>)[] = [];
  undo.push(
    await claimHome(home, () => ({ pid: process.pid, databaseUrl: null, mlflowUrl: null, apiUrl: null })),
  );
  try {
    await endOrphans(home, context.notify);
    const database = await startDatabase(context);
    undo.push(() => database.stop());
    const mlflow = need.mlflow ? await startMlflow(context, database.url) : null;
    if (mlflow) undo.push(() => mlflow.stop());
    return await work({ databaseUrl: database.url, mlflowUrl: mlflow?.url ?? null, isShared: false });
  } finally {
    for (const step of undo.reverse()) await step();
  }
}
