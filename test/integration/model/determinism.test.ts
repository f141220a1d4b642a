import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import ts from "typescript";
import { digestFits } from "../../support/fit-digests.js";
import type { ProcessDigests } from "../../support/fit-digests-process.js";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../../..");
const SUPPORT = ["series.ts", "fit-digests.ts", "fit-digests-process.ts"];

let folder: string;
let program: string;

/** The model as plain JavaScript that any Node runs, apart from the build, which may be older. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "storecast-determinism-"));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  const model = (await readdir(join(ROOT, "src/model"))).map((name) => `src/model/${name}`);
  for (const directory of ["src/model", "test/support"])
    await mkdir(join(folder, directory), { recursive: true });
  for (const path of [...model, ...SUPPORT.map((name) => `test/support/${name}`)]) {
    const compilerOptions = { module: ts.ModuleKind.ES2022, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(await readFile(join(ROOT, path), "utf8"), { compilerOptions });
    await writeFile(join(folder, path.replace(/\.ts$/, ".js")), outputText);
  }
  program = join(folder, "test/support/fit-digests-process.js");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function digestIn(node: string, ...flags: string[]): Promise<ProcessDigests> {
  return JSON.parse((await run(node, [...flags, program])).stdout) as ProcessDigests;
}

function expectSame({ cold, warm, threads }: ProcessDigests): void {
  const here = digestFits();
  expect({ cold, warm, threads }).toEqual({ cold: here, warm: here, threads: [here, here] });
}

describe("models and forecasts are the same to the bit", () => {
  test("in every thread, before and after the code is optimised", async () => {
    expectSame(await digestIn(process.execPath));
  });

  test("with no code optimised at all", async () => {
    expectSame(await digestIn(process.execPath, "--no-opt"));
  });

  test("in another version of Node", async () => {
    const { stdout: otherNode } = await run(process.execPath, [join(ROOT, "scripts/other-node.mjs")]);
    const found = await digestIn(otherNode);
    expect(found.node.split(".")[0]).not.toBe(process.versions.node.split(".")[0]);
    expectSame(found);
  }, 300_000);
});

test("digests tell models apart", () => {
  const digests = Object.values(digestFits());
  expect(new Set(digests).size).toBe(digests.length);
});
