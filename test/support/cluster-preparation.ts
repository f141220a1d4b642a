import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { ensureDatabase, withDatabase } from "../../src/database/ensure-database.js";
import { startPostgres } from "../../src/database/server.js";
import { exclusively } from "../../src/mlflow/exclusive.js";
import { startMlflowServer } from "../../src/mlflow/server.js";
import { ensureServerPython } from "./mlflow.js";
import { findFreePort } from "./ports.js";
import { MLFLOW_DATABASE, readStamp } from "./prepared-cluster.js";

/**
 * Makes a cluster that tests copy. Where two processes ask at once, one makes it and the other waits; one that was killed at it
 * leaves nothing that counts, because the rename is what makes the folder.
 */
export async function prepareCluster(path: string, stamp: string): Promise<void> {
  const python = await ensureServerPython();
  await mkdir(dirname(path), { recursive: true });
  await exclusively(
    python,
    `${path}.lock`,
    () => undefined,
    async () => {
      if ((await readStamp(path)) === stamp) return;
      const partial = `${path}.partial`;
      await rm(partial, { recursive: true, force: true });
      await fillCluster(partial, python);
      await writeFile(join(partial, "stamp"), stamp);
      await rm(path, { recursive: true, force: true });
      await rename(partial, path);
    },
  );
}

/** Lets PostgreSQL make a cluster and MLflow its tables, and stops both. */
async function fillCluster(directory: string, python: string): Promise<void> {
  const postgres = await startPostgres({ directory, log: () => undefined, settings: { fsync: "off" } });
  const artifactsDir = await mkdtemp(join(tmpdir(), "storecast-mlflow-"));
  try {
    const databaseUrl = withDatabase(postgres.url, MLFLOW_DATABASE);
    await ensureDatabase(databaseUrl);
    const mlflow = await startMlflowServer({
      ...{ python, host: "127.0.0.1", port: await findFreePort(), databaseUrl, artifactsDir },
      onLine: () => undefined,
    });
    await mlflow.stop();
  } finally {
    await postgres.stop();
    await rm(artifactsDir, { recursive: true, force: true });
  }
}
