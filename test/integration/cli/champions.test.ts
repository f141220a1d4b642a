import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createProgram } from "../../../src/cli/program.js";
import { readConfig } from "../../../src/config.js";
import { createMlflowClient } from "../../../src/mlflow/client.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { DEFAULT_RECIPE, toStoreModelJson, trainStoreModel } from "../../../src/model/index.js";
import { makeBatch, makeNewModel } from "../../support/models.js";
import { startTestMlflow } from "../../support/mlflow.js";
import { startTestPostgres } from "../../support/postgres.js";
import { silent } from "../../support/retrain.js";
import { makeSeries } from "../../support/series.js";

const closers: (() => Promise<void>)[] = [];
let env: Record<string, string>;
let registry: ModelRegistry;
let jobs = 0;

beforeAll(async () => {
  const [postgres, mlflow] = await Promise.all([startTestPostgres(), startTestMlflow()]);
  closers.push(
    () => postgres.stop(),
    () => mlflow.stop(),
  );
  const url = await postgres.createDatabase();
  const home = await mkdtemp(join(tmpdir(), "storecast-champions-"));
  closers.push(() => rm(home, { recursive: true, force: true }));
  env = { STORECAST_HOME: home, DATABASE_URL: url, MLFLOW_TRACKING_URI: mlflow.url };
  registry = createModelRegistry({ trackingUri: mlflow.url, random: () => 0.5, logger: silent });
  for (const promote of [true, true, true, false]) await train(promote);
}, 180_000);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

const series = makeSeries({ days: 180, promo: 0.2, noise: 0.05 });
const { model } = trainStoreModel({
  ...{ series, recipe: DEFAULT_RECIPE, holidays: [], chain: [] },
  backtest: { horizon: 7, folds: 1, step: 7, level: 0.8 },
});

/** Registers a further version of store 1, in a run of its own. */
async function train(promote: boolean): Promise<void> {
  jobs += 1;
  const batch = makeBatch(`batch ${jobs}`);
  const mlflowRun = await registry.startRun(batch, false);
  const prophetJson = toStoreModelJson(model);
  await registry.logModel(makeNewModel(mlflowRun, "1", `job ${jobs}`, { prophetJson, promote }));
  await registry.finishRun(mlflowRun.runId, batch, [], new Date("2015-07-11T06:01:00Z"));
}

/** Runs a command in this process. */
async function run(...args: string[]) {
  const output = { stdout: "", stderr: "" };
  const into = (name: keyof typeof output) =>
    new Writable({
      write: (chunk: Buffer, _, done) => {
        output[name] += chunk.toString();
        done();
      },
    });
  const runtime = {
    ...{ env, stdout: into("stdout"), stderr: into("stderr"), isChild: false },
    ...{ now: () => new Date(), businessNow: () => new Date(), random: () => 0.5 },
    ...{ stopping: new AbortController().signal, tellParent: () => undefined },
  };
  const code = await createProgram(runtime, readConfig(env, 1)).run(args);
  return { code, ...output };
}

const modelsOf = async (storeCode: string) => (await registry.findStoreModels([storeCode])).get(storeCode);

test("a rollback says what it did, and pins", async () => {
  const rollback = ["champion", "rollback", "1", "--from", "3", "--reason", "too low on Mondays"];
  expect(await run(...rollback)).toMatchObject({
    code: 0,
    stdout:
      "Version 2 is the champion of store 1, in place of version 3. It is pinned until a better challenger or a person moves it.\n",
  });
  const stderr = expect.stringContaining(
    "Version 3 is not the champion of store 1: version 2 is.",
  ) as unknown;
  expect(await run(...rollback)).toMatchObject({ code: 1, stderr });
  expect(await modelsOf("1")).toMatchObject({
    ...{ challenger: 4, newest: { version: 4, promotedAt: null } },
    champion: { version: 2, pin: { kind: "rollback", reason: "too low on Mondays" } },
  });
});

test("a champion is pinned, unpinned, and replaced by hand", async () => {
  const pinned = await run("champion", "pin", "1", "--reason", "the promo week", "--json");
  expect(JSON.parse(pinned.stdout)).toMatchObject({
    ...{ champion: 2, code: null, pin: { kind: "person", reason: "the promo week" } },
  });
  expect((await run("champion", "unpin", "1")).stdout).toBe(
    "Version 2, the champion of store 1, is not pinned any more.\n",
  );
  const again = await run("champion", "unpin", "1", "--json");
  expect([again.code, JSON.parse(again.stdout)]).toMatchObject([1, { champion: null, code: "NOT_PINNED" }]);
  await run("champion", "promote", "1", "4", "--reason", "newer");
  expect(await modelsOf("1")).toMatchObject({
    champion: { version: 4, promotedReason: "newer", pin: null },
    challenger: null,
  });
});

test("a version is reproduced from its artifact to the bit", async () => {
  const { code, stdout } = await run("reproduce", "1@champion");
  expect(stdout).toMatch(/^Version 4 of store 1 is the same to the bit: all \d+ parameters, and all of/);
  expect(stdout).toMatch(/recipe default@\d, \d+ rows\nmodel\.pr SHA-256 [0-9a-f]{64}, as registered\n/);
  expect(code).toBe(0);
});

test("a version whose artifact was changed comes out otherwise, and what is not there cannot be reproduced", async () => {
  const version = (await registry.listVersions(["1"])).get("1")!.find((one) => one.version === 3)!;
  const changed = (await registry.loadModel(version)).replace(/"m":\[\[[^\]]+\]\]/, '"m":[[0.5]]');
  const client = createMlflowClient({ url: env["MLFLOW_TRACKING_URI"]!, random: () => 0.5 });
  await client.artifacts.put(version.source, "model.pr", Buffer.from(JSON.stringify(changed)));
  const { code, stdout } = await run("reproduce", "1@3");
  expect(stdout).toMatch(/comes out otherwise: 1 of \d+ parameters\.\n {2}m: 0\.5 stored, /);
  expect(stdout).toContain("somebody has changed the file");
  expect(code).toBe(1);
  for (const [named, why] of [
    ["1@9", "store 1 has no version 9 that Storecast has trained."],
    ["2@champion", "store 2 has no champion that Storecast has trained."],
    ["1", "it must read STORE@VERSION, STORE@champion or STORE@challenger."],
  ] as const) {
    const stderr = expect.stringContaining(`${named} cannot be reproduced: ${why}`) as unknown;
    expect(await run("reproduce", named)).toMatchObject({ code: 2, stdout: "", stderr });
  }
});

test("a prune shows what would go, then deletes it", async () => {
  const policy = ["--keep-last", "1", "--keep-champions-days", "0"];
  const dry = await run("registry", "prune", "--dry-run", ...policy);
  expect(dry.stdout).toMatch(/^store +versions +champion .* to delete\n1 +4 +1 .* +2\nall +4 +1 .* +2\n/);
  expect(dry.stdout).toContain("Nothing was deleted");
  expect((await registry.listVersions(["1"])).get("1")).toHaveLength(4);
  const real = await run("registry", "prune", ...policy, "--stores", "1", "--json");
  expect(real.code).toBe(0);
  expect(JSON.parse(real.stdout)).toMatchObject({
    ...{ dryRun: false, runs: 2, isStopped: false },
    stores: [{ storeCode: "1", versions: 4, pruned: [3, 1], kept: { champion: 1, "former champion": 1 } }],
  });
  expect((await registry.listVersions(["1"])).get("1")?.map(({ version }) => version)).toEqual([4, 2]);
  await expect(run("registry", "prune", "--stores", "77")).rejects.toThrow(
    "Unknown store 77: it has no model in the registry.",
  );
});
