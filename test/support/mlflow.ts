import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensurePythonEnvironment } from "../../src/mlflow/python.js";
import { startMlflowServer, type MlflowServerOptions } from "../../src/mlflow/server.js";
import { findFreePort } from "./ports.js";
import { startTestPostgres } from "./postgres.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** A real tracking server for tests, with a PostgreSQL and a folder of its own. */
export interface TestMlflow {
  url: string;
  pid: number;
  /** Folder that it keeps artifacts in. */
  artifactsDir: string;
  /** Stops it, its database, and removes its folder. */
  stop(): Promise<void>;
}

/** Python with the server's packages; the first call on a machine installs them, 15 s. */
export function ensureServerPython(): Promise<string> {
  return ensurePythonEnvironment({
    requirements: join(ROOT, "mlflow/requirements.txt"),
    directory: join(ROOT, "mlflow/.venv"),
    log: () => undefined,
  });
}

/** Python with MLflow's client and Prophet, to hold ours against; the first call on a machine installs them. */
export function ensureClientPython(): Promise<string> {
  return ensurePythonEnvironment({
    requirements: join(ROOT, "test/python/requirements.txt"),
    directory: join(ROOT, "test/.venv"),
    log: () => undefined,
  });
}

/** Starts a real tracking server: about 6 s. One a test file is enough. */
export async function startTestMlflow(
  change: Pick<MlflowServerOptions, "webhookEncryptionKey" | "workers"> = {},
): Promise<TestMlflow> {
  const python = await ensureServerPython();
  const [postgres, port, artifactsDir] = await Promise.all([
    startTestPostgres(),
    findFreePort(),
    mkdtemp(join(tmpdir(), "storecast-mlflow-")),
  ]);
  const tidy = async () => {
    await postgres.stop();
    await rm(artifactsDir, { recursive: true, force: true });
  };
  try {
    const server = await startMlflowServer({
      ...{ python, host: "127.0.0.1", port, databaseUrl: postgres.mlflowUrl, artifactsDir, ...change },
      onLine: () => undefined,
    });
    return {
      url: server.url,
      pid: server.pid,
      artifactsDir,
      stop: async () => {
        await server.stop();
        await tidy();
      },
    };
  } catch (error) {
    await tidy();
    throw error;
  }
}
