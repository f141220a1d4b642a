import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createMlflowClient, type MlflowClient } from "../../../src/mlflow/client.js";
import { getModelName } from "../../../src/mlflow/names.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { makeVersionRetention } from "../../../src/mlflow/version-retention.js";
import { pruneRegistry, type PruneReport } from "../../../src/training/registry-prune.js";
import { startTestMlflow, type TestMlflow } from "../../support/mlflow.js";
import { makeBatch, makeNewModel } from "../../support/models.js";

let mlflow: TestMlflow;
let registry: ModelRegistry;
let client: MlflowClient;
let experimentId: string;

beforeAll(async () => {
  mlflow = await startTestMlflow();
  const options = { random: () => 0.5, logger: { warn: () => undefined } };
  registry = createModelRegistry({ trackingUri: mlflow.url, ...options });
  client = createMlflowClient({ url: mlflow.url, random: () => 0.5 });
  experimentId = (await registry.startRun(makeBatch("first"), false)).experimentId;
}, 180_000);
afterAll(() => mlflow.stop());

/** A year after the models of the tests were trained. */
const now = () => new Date("2016-07-11T00:00:00Z");

interface Made {
  version: number;
  modelId: string;
  runId: string;
}

/** Trains a store, a run for each version. */
async function train(storeCode: string, promoted: readonly boolean[]): Promise<Made[]> {
  const made: Made[] = [];
  for (const [index, promote] of promoted.entries()) {
    const batch = makeBatch(`${storeCode}-${index}`);
    const run = await registry.startRun(batch, false);
    const model = makeNewModel(run, storeCode, `job ${storeCode}-${index}`, { promote });
    const { version, modelId } = await registry.logModel(model);
    await client.runs.end(run.runId, "FINISHED", 1);
    made.push({ version, modelId, runId: run.runId });
  }
  return made;
}

function prune(
  storeCodes: string[],
  { through = client, isDryRun = false, keepLast = 1 } = {},
): Promise<PruneReport> {
  const retention = makeVersionRetention(through, {
    ensure: () => Promise.resolve({ experimentId, artifactLocation: "" }),
  });
  return pruneRegistry({ retention, storeCodes, policy: { keepLast, keepChampionsDays: 90 }, isDryRun, now });
}

const versionsOf = async (storeCode: string) =>
  (await registry.listVersions([storeCode])).get(storeCode)?.map(({ version }) => version);

const championOf = async (storeCode: string) =>
  (await registry.findStoreModels([storeCode])).get(storeCode)?.champion?.version;

/** What is left of versions outside the registry: folders, models, runs. */
async function listRemains(made: readonly Made[]): Promise<string[]> {
  const [models, folders] = await Promise.all([
    readdir(join(mlflow.artifactsDir, experimentId, "models")),
    readdir(join(mlflow.artifactsDir, experimentId)),
  ]);
  const remains = await Promise.all(
    made.map(async ({ version, modelId, runId }) => {
      const model = await client.loggedModels.load(modelId).catch(() => null);
      const run = await client.runs.load(runId);
      return [
        ...(models.includes(modelId) ? [`folder of model ${version}`] : []),
        ...(folders.includes(runId) ? [`folder of run ${version}`] : []),
        ...(model ? [`model ${version}`] : []),
        ...(run.isDeleted ? [] : [`run ${version}`]),
      ];
    }),
  );
  return remains.flat();
}

/** The client, with something done before its n-th call that changes anything. */
function interfere(call: number, before: (name: string) => Promise<void>): MlflowClient {
  let calls = 0;
  const wrap = <T extends object>(subject: T, prefix: string): T =>
    new Proxy(subject, {
      get: (target, key, receiver) => {
        const value = Reflect.get(target, key, receiver) as unknown;
        if (typeof value === "object" && value !== null) return wrap(value, `${String(key)}.`);
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          if (/^(set|delete)/.test(String(key)) && ++calls === call) await before(`${prefix}${String(key)}`);
          return await (value as (...all: unknown[]) => Promise<unknown>)(...args);
        };
      },
    });
  return wrap(client, "");
}

test("a dry run says what would go, and nothing goes", async () => {
  const made = await train("1", [true, false, true, false, true, false]);
  expect(await prune(["1", "404"], { isDryRun: true })).toEqual({
    stores: [
      {
        ...{ storeCode: "1", versions: 6, pruned: [4, 2, 1], spared: [] },
        kept: { champion: 1, challenger: 1, "former champion": 1 },
      },
    ],
    ...{ runs: null, resumed: { models: 0, runs: 0 }, isStopped: false },
  });
  expect(await versionsOf("1")).toEqual([6, 5, 4, 3, 2, 1]);
  expect(await listRemains(made)).toHaveLength(18);
});

test("what nothing keeps goes with its model, its files and its run; the rest serves on", async () => {
  const report = await prune(["1"]);
  expect(report).toMatchObject({ stores: [{ pruned: [4, 2, 1] }], runs: 3 });
  expect(await versionsOf("1")).toEqual([6, 5, 3]);
  const { champion, challenger } = (await registry.findStoreModels(["1"])).get("1")!;
  expect([champion?.version, challenger]).toEqual([5, 6]);
  expect(await registry.loadModel(champion!)).toContain("growth");
  expect(await prune(["1"])).toMatchObject({ stores: [{ pruned: [] }], runs: 0 });
});

test("a run goes only when the last of its versions has gone", async () => {
  const run = await registry.startRun(makeBatch("shared run"), false);
  const old = await registry.logModel(makeNewModel(run, "2", "job 2", {}));
  await registry.logModel(makeNewModel(run, "3", "job 3", {}));
  await client.runs.end(run.runId, "FINISHED", 1);
  await train("2", [true, true]);
  expect(await prune(["2", "3"])).toMatchObject({ stores: [{ pruned: [1] }, { pruned: [] }], runs: 0 });
  const made = [{ ...old, runId: run.runId }];
  expect(await listRemains(made)).toEqual(["run 1"]);
  await train("3", [true, true]);
  expect(await prune(["3"])).toMatchObject({ stores: [{ pruned: [1] }], runs: 1 });
  expect(await listRemains(made)).toEqual([]);
});

test("a version that becomes champion while its store is pruned is spared", async () => {
  await train("4", [true, false, true, true]);
  let moved = "";
  const through = interfere(3, async (name) => {
    moved = name;
    await client.registeredModels.setAlias(getModelName("4"), "champion", 2);
  });
  const [store] = (await prune(["4"], { through })).stores;
  expect(moved).toMatch(/^(loggedModels|runs)\./);
  expect(store).toMatchObject({
    pruned: [1],
    spared: [{ version: 2, reason: "alias champion points to it by now" }],
  });
  expect(await championOf("4")).toBe(2);
  expect(await registry.loadModel((await registry.findStoreModels(["4"])).get("4")!.champion!)).toContain(
    "growth",
  );
});

test("a pinned version, an aliased one and others' versions stay, and so does what they rest on", async () => {
  const made = await train("5", [true, true, false, false, true, true, true]);
  const name = getModelName("5");
  const note = { by: "ann", at: now(), reason: null };
  await registry.pin("5", 1, note);
  await client.registeredModels.setAlias(name, "shadow", 3);
  const { source, runId } = (await registry.listVersions(["5"]))
    .get("5")!
    .find(({ version }) => version === 4)!;
  const alien = { name, source, runId, modelId: made[3]!.modelId, description: "", tags: {} };
  await client.modelVersions.create(alien);
  expect(await prune(["5"])).toMatchObject({
    stores: [
      {
        pruned: [5, 2],
        kept: { champion: 1, "former champion": 1, pinned: 1, alias: 1, shared: 1, "not ours": 1 },
      },
    ],
  });
});

test("a model that another registered model rests on stays with its version", async () => {
  const [old] = await train("6", [true, true, true]);
  await client.registeredModels.create("favourites", {}, "");
  const { source, runId } = (await registry.listVersions(["6"])).get("6")!.at(-1)!;
  await client.modelVersions.create({
    ...{ name: "favourites", source, runId, modelId: old!.modelId, description: "", tags: {} },
  });
  const [store] = (await prune(["6"])).stores;
  expect(store).toMatchObject({
    pruned: [],
    spared: [{ version: 1, reason: "favourites rests on its model" }],
  });
  expect(await versionsOf("6")).toEqual([3, 2, 1]);
});

test("a challenger that the champion has left behind loses its alias, then its version", async () => {
  await train("7", [true, false, true, true]);
  await registry.setChallenger("7", 2);
  expect(await prune(["7"])).toMatchObject({ stores: [{ pruned: [2, 1] }] });
  expect((await registry.findStoreModels(["7"])).get("7")).toMatchObject({
    ...{ challenger: null, champion: { version: 4 } },
  });
});

test("costs five calls a version, six a run, one a store, and four in all", async () => {
  await train("8", [true, true, true, true, true]);
  let calls = 0;
  const through = createMlflowClient({ url: mlflow.url, random: () => 0.5, onCall: () => void (calls += 1) });
  expect(await prune(["8"], { through })).toMatchObject({ stores: [{ pruned: [3, 2, 1] }], runs: 3 });
  expect(calls).toBe(3 * 5 + 3 * 6 + 1 + 4);
});

test("a prune that died before any of its changes is finished by the next", async () => {
  const died: string[] = [];
  for (let call = 1; ; call++) {
    const storeCode = String(100 + call);
    const [old] = await train(storeCode, [false, true]);
    const through = interfere(call, (name) => {
      died.push(name);
      return Promise.reject(new Error("killed"));
    });
    const isDead = await prune([storeCode], { through }).then(
      () => false,
      (error: Error) => error.message === "killed",
    );
    await prune([storeCode]);
    expect([call, await listRemains([old!]), await versionsOf(storeCode)]).toEqual([call, [], [2]]);
    expect(await championOf(storeCode)).toBe(2);
    if (!isDead) break;
  }
  expect(died).toEqual([
    ...["runs.setTag", "loggedModels.setTag", "modelVersions.delete", "artifacts.deleteOf"],
    ...["loggedModels.delete", "artifacts.deleteOf", "runs.delete"],
  ]);
}, 120_000);
