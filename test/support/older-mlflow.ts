import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensurePythonEnvironment } from "../../src/mlflow/python.js";
import { type TestMlflow } from "./mlflow.js";
import { findFreePort } from "./ports.js";
import { startTestPostgres } from "./postgres.js";

const ROOT = resolve(import.meta.dirname, "../..");
const START_TIMEOUT_MS = 90_000;

/** Starts the oldest tracking server that is supported, by MLflow's own command: ours is for the pinned one. */
export async function startOldestMlflow(): Promise<TestMlflow> {
  const executable = await ensureOldestPython();
  const [postgres, port, artifactsDir] = await Promise.all([
    startTestPostgres(),
    findFreePort(),
    mkdtemp(join(tmpdir(), "storecast-mlflow-")),
  ]);
  const database = await postgres.createDatabase("mlflow");
  const server = spawn(
    executable,
    [
      ...[
        "-W",
        "ignore",
        "-m",
        "mlflow",
        "server",
        "--host",
        "127.0.0.1",
        "--port",
        String(port),
        "--workers",
        "1",
      ],
      ...["--backend-store-uri", database.replace(/^postgres(ql)?:/, "postgresql+psycopg2:")],
      ...["--artifacts-destination", artifactsDir, "--serve-artifacts"],
    ],
    { detached: true, cwd: artifactsDir, stdio: ["ignore", "pipe", "pipe"], env: makeEnvironment() },
  );
  const lines: string[] = [];
  for (const stream of [server.stdout, server.stderr])
    stream.on("data", (data: Buffer) => lines.push(data.toString()));
  const exited = once(server, "exit");
  const stop = async () => {
    if (server.exitCode === null) {
      // the group: the command starts its workers as processes of their own
      process.kill(-server.pid!, "SIGTERM");
      await exited;
    }
    await postgres.stop();
    await rm(artifactsDir, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await answers(url))) {
    if (server.exitCode === null && performance.now() < deadline) continue;
    await stop();
    throw new Error(`The older MLflow did not start: ${lines.join("").slice(-1_000)}`);
  }
  return { url, pid: server.pid!, artifactsDir, stop };
}

function ensureOldestPython(): Promise<string> {
  return ensurePythonEnvironment({
    requirements: join(ROOT, "test/mlflow-oldest/requirements.txt"),
    directory: join(ROOT, "test/mlflow-oldest/.venv"),
    log: () => undefined,
  });
}

function makeEnvironment(): NodeJS.ProcessEnv {
  return {
    ...{ PATH: process.env["PATH"], HOME: process.env["HOME"] },
    ...{ MLFLOW_DISABLE_TELEMETRY: "true", MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
    ...{ MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: "20", MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW: "20" },
  };
}

/** Asks what needs the database; a refused connection is asked again after a moment. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/2.0/mlflow/experiments/search?max_results=1`)).ok;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return false;
  }
}
