import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import pg from "pg";
import { INSTALLATION, type Config } from "../config.js";
import { askRunning, openHome, type Running } from "../launcher/home.js";
import { choosePort } from "../launcher/ports.js";
import { listMissingFeatures } from "../mlflow/server-version.js";
import { checkSignIn } from "./check-sign-in.js";
import { createCommandLogger, type CommandContext } from "./runtime.js";

/** What one check found. */
export interface Finding {
  name: string;
  verdict: "ok" | "warning" | "error";
  /** What is there, or what is wrong and what to do. */
  detail: string;
}

const MIN_FREE_BYTES = 1024 ** 3;
const TIMEOUT_MS = 10_000;
const execute = promisify(execFile);

/** `storecast doctor`: checks everything the product rests on, and says in words what is wrong. */
export function doctorCommand(context: CommandContext): Command {
  const { runtime, exitWith } = context;
  return new Command("doctor")
    .description(
      "Check every dependency and say what is wrong and what to do. Exits with 1 when something is.",
    )
    .option("--json", "print the findings as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine(context);
      if (findings.some((finding) => finding.verdict === "error")) exitWith(1);
      if (json) runtime.stdout.write(`${JSON.stringify(findings)}\n`);
      else
        for (const { name, verdict, detail } of findings)
          runtime.stdout.write(describe(name, verdict, detail));
    });
}

function describe(name: string, verdict: Finding["verdict"], detail: string): string {
  return `${verdict.padEnd(8)}${name.padEnd(12)}${detail}\n`;
}

type Check = [name: string, check: () => Promise<Omit<Finding, "name">>];
const ok = (detail: string) => ({ verdict: "ok" as const, detail });
const warning = (detail: string) => ({ verdict: "warning" as const, detail });

async function examine(context: CommandContext): Promise<Finding[]> {
  const { config } = context;
  const home = openHome(config.home);
  const running = await askRunning(home);
  const checks: Check[] = [
    ["node", () => Promise.resolve(ok(`Node ${process.versions.node}`))],
    ["home", () => checkDisk(home.directory)],
    ["python", () => checkPython(config)],
    ["postgresql", () => checkDatabase(config, running)],
    ["queue", () => checkQueue(config)],
    ["mlflow", () => checkMlflow(context, running)],
    ["port", () => checkPort(config, running)],
    ["sign-in", () => checkSignIn(config)],
  ];
  return Promise.all(
    checks.map(async ([name, check]): Promise<Finding> => {
      try {
        return { name, ...(await check()) };
      } catch (error) {
        return { name, verdict: "error", detail: (error as Error).message };
      }
    }),
  );
}

async function checkDisk(directory: string): Promise<Omit<Finding, "name">> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const shown = `${directory}, ${(free / 1024 ** 3).toFixed(1)} GiB free`;
  return free < MIN_FREE_BYTES ? warning(`${shown}: models and sales may not fit; make room.`) : ok(shown);
}

async function checkPython(config: Config): Promise<Omit<Finding, "name">> {
  if (config.mlflowTrackingUri !== null) return ok("not needed: MLFLOW_TRACKING_URI names a server");
  const { stdout } = await execute(config.python, ["--version"], { timeout: TIMEOUT_MS }).catch(
    (error: Error) => {
      throw new Error(
        `${config.python} does not run (${error.message}): install Python 3.10 or newer, or set STORECAST_PYTHON.`,
      );
    },
  );
  const isReady = existsSync(join(INSTALLATION, "mlflow/.venv"));
  const environment = isReady
    ? "MLflow's environment is there"
    : "MLflow's environment is made at the first start";
  return ok(`${stdout.trim()}; ${environment}`);
}

async function checkDatabase(config: Config, running: Running | null): Promise<Omit<Finding, "name">> {
  const url = config.databaseUrl ?? running?.databaseUrl;
  if (!url) return ok("embedded; starts with storecast start");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: TIMEOUT_MS });
  const { hostname, port, pathname } = new URL(url);
  const where = `${hostname}:${port || 5432}${pathname}`;
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      "SELECT current_setting('server_version') AS version",
    );
    return ok(`PostgreSQL ${rows[0]?.version} at ${where}`);
  } catch (error) {
    throw new Error(
      `No PostgreSQL answers at ${where} (${(error as Error).message}): start it, or correct DATABASE_URL.`,
      {
        cause: error,
      },
    );
  } finally {
    await client.end();
  }
}

async function checkQueue({ redisUrl }: Config): Promise<Omit<Finding, "name">> {
  if (redisUrl === null) return ok("in PostgreSQL");
  const { checkRedis } = await import("./check-queue.js");
  try {
    const { shown, issues } = await checkRedis(redisUrl);
    return issues.length === 0 ? ok(shown) : warning(`${shown}: ${issues.join(" ")}`);
  } catch (error) {
    throw new Error(`${(error as Error).message} Start it, or correct REDIS_URL.`, { cause: error });
  }
}

async function checkMlflow(context: CommandContext, running: Running | null): Promise<Omit<Finding, "name">> {
  const { config, runtime } = context;
  const url = config.mlflowTrackingUri ?? running?.mlflowUrl;
  if (!url) return ok("starts with storecast start");
  const { openRegistry } = await import("../adapters.js");
  const registry = openRegistry(config, runtime, url, createCommandLogger(context, "doctor"));
  try {
    const version = await registry.getServerVersion();
    const missing = listMissingFeatures(version);
    return missing.length === 0
      ? ok(`MLflow ${version} at ${url}`)
      : warning(`MLflow at ${url}: ${missing.join(" ")}`);
  } catch (error) {
    throw new Error(
      `MLflow at ${url}: ${(error as Error).message} Start it, or correct MLFLOW_TRACKING_URI.`,
      {
        cause: error,
      },
    );
  }
}

async function checkPort(config: Config, running: Running | null): Promise<Omit<Finding, "name">> {
  if (running)
    return ok(`storecast runs (process ${running.pid}), GraphQL on ${running.apiUrl ?? "its way"}`);
  let notice: string | null = null;
  const port = await choosePort(config.apiPort, config.host, "PORT", (sentence) => (notice = sentence));
  return notice === null ? ok(`${config.host}:${port} is free`) : warning(notice);
}
