import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { INSTALLATION } from "../config.js";
import { ConfigurationError } from "../errors.js";
import type { Log } from "./log.js";

/** A process of ours that runs. */
export interface Child {
  pid: number;
  /** What it said when it became ready, such as the URL it serves. */
  url: string | null;
  /** Resolves, with a phrase that says how, when it is gone. */
  exited: Promise<string>;
  /** Asks it to stop, waits, and ends it if it will not. */
  stop(): Promise<void>;
}

/** What a child says to its parent, over the IPC channel. */
export type ChildMessage = { type: "ready"; url: string | null } | { type: "failed"; message: string };

/** How long a child may take to finish what it has begun, in ms. */
const STOP_GRACE_MS = 30_000;

/** How a child is started. */
export interface ChildOptions {
  /** Words before the command, of a program that becomes the child. */
  prefix?: readonly string[];
  /** How long it may take to finish what it has begun, in ms; 30,000 by default. */
  stopGraceMs?: number;
}

/**
 * Starts this same product with other arguments, in a process group of its own: Ctrl-C on the terminal reaches the
 * parent only, which then stops its children in order. A child whose parent dies sees the channel close and stops; one whose parent
 * ends in the middle of stopping it is signalled once more, which ends it at once.
 *
 * @returns when the child says that it is ready
 * @throws ConfigurationError with the child's own sentence when it cannot start
 */
export async function startChild(
  name: string,
  args: string[],
  env: Record<string, string | undefined>,
  log: Log,
  { prefix = [], stopGraceMs = STOP_GRACE_MS }: ChildOptions = {},
): Promise<Child> {
  const [program, ...rest] = [...prefix, process.execPath, join(INSTALLATION, "dist/main.js"), ...args];
  const child = spawn(program!, rest, {
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const endToo = () => void child.kill("SIGTERM");
  process.once("exit", endToo);
  child.once("exit", () => process.off("exit", endToo));
  log.follow(name, child.stdout!);
  log.follow(name, child.stderr!);
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
    child.once("error", (error) => resolve(error.message));
  });
  const url = await new Promise<string | null>((resolve, reject) => {
    child.on("message", (message: ChildMessage) => {
      if (message.type === "ready") resolve(message.url);
      else reject(new ConfigurationError(message.message));
    });
    void exited.then((how) => reject(new ConfigurationError(`${name} did not start: ${how}.`)));
  });
  return { pid: child.pid!, url, exited, stop: () => stopChild(child, exited, stopGraceMs) };
}

async function stopChild(child: ChildProcess, exited: Promise<string>, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await exited;
  clearTimeout(timer);
}
