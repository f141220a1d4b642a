import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";

const run = promisify(execFile);

/** Tells the niceness of the main thread and of all others, of which there are some more than V8's once something was compressed. */
const PROGRAM = `
  import { readdirSync } from "node:fs";
  import { getPriority } from "node:os";
  import { promisify } from "node:util";
  import { gzip } from "node:zlib";
  import { lowerV8Threads } from "./src/runtime-threads.ts";
  lowerV8Threads();
  await Promise.all([1, 2, 3, 4].map(() => promisify(gzip)(Buffer.alloc(1_000_000))));
  const threads = readdirSync("/proc/self/task").map(Number);
  const others = threads.filter((thread) => thread !== process.pid);
  console.log(JSON.stringify({ main: getPriority(process.pid), others: others.map((thread) => getPriority(thread)) }));
`;

async function readNiceness(prefix: readonly string[]): Promise<{ main: number; others: number[] }> {
  const [program = "", ...args] = [
    ...prefix,
    ...[process.execPath, "--import", "tsx", "--input-type=module", "-e", PROGRAM],
  ];
  const { stdout } = await run(program, args);
  return JSON.parse(stdout) as { main: number; others: number[] };
}

test("V8's threads give way to the main one, and those that wait for files and compress do not", async () => {
  const { main, others } = await readNiceness([]);
  expect(others.filter((niceness) => niceness === 10)).toHaveLength(5);
  expect(others.filter((niceness) => niceness === main).length).toBeGreaterThanOrEqual(4);
});

test("threads that are lower already stay there", async () => {
  const { main, others } = await readNiceness(["nice", "-n", "15"]);
  expect([main, ...others].every((niceness) => niceness === 15)).toBe(true);
});
