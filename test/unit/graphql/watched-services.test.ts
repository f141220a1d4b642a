import { expect, test } from "@jest/globals";
import type { Services } from "../../../src/context.js";
import { watchServices } from "../../../src/watched-services.js";

/** Services of which every method answers its own name. */
function makeServices(): Services {
  const anything = () => new Proxy({}, { get: (_target, method) => () => String(method) });
  return {
    ...{ catalogue: anything(), history: anything(), serving: anything(), registry: anything() },
    ...{ retrain: anything(), championMoves: anything(), predictions: anything() },
    getRegistrySeenAt: () => null,
    watchRetrains: () => Promise.reject(new Error("not watched here")),
  } as unknown as Services;
}

/** What was called, and whether that made the answer one of the moment. */
function isMomentary(use: (services: Services) => unknown): boolean {
  let marks = 0;
  use(watchServices(makeServices(), () => void marks++));
  return marks > 0;
}

test("what the state names may be read, and addresses put together", () => {
  expect(
    isMomentary(({ catalogue, history, serving, registry }) => {
      void catalogue.listStores({});
      void history.loadDays([1], "2015-08-01", "2015-08-02");
      void serving.forecast([]);
      expect(registry.getVersionUrl("1", 2)).toBe("getVersionUrl");
    }),
  ).toBe(false);
});

test.each<[string, (services: Services) => unknown]>([
  ["jobs", ({ retrain }) => retrain.loadJobs([])],
  ["the registry", ({ registry }) => registry.listVersions([])],
  ["how the registry is followed", ({ serving }) => serving.getFollowing()],
  ["when the registry was seen", ({ getRegistrySeenAt }) => getRegistrySeenAt()],
  ["a promotion", ({ championMoves }) => championMoves.promote("1", 2, { by: "planner", reason: null })],
  [
    "a service that nobody has spoken of",
    (services) => (services as unknown as { predictions: { get(): unknown } }).predictions.get(),
  ],
])("%s makes the answer one of the moment", (_what, use) => {
  expect(isMomentary(use)).toBe(true);
});

test("what is no service is not there, and makes nothing momentary", async () => {
  let marks = 0;
  const services = watchServices(makeServices(), () => void marks++);
  expect((services as unknown as { nothing?: object }).nothing).toBeUndefined();
  expect(await Promise.resolve(services)).toBe(services);
  expect(services.catalogue).toBe(services.catalogue);
  expect(marks).toBe(0);
});

test("methods keep their object", () => {
  const catalogue = {
    stores: ["1"],
    listStores() {
      return this.stores;
    },
  };
  const services = { ...makeServices(), catalogue } as unknown as Services;
  expect(watchServices(services, () => undefined).catalogue.listStores({})).toEqual(["1"]);
});
