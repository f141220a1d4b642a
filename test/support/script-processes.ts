import { fork, type ChildProcess, type ForkOptions } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";

import { buildSync } from "esbuild";

const ROOT = resolve(import.meta.dirname, "../..");

/** Scripts of this folder as processes. */
export interface ScriptProcesses {
  /** Starts `<name>.ts`; no process outlives `close`. */
  start(name: string, args?: string[], options?: ForkOptions): ChildProcess;
  /** Ends a process as a power failure does; one that has ended stays as it is. */
  kill(child: ChildProcess): Promise<void>;
  /** Kills all that still run and removes what was built. */
  close(): Promise<void>;
}

/**
 * Builds scripts, so that a process of one loads in a third of the time that its source takes: some 100 ms for any number of
 * processes.
 *
 * @param names of files in this folder, without their ending
 */
export async function buildScripts(names: readonly string[]): Promise<ScriptProcesses> {
  // As deep as a room of the product, for files that are named from there; and ignored by every tool.
  const directory = await mkdtemp(join(ROOT, "node_modules/.test-processes-"));
  // Not `build`: that leaves a process at work, and Node has been seen to spin for ever on its way out with it.
  buildSync({
    entryPoints: [
      ...names.map((name) => join(ROOT, "test/support", `${name}.ts`)),
      // a thread of its own, named beside whoever starts it
      join(ROOT, "src/training/training-thread.ts"),
    ],
    ...{ outdir: directory, entryNames: "[name]", bundle: true, splitting: true },
    ...{ platform: "node", format: "esm", packages: "external", sourcemap: "inline" },
  });
  const children = new Set<ChildProcess>();

  async function kill(child: ChildProcess): Promise<void> {
    children.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  return {
    start: (name, args = [], options = {}) => {
      const child = fork(join(directory, `${name}.js`), args, { execArgv: [], ...options });
      children.add(child);
      return child;
    },
    kill,
    close: async () => {
      await Promise.all([...children].map(kill));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
