import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ensureDatabase, withDatabase } from "../../src/database/ensure-database.js";
import { startPostgres } from "../../src/database/server.js";
import { copyPreparedCluster, MLFLOW_DATABASE } from "./prepared-cluster.js";

/** A real PostgreSQL server for tests, in a temporary folder. */
export interface TestPostgres {
  /** Database `postgres` of the server. */
  url: string;
  /** One that has MLflow's tables, as MLflow itself made them, and nothing in them. */
  mlflowUrl: string;
  /** Makes an empty database and answers its URL; a name of its own by default. */
  createDatabase(name?: string): Promise<string>;
  /** Stops the server and removes its folder. */
  stop(): Promise<void>;
}

/** Settings that trade safety against power failures for speed. */
const FAST = { fsync: "off", full_page_writes: "off", synchronous_commit: "off" };

/** Starts a real server in a temporary folder: about half a second. One a test file is enough; make databases in it. */
export async function startTestPostgres({
  settings = FAST,
}: { settings?: Record<string, string> } = {}): Promise<TestPostgres> {
  const directory = await mkdtemp(join(tmpdir(), "storecast-postgres-"));
  await chmod(directory, 0o755);
  await copyPreparedCluster(directory);
  const server = await startPostgres({
    directory,
    log: () => undefined,
    settings,
  });
  return {
    url: server.url,
    mlflowUrl: withDatabase(server.url, MLFLOW_DATABASE),
    createDatabase: async (name = `test_${randomUUID().replaceAll("-", "")}`) => {
      const url = withDatabase(server.url, name);
      await ensureDatabase(url);
      return url;
    },
    stop: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
