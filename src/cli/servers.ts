import { runMigrations } from "../database/migrations.js";
import type { Logger } from "pino";
import { makePool } from "../database/pool.js";
import { ConfigurationError } from "../errors.js";
import { openHome } from "../launcher/home.js";
import { openLog } from "../launcher/log.js";
import { withServers, type ServerUrls } from "../launcher/with-servers.js";
import { createCommandLogger, type CommandContext } from "./runtime.js";

/** {@link withServers} for a command: messages go to standard error, the database's tables are up to date unless it takes them as they are. */
export async function withCommandServers<T>(
  context: CommandContext,
  need: { mlflow: boolean; asItIs?: boolean },
  work: (urls: ServerUrls) => Promise<T>,
): Promise<T> {
  const { runtime, config } = context;
  const say = (sentence: string) => void runtime.stderr.write(`storecast: ${sentence}\n`);
  const home = openHome(config.home);
  const log = openLog(home.log, runtime.now, say);
  try {
    return await withServers(
      { config, env: runtime.env, home, log, notify: say, giveUp: say },
      need,
      async (urls) => {
        if (!need.asItIs) await migrateDatabase(urls.databaseUrl, createCommandLogger(context, "migrations"));
        return work(urls);
      },
    );
  } finally {
    await log.close();
  }
}

/** Brings the tables of a database up to date. */
export async function migrateDatabase(databaseUrl: string, logger: Logger): Promise<void> {
  const pool = makePool({ url: databaseUrl, max: 1, logger });
  try {
    await runMigrations(pool);
  } finally {
    await pool.end();
  }
}

/** The MLflow address that a command asked for. */
export function requireMlflow(urls: ServerUrls): string {
  if (urls.mlflowUrl === null)
    throw new ConfigurationError("MLflow's address is not known: set MLFLOW_TRACKING_URI.");
  return urls.mlflowUrl;
}
