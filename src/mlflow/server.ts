import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import axios from "axios";
import { ConfigurationError } from "../errors.js";

const SERVE_SCRIPT = fileURLToPath(new URL("../../mlflow/serve.py", import.meta.url));
/** The first start also makes the tables: 10 s on a slow machine. */
const START_TIMEOUT_MS = 180_000;
const STOP_GRACE_MS = 12_000;
const POLL_INTERVAL_MS = 100;
/** How much of its log a server that fails to start is quoted with. */
const QUOTED_LINES = 2;

/** How to start MLflow's tracking server. */
export interface MlflowServerOptions {
  /** Python of an environment with `mlflow/requirements.txt`; see {@link ensurePythonEnvironment}. */
  python: string;
  /** Address to listen on. */
  host: string;
  /** Free port to listen on. */
  port: number;
  /** An existing PostgreSQL database; its tables are made where they are missing. */
  databaseUrl: string;
  /** An existing folder for artifacts. */
  artifactsDir: string;
  /** Processes that serve requests; 1 by default, 250 MB each. */
  workers?: number;
  /**
   * Fernet key, 32 bytes in base64, that the server keeps the secrets of webhooks with. With it webhooks may call any address, loopback
   * and plain HTTP included: for a server that only this machine reaches.
   */
  webhookEncryptionKey?: string;
  /** Gets every line that the server logs. */
  onLine: (line: string) => void;
}

/** A running tracking server. */
export interface MlflowServer {
  /** Where to reach it from this machine. */
  url: string;
  pid: number;
  /** Resolves, with a phrase that says how, when it is gone. */
  exited: Promise<string>;
  /** Lets it finish what it is doing, ends it if that takes too long, and resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a tracking server as a child process that dies with this one, in a process group of its own so that Ctrl-C
 * leaves the order of stopping to us.
 *
 * @returns when it answers requests
 * @throws ConfigurationError with the last lines of its log if it ends, or does not answer within three minutes
 */
export async function startMlflowServer(options: MlflowServerOptions): Promise<MlflowServer> {
  const child = spawn(options.python, ["-u", "-W", "ignore", SERVE_SCRIPT, "--obey-parent"], {
    detached: true,
    cwd: options.artifactsDir,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      const shown = line.replaceAll(/\/\/[^@/\s]*@/g, "//***@");
      if (shown.trim() !== "") lastLines.push(shown.trim());
      if (lastLines.length > QUOTED_LINES) lastLines.shift();
      options.onLine(shown);
    });
  }
  const exited = new Promise<string>((resolve) => {
    child.once("close", (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
    child.once("error", (error) => resolve(error.message));
  });
  // A child that is gone before it has read its settings says why in `exited`.
  child.stdin.on("error", () => undefined);
  child.stdin.write(`${JSON.stringify(toVariables(options))}\n`);

  const stop = () => stopProcessGroup(child, exited);
  const url = toLocalUrl(options.host, options.port);
  const outcome = await Promise.race([
    exited.then((how) => `ended (${how})`),
    untilItAnswers(url, exited).then((answers) => (answers ? null : "did not answer in time")),
  ]);
  if (outcome !== null) {
    await stop();
    const quoted = lastLines.join(" | ");
    throw new ConfigurationError(
      `The MLflow server ${outcome} instead of starting: ${quoted || "it said nothing"}`,
    );
  }
  return { url, pid: child.pid!, exited, stop };
}

function toVariables(options: MlflowServerOptions): Record<string, string> {
  return {
    MLFLOW_HOST: options.host,
    MLFLOW_PORT: String(options.port),
    MLFLOW_BACKEND_STORE_URI: options.databaseUrl,
    MLFLOW_ARTIFACTS_DESTINATION: options.artifactsDir,
    MLFLOW_WORKERS: String(options.workers ?? 1),
    ...(options.webhookEncryptionKey === undefined
      ? {}
      : {
          MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: options.webhookEncryptionKey,
          MLFLOW_WEBHOOK_ALLOWED_SCHEMES: "http,https",
          MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: "true",
        }),
  };
}

/** An address that listens everywhere is reached at the loopback one. */
function toLocalUrl(host: string, port: number): string {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}

/** Whether the server answers a request that needs its database, before it ends or the time is up. */
async function untilItAnswers(url: string, exited: Promise<string>): Promise<boolean> {
  let isGone = false;
  void exited.then(() => (isGone = true));
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!isGone && performance.now() < deadline) {
    try {
      await axios.get(`${url}/api/2.0/mlflow/experiments/search`, {
        params: { max_results: 1 },
        timeout: 10_000,
        proxy: false,
      });
      return true;
    } catch (error) {
      if (!axios.isAxiosError(error)) throw error;
      await delay(POLL_INTERVAL_MS);
    }
  }
  return false;
}

async function stopProcessGroup(child: ChildProcess, exited: Promise<string>): Promise<void> {
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  if (isRunning()) {
    child.kill("SIGTERM");
    const timer = setTimeout(() => {
      // the group: workers too
      if (isRunning()) process.kill(-child.pid!, "SIGKILL");
    }, STOP_GRACE_MS);
    await exited;
    clearTimeout(timer);
  }
}
