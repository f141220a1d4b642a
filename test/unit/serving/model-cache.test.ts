import { beforeEach, describe, expect, test } from "@jest/globals";
import { ServiceUnavailableError } from "../../../src/errors.js";
import type { RegisteredVersion } from "../../../src/mlflow/types.js";
import { makeModelCache, type ModelCache } from "../../../src/serving/model-cache.js";
import { makeServingWorld, THROUGH, type ServingWorld } from "../../support/serving-world.js";

const PAUSE_MS = 5_000;
const down = new ServiceUnavailableError("mlflow", "MLflow is down");

describe("the model cache", () => {
  let world: ServingWorld;
  let cache: ModelCache;
  let elapsedMs: number;

  beforeEach(async () => {
    world = makeServingWorld(2);
    elapsedMs = 0;
    cache = makeModelCache({
      registry: world.registry,
      logger: world.logger,
      concurrency: 2,
      getElapsedMs: () => elapsedMs,
    });
    for (const store of world.stores) await world.train(store);
  });

  async function version(storeCode: string, number: number): Promise<RegisteredVersion> {
    const versions = (await world.registry.listVersions([storeCode])).get(storeCode) ?? [];
    const found = versions.find((one) => one.version === number);
    if (!found) throw new Error(`store ${storeCode} has no version ${number}`);
    return found;
  }
  const loads = () => world.registry.calls.filter((name) => name === "loadModel").length;
  async function trainAgain(prophetJson?: string): Promise<RegisteredVersion> {
    const [store] = world.stores;
    if (store) await world.train(store, { ...(prophetJson === undefined ? {} : { prophetJson }) });
    return version("1", 2);
  }

  test("callers at once share one load, later ones need none", async () => {
    const champion = await version("1", 1);
    const [a, b] = await Promise.all([cache.loadServable(champion), cache.loadServable(champion)]);
    expect(a).toBe(b);
    expect(await cache.loadServable(champion)).toBe(a);
    expect(loads()).toBe(1);
    expect(a.version.facts.trainedThrough).toBe(THROUGH);
    expect(cache.has("1")).toBe(true);
    expect(cache.has("2")).toBe(false);
  });

  test("the version before serves while a newer champion loads", async () => {
    const first = await cache.loadServable(await version("1", 1));
    const champion = await trainAgain();
    expect(await cache.loadServable(champion)).toBe(first);
    await cache.preload(champion);
    expect((await cache.loadServable(champion)).version.version).toBe(2);
    expect(loads()).toBe(2);
  });

  test("the version before serves while the registry is down, which is asked again after a pause", async () => {
    const first = await cache.loadServable(await version("1", 1));
    const champion = await trainAgain();
    world.registry.failure = down;
    await cache.preload(champion);
    expect(await cache.loadServable(champion)).toBe(first);
    expect(await cache.loadServable(champion)).toBe(first);
    expect(loads()).toBe(2);
    expect(world.warnings).toEqual(["a model did not load"]);

    world.registry.failure = null;
    elapsedMs = PAUSE_MS;
    await cache.preload(champion);
    expect((await cache.loadServable(champion)).version.version).toBe(2);
  });

  test("a broken champion is an error though the version before is in memory, and stays one", async () => {
    await cache.loadServable(await version("1", 1));
    const champion = await trainAgain("{not json");
    await cache.preload(champion);
    for (elapsedMs of [0, PAUSE_MS, 2 * PAUSE_MS]) {
      await expect(cache.loadServable(champion)).rejects.toThrow(
        "Version 2 of store 1's model cannot be read",
      );
    }
    expect(loads()).toBe(4);
  });

  test("a version rolled back from does not serve in place of the one before it", async () => {
    const earlier = await version("1", 1);
    await cache.loadServable(await trainAgain());
    world.registry.failure = down;
    await expect(cache.loadServable(earlier)).rejects.toBe(down);
  });

  test("a failed load is not repeated within five seconds", async () => {
    const champion = await version("1", 1);
    world.registry.failure = down;
    await expect(cache.loadServable(champion)).rejects.toBe(down);
    elapsedMs = PAUSE_MS - 1;
    await expect(cache.loadServable(champion)).rejects.toBe(down);
    expect(loads()).toBe(1);
    world.registry.failure = null;
    elapsedMs = PAUSE_MS;
    expect((await cache.loadServable(champion)).version).toEqual(champion);
  });

  test("stores no longer served are forgotten", async () => {
    await cache.loadServable(await version("1", 1));
    await cache.loadServable(await version("2", 1));
    cache.keepOnly(new Set(["2"]));
    expect([cache.has("1"), cache.has("2")]).toEqual([false, true]);
  });
});
