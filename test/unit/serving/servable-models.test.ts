import { beforeEach, describe, expect, test } from "@jest/globals";
import { ServiceUnavailableError } from "../../../src/errors.js";
import type { ChampionIssue, RegisteredVersion, StoreModels } from "../../../src/mlflow/types.js";
import { makeModelCache, type ModelCache } from "../../../src/serving/model-cache.js";
import { makeModelReader } from "../../../src/serving/model-reader.js";
import { makeParseModel } from "../../../src/serving/parse-model.js";
import { makeServableModels, type ServableModels } from "../../../src/serving/servable-models.js";
import { makeServingWorld, THROUGH, type ServingWorld } from "../../support/serving-world.js";

const PAUSE_MS = 5_000;
const down = new ServiceUnavailableError("mlflow", "MLflow is down");

describe("the models that serve", () => {
  let world: ServingWorld;
  let cache: ModelCache;
  let models: ServableModels;
  let elapsedMs: number;

  beforeEach(async () => {
    world = makeServingWorld(2);
    elapsedMs = 0;
    cache = makeModelCache({
      readModel: makeModelReader({ registry: world.registry, parse: makeParseModel(world) }),
      logger: world.logger,
      getElapsedMs: () => elapsedMs,
    });
    models = makeServableModels({ cache, registry: world.registry, logger: world.logger });
    for (const store of world.stores) await world.train(store);
  });

  async function version(storeCode: string, number: number): Promise<RegisteredVersion> {
    const versions = (await world.registry.listVersions([storeCode])).get(storeCode) ?? [];
    const found = versions.find((one) => one.version === number);
    if (!found) throw new Error(`store ${storeCode} has no version ${number}`);
    return found;
  }
  const stateOf = (champion: RegisteredVersion, championIssue: ChampionIssue | null = null): StoreModels => ({
    ...{ storeCode: champion.storeCode, champion, championIssue, newest: champion, challenger: null },
  });
  const state = async (number: number, storeCode = "1") => stateOf(await version(storeCode, number));
  const loads = () => world.registry.calls.filter((name) => name === "loadModel").length;
  const lists = () => world.registry.calls.filter((name) => name === "listVersions").length;
  async function trainAgain(prophetJson?: string): Promise<void> {
    const [store] = world.stores;
    if (store) await world.train(store, prophetJson === undefined ? {} : { prophetJson });
  }
  const served = async (of: StoreModels) => {
    const { model, issue } = await models.load(of);
    return [model?.version.version ?? null, issue?.code ?? null];
  };

  test("callers at once share one load, later ones need none", async () => {
    const first = await state(1);
    const [a, b] = await Promise.all([models.load(first), models.load(first)]);
    expect(a.model).toBe(b.model);
    expect((await models.load(first)).model).toBe(a.model);
    expect(loads()).toBe(1);
    expect(a.model?.version.facts.trainedThrough).toBe(THROUGH);
    expect([models.isInUse("1"), models.isInUse("2")]).toEqual([true, false]);
  });

  test("the version before serves while a newer champion loads", async () => {
    await models.load(await state(1));
    await trainAgain();
    const second = await state(2);
    expect(await served(second)).toEqual([1, null]);
    await models.preload(second);
    expect(await served(second)).toEqual([2, null]);
    expect(loads()).toBe(2);
  });

  test("the version before serves while the registry is down, says so, and the new one is asked for after a pause", async () => {
    await models.load(await state(1));
    await trainAgain();
    const second = await state(2);
    world.registry.failure = down;
    await models.preload(second);
    await models.preload(second);
    expect(await served(second)).toEqual([1, "UNAVAILABLE"]);
    expect(loads()).toBe(2);
    expect(world.warnings).toEqual(["a model did not load", "the registry's champion does not serve"]);

    world.registry.failure = null;
    elapsedMs = PAUSE_MS;
    await models.preload(second);
    expect(await served(second)).toEqual([2, null]);
    expect(models.listIssues()).toEqual([]);
  });

  test("a champion at fault gives way to the one before, which is in memory or is loaded", async () => {
    await trainAgain("{not json");
    const second = await state(2);
    expect(await served(second)).toEqual([1, "NOT_PROPHET"]);
    expect(models.getServed(second)).toMatchObject({
      champion: { version: 1 },
      championIssue: { version: 2 },
    });
    const calls = world.registry.calls.length;
    for (elapsedMs of [0, PAUSE_MS, 2 * PAUSE_MS]) expect(await served(second)).toEqual([1, "NOT_PROPHET"]);
    expect(world.registry.calls).toHaveLength(calls);
    expect(world.warnings).toEqual(["a model did not load", "the registry's champion does not serve"]);
  });

  test("earlier champions at fault are passed over; without any that loads the baseline serves", async () => {
    await trainAgain("{}");
    await trainAgain("{}");
    const third = await state(3);
    expect(await served(third)).toEqual([1, "NOT_PROPHET"]);
    await world.train(world.stores[1]!, { prophetJson: "{}", promote: false });
    expect(await served(stateOf(await version("2", 2)))).toEqual([1, "NOT_PROPHET"]);

    world = makeServingWorld(1);
    await trainAgain("{}");
    const registry = world.registry;
    models = makeServableModels({
      ...{ registry, logger: world.logger },
      cache: makeModelCache({
        ...{
          registry,
          readModel: makeModelReader({ registry, parse: makeParseModel(world) }),
          logger: world.logger,
        },
        getElapsedMs: () => 0,
      }),
    });
    const only = await state(1);
    expect(await served(only)).toEqual([null, "NOT_PROPHET"]);
    expect(models.getServed(only).champion).toBeNull();
  });

  test("a champion at fault is looked at again before anyone asks, and serves once it is mended", async () => {
    await trainAgain("{}");
    const second = await state(2);
    await models.load(second);
    const mended = await world.registry.loadModel(await version("1", 1));
    world.registry.loadModel = () => Promise.resolve(mended);
    elapsedMs = PAUSE_MS;
    expect(await served(second)).toEqual([1, "NOT_PROPHET"]);
    await models.preload(second);
    expect(await served(second)).toEqual([2, null]);
  });

  test("the earlier champions of a store are listed once", async () => {
    await trainAgain("{}");
    const second = await state(2);
    const before = lists();
    await models.load(second);
    await models.load(second);
    expect(lists()).toBe(before + 1);
  });

  test("what the registry says of its champion is passed on, and told once", async () => {
    const issue: ChampionIssue = { code: "NOT_DAILY", message: "Version 2 is weekly.", version: 2 };
    const first = stateOf(await version("1", 1), issue);
    expect((await models.load(first)).issue).toEqual(issue);
    await models.preload(first);
    expect(world.warnings).toEqual(["the registry's champion does not serve"]);
    expect(models.listIssues()).toEqual([{ storeCode: "1", issue }]);
    expect(await served(stateOf(await version("1", 1)))).toEqual([1, null]);
    expect(models.listIssues()).toEqual([]);
  });

  test("a version rolled back from does not serve in place of the one before it", async () => {
    const earlier = await state(1);
    await trainAgain();
    await models.load(await state(2));
    world.registry.failure = down;
    await expect(models.load(earlier)).rejects.toBe(down);
  });

  test("a load that the registry's absence failed is not repeated within five seconds", async () => {
    const first = await state(1);
    world.registry.failure = down;
    await expect(models.load(first)).rejects.toBe(down);
    elapsedMs = PAUSE_MS - 1;
    await expect(models.load(first)).rejects.toBe(down);
    expect(loads()).toBe(1);
    world.registry.failure = null;
    elapsedMs = PAUSE_MS;
    expect(await served(first)).toEqual([1, null]);
  });

  test("stores no longer served are forgotten", async () => {
    await models.load(await state(1, "1"));
    await models.load(await state(1, "2"));
    models.keepOnly(new Set(["2"]));
    expect([models.isInUse("1"), models.isInUse("2")]).toEqual([false, true]);
  });
});
