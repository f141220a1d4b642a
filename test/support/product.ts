import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

const ROOT = resolve(import.meta.dirname, "../..");

/** The product as a person runs it. */
export interface Product {
  pid: number;
  /** Everything it has printed. */
  output: string[];
  /** Resolves with the match when a line matches; rejects when the process ends before. */
  waitFor(pattern: RegExp): Promise<RegExpMatchArray>;
  signal(name: NodeJS.Signals): void;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts `storecast` with these arguments and no variable of the test's own but those given. */
export function startProduct(args: string[], env: Record<string, string>): Product {
  return startProcess(process.execPath, [`${ROOT}/bin/storecast.mjs`, ...args], env);
}

/** Types `npm start`. */
export function startWithNpm(env: Record<string, string>): Product {
  return startProcess("npm", ["start"], env);
}

function startProcess(program: string, args: string[], env: Record<string, string>): Product {
  const child: ChildProcess = spawn(program, args, {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // a group of its own, as a terminal gives it: a signal to it does not reach the test
    detached: true,
  });
  const output: string[] = [];
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface({ input: stream }).on("line", (line) => {
      output.push(line);
      for (const watch of watchers) watch();
    });
  }
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((settle) =>
    child.once("close", (code, signal) => settle({ code, signal })),
  );
  return {
    pid: child.pid!,
    output,
    exited,
    signal: (name) => void child.kill(name),
    waitFor: (pattern) =>
      new Promise((settle, reject) => {
        const look = () => {
          const match = output.map((line) => line.match(pattern)).find((found) => found !== null);
          if (!match) return;
          watchers.delete(look);
          settle(match);
        };
        watchers.add(look);
        void exited.then(({ code }) =>
          reject(new Error(`ended with ${code} before ${pattern}:\n${output.join("\n")}`)),
        );
        look();
      }),
  };
}

/** Runs one command to its end. */
export async function runProduct(
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const product = startProduct(args, env);
  const { code } = await product.exited;
  return { code, output: product.output.join("\n") };
}
