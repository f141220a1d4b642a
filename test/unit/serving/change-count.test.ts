import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ServiceUnavailableError } from "../../../src/errors.js";
import { createServing, type RunningServing } from "../../../src/serving/serving.js";
import { makeServingWorld, type ServingWorld } from "../../support/serving-world.js";

let world: ServingWorld;
let serving: RunningServing;
/** The count when it was last looked at. */
let last: number;

beforeEach(async () => {
  world = makeServingWorld(2);
  for (const store of world.stores) await world.train(store);
  serving = createServing({ ...world, now: () => new Date("2015-06-20T10:00:00Z"), pollIntervalMs: 600_000 });
  await serving.start();
  await serving.warm();
  last = serving.getChangeCount();
});
afterEach(() => serving.close());

/** Whether it has risen since it was last looked at. */
function hasRisen(): boolean {
  const before = last;
  last = serving.getChangeCount();
  return last > before;
}
const forecast = () => serving.forecast(world.stores.map((store) => ({ store, window: {}, level: 0.8 })));
const ann = { by: "ann", reason: null, at: new Date("2015-06-20T09:00:00Z") };

test("forecasts, and looks at a registry that says the same, change nothing", async () => {
  const known = serving.getStoreModels("1");
  await forecast();
  await serving.refresh();
  await serving.refresh(["1", "2", "none"]);
  expect(hasRisen()).toBe(false);
  expect(serving.getStoreModels("1")).toBe(known);
});

test("a new version, a promotion and a pin each change it", async () => {
  const known = serving.getStoreModels("2");
  await world.train(world.stores[0]!, { promote: false });
  await serving.refresh(["1"]);
  expect(hasRisen()).toBe(true);
  await world.registry.promote("1", 2, ann);
  await serving.refresh();
  expect(hasRisen()).toBe(true);
  await world.registry.pin("1", 2, ann);
  await serving.refresh(["1"]);
  expect(hasRisen()).toBe(true);
  expect(serving.getStoreModels("2")).toBe(known);
});

test("a model that fails to load changes it once, however often it is asked for, and one that is mended again", async () => {
  await world.train(world.stores[0]!, { prophetJson: "{" });
  await serving.refresh(["1"]);
  expect(hasRisen()).toBe(true);
  await forecast();
  await forecast();
  expect(serving.getStoreModels("1")?.championIssue).not.toBeNull();
  last = serving.getChangeCount();
  await forecast();
  await serving.refresh();
  expect(hasRisen()).toBe(false);
  await world.train(world.stores[0]!);
  await serving.refresh(["1"]);
  expect(hasRisen()).toBe(true);
  expect(serving.getStoreModels("1")?.championIssue).toBeNull();
});

test("a registry that is away changes nothing", async () => {
  world.registry.failure = new ServiceUnavailableError("mlflow", "MLflow is down");
  await expect(serving.refresh()).rejects.toThrow("down");
  await forecast();
  expect(hasRisen()).toBe(false);
});
