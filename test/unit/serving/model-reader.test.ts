import { describe, expect, test } from "@jest/globals";
import type { RegisteredVersion, ServingForm } from "../../../src/mlflow/types.js";
import { fromStoreModelJson, makeServingModel, toServingModelJson } from "../../../src/model/index.js";
import { makeModelReader } from "../../../src/serving/model-reader.js";
import { makeParseModel } from "../../../src/serving/parse-model.js";
import { makeNewModel } from "../../support/models.js";
import { makeServingWorld, type ServingWorld } from "../../support/serving-world.js";

const RUN = { runId: "run-1", experimentId: "1" };

/** Versions of one run that keeps the serving forms of all but the last. */
async function trainFleet(world: ServingWorld): Promise<RegisteredVersion[]> {
  const [first] = world.stores;
  await world.train(first!);
  const { registry } = world;
  const trained = (await registry.findStoreModels([first!.code])).get(first!.code)!.champion!;
  const prophetJson = await registry.loadModel(trained);
  const text = toServingModelJson(makeServingModel(fromStoreModelJson(prophetJson)));
  const forms: ServingForm[] = [];
  for (const { code } of world.stores) {
    const model = makeNewModel(RUN, code, `job-${code}`, { prophetJson, servingForm: text });
    forms.push({ modelId: (await registry.logModel(model)).modelId, text });
  }
  await registry.putServingForms(RUN.runId, 1, forms.slice(0, -1));
  const models = await registry.findStoreModels();
  registry.calls.length = 0;
  return [...models.values()].map(({ champion }) => champion!);
}

describe("models that are read together", () => {
  test("come from the files of their run in one question, and those that it lacks from their own", async () => {
    const world = makeServingWorld(25);
    const versions = await trainFleet(world);
    const kept = new Map<RegisteredVersion, string>();
    const files = {
      read: (version: RegisteredVersion) => Promise.resolve(kept.get(version) ?? null),
      write: (version: RegisteredVersion, text: string) => Promise.resolve(void kept.set(version, text)),
    };
    const read = makeModelReader({ registry: world.registry, parse: makeParseModel(world), files });
    const models = await Promise.all(versions.map((version) => read(version)));
    expect(world.registry.calls).toEqual(["loadServingForms", "loadModel"]);
    expect(models.map(({ model }) => model)).toEqual(versions.map(() => models[24]!.model));

    await Promise.all(versions.map((version) => read(version)));
    expect(world.registry.calls).toHaveLength(2);
  });

  test("come from nearer where they were trained just now", async () => {
    const world = makeServingWorld(25);
    const versions = await trainFleet(world);
    const forms = await world.registry.loadServingForms(versions);
    world.registry.calls.length = 0;
    const [first, ...others] = versions;
    const loadNearForms = (wanted: readonly RegisteredVersion[]) =>
      Promise.resolve(new Map(wanted.filter((one) => one !== first).map((one) => [one, forms.get(first!)!])));
    const read = makeModelReader({ registry: world.registry, parse: makeParseModel(world), loadNearForms });
    await Promise.all(others.map((version) => read(version)));
    expect(world.registry.calls).toEqual([]);
    await read(first!);
    expect(world.registry.calls).toEqual(["loadServingForms", "loadModel"]);
  });

  test("come from their own files where they are few", async () => {
    const world = makeServingWorld(3);
    const versions = await trainFleet(world);
    const read = makeModelReader({ registry: world.registry, parse: makeParseModel(world) });
    await Promise.all(versions.map((version) => read(version)));
    expect(world.registry.calls.filter((name) => name === "loadModel")).toHaveLength(3);
  });
});
