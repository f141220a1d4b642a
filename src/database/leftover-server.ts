import { execFile } from "node:child_process";
import { readFile, readlink, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

import { ConfigurationError } from "../errors.js";
import { errorCode } from "./database-error.js";

const run = promisify(execFile);

const SHUTDOWN_TIMEOUT_MS = 60_000;
const POLL_MS = 20;

/** Whether a process with this id exists, whoever owns it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (errorCode(error) === "ESRCH") return false;
    if (errorCode(error) === "EPERM") return true;
    throw error;
  }
}

/** What `read` answers; null where the file is gone, or belongs to a process of somebody else. */
async function ifThere(read: () => Promise<string>): Promise<string | null> {
  try {
    return await read();
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES"].includes(errorCode(error) ?? "")) return null;
    throw error;
  }
}

/** Parent of the server with this id, if that is a server of the data directory at all; else null. */
async function findParent(pid: number, cluster: string): Promise<number | null> {
  if (process.platform === "linux") {
    const command = await ifThere(() => readFile(`/proc/${pid}/cmdline`, "utf8"));
    const status = await ifThere(() => readFile(`/proc/${pid}/status`, "utf8"));
    // A server works in its data directory, whatever path it was started by.
    const workingDirectory = await ifThere(() => readlink(`/proc/${pid}/cwd`));
    if (!command?.includes("postgres") || status === null || workingDirectory !== cluster) return null;
    return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0);
  }
  if (!isAlive(pid)) return null;
  const { stdout } = await run("ps", ["-o", "ppid=,args=", "-p", String(pid)]);
  const [, parent, command] = /^\s*(\d+)\s+(.*)$/s.exec(stdout) ?? [];
  return command?.includes("postgres") ? Number(parent) : null;
}

async function untilStopped(pid: number, pidFile: string): Promise<boolean> {
  const deadline = performance.now() + SHUTDOWN_TIMEOUT_MS;
  // The postmaster removes its file as its last act; a zombie that nobody reaps stays "alive" for longer.
  while (isAlive(pid) && (await ifThere(() => readFile(pidFile, "utf8"))) !== null) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

/**
 * Makes way for a new server on a data directory: shuts down (fast, losing nothing) the server that a killed
 * parent has left behind, and removes a pid file whose process is gone or is something else.
 *
 * @param cluster the data directory
 * @param ownerPid process that started the last server of this directory, null when unknown
 * @throws ConfigurationError when that process still lives and owns the running server
 */
export async function clearLeftoverServer(cluster: string, ownerPid: number | null): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid");
  const content = await ifThere(() => readFile(pidFile, "utf8"));
  if (content === null) return;
  const pid = Number.parseInt(content, 10);
  const parent = pid > 0 ? await findParent(pid, await realpath(cluster)) : null;
  if (parent === null) {
    await rm(pidFile, { force: true });
    return;
  }
  if (parent === ownerPid) {
    throw new ConfigurationError(
      `The database in ${cluster} is already running (process ${pid}, started by process ${ownerPid}): stop that one first, or choose another directory.`,
    );
  }
  process.kill(pid, "SIGINT");
  if (!(await untilStopped(pid, pidFile))) {
    throw new ConfigurationError(
      `A PostgreSQL server left behind in ${cluster} (process ${pid}) does not stop: end that process, then start again.`,
    );
  }
}
