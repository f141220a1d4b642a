import { beforeEach, expect, test } from "@jest/globals";
import { createServing } from "../../../src/serving/serving.js";
import { makeServableModels } from "../../../src/serving/servable-models.js";
import { makeModelCache } from "../../../src/serving/model-cache.js";
import { makeModelReader } from "../../../src/serving/model-reader.js";
import { makeParseModel } from "../../../src/serving/parse-model.js";
import { makeStandings, UNTRAINED, type Standing } from "../../../src/serving/standings.js";
import type { StoreModels } from "../../../src/mlflow/types.js";
import { makeServingWorld, type ServingWorld } from "../../support/serving-world.js";

const WEEK = { from: "2015-06-20", to: "2015-06-27" };

let world: ServingWorld;
let states: Map<string, StoreModels>;
let found: string[];
let changes: number;
let find: (storeCode: string) => Standing | null;
let load: (storeCode: string) => Promise<unknown>;

beforeEach(async () => {
  world = makeServingWorld(2);
  for (const store of world.stores) await world.train(store);
  states = await world.registry.findStoreModels();
  found = [];
  changes = 0;
  const cache = makeModelCache({
    readModel: makeModelReader({ registry: world.registry, parse: makeParseModel(world) }),
    logger: world.logger,
    getElapsedMs: () => 0,
    onChange: () => changes++,
  });
  const models = makeServableModels({ cache, registry: world.registry, logger: world.logger });
  load = (code) => models.load(states.get(code)!);
  find = makeStandings({
    getState: (code) => states.get(code),
    findServable(state) {
      found.push(state.storeCode);
      return models.find(state);
    },
    getChangeCount: () => changes,
  });
});

test("a store's standing is found once, until something changes", async () => {
  await load("1");
  const standing = find("1");
  expect(standing?.servable.model?.version.version).toBe(1);
  expect(find("1")).toBe(standing);
  expect(found).toEqual(["1"]);
  changes++;
  expect(find("1")).not.toBe(standing);
  expect(found).toEqual(["1", "1"]);
});

test("a store whose model is not in memory has none until it is", async () => {
  expect(find("2")).toBeNull();
  await load("2");
  expect(find("2")?.servable.model?.version.storeCode).toBe("2");
});

test("a store that the registry does not know is untrained", () => {
  expect(find("404")).toBe(UNTRAINED);
  expect(UNTRAINED.judge(world.stores[0]!, WEEK)).toEqual({ status: "BASELINE", staleReasons: [] });
});

test("what is said of a store follows its data and the window", async () => {
  await load("1");
  const standing = find("1")!;
  const [store] = world.stores;
  const { trainedThrough } = standing.servable.model!.version.facts;
  const fresh = { ...store!, dataThrough: trainedThrough };
  const window = { from: trainedThrough, to: trainedThrough };
  const verdict = standing.judge(fresh, window);
  expect(verdict.staleReasons).toEqual([]);
  expect(standing.judge(fresh, window)).toBe(verdict);
  expect(standing.judge({ ...fresh, dataThrough: "2100-01-01" }, window).staleReasons).toContain("NEW_DATA");
  expect(standing.judge(fresh, { from: "2099-01-01", to: "2099-01-08" })).not.toBe(verdict);
});

test("a forecast for a second level is the one that a serving asked for nothing else makes", async () => {
  const requests = (level: number) => world.stores.map((store) => ({ store, window: WEEK, level }));
  const start = async () => {
    const serving = createServing({ ...world, now: () => new Date("2015-06-20T08:00:00Z") });
    await serving.start();
    return serving;
  };
  const [used, fresh] = await Promise.all([start(), start()]);
  try {
    await used.forecast(requests(0.5));
    const columnsOf = (forecasts: Awaited<ReturnType<typeof used.forecast>>) =>
      forecasts.map((one) => (one instanceof Error ? one : one.columns));
    expect(columnsOf(await used.forecast(requests(0.95)))).toEqual(
      columnsOf(await fresh.forecast(requests(0.95))),
    );
  } finally {
    await Promise.all([used.close(), fresh.close()]);
  }
});
