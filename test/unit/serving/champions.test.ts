import { describe, expect, test } from "@jest/globals";
import type { StoreModels } from "../../../src/mlflow/types.js";
import { makeChampions } from "../../../src/serving/champions.js";

/** A registry whose answers the test gives by hand. */
function makeRegistry() {
  const reads: {
    codes: readonly string[] | undefined;
    answer: (storeCodes: string[]) => void;
    fail: (error: Error) => void;
  }[] = [];
  return {
    reads,
    findStoreModels: (codes?: readonly string[]) =>
      new Promise<Map<string, StoreModels>>((resolve, reject) => {
        const answer = (found: string[]) => resolve(new Map(found.map((code) => [code, makeModels(code)])));
        reads.push({ codes, answer, fail: reject });
      }),
  };
}

function makeModels(storeCode: string): StoreModels {
  return { storeCode, champion: null, championIssue: null, newest: null, challenger: null };
}

/** Lets everything that waits for nothing run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("champions", () => {
  test("are known once all stores were read, and not by a reading of some", async () => {
    const registry = makeRegistry();
    const champions = makeChampions(registry, () => 0);
    const some = champions.refresh(["1"]);
    await settle();
    registry.reads[0]?.answer(["1"]);
    await some;
    expect(champions.isKnown()).toBe(false);
    const all = champions.refresh();
    await settle();
    registry.reads[1]?.answer(["1", "2"]);
    await all;
    expect(champions.isKnown()).toBe(true);
    expect(champions.list().map(({ storeCode }) => storeCode)).toEqual(["1", "2"]);
  });

  test("calls during a reading share one that starts after it", async () => {
    const registry = makeRegistry();
    const champions = makeChampions(registry, () => 0);
    const first = champions.refresh(["1"]);
    await settle();
    const later = Promise.all([
      champions.refresh(["2"]),
      champions.refresh(["3"]),
      champions.refresh(["2", "1"]),
    ]);
    await settle();
    expect(registry.reads).toHaveLength(1);
    registry.reads[0]?.answer(["1"]);
    await first;
    await settle();
    expect(registry.reads.map(({ codes }) => codes)).toEqual([["1"], ["2", "3", "1"]]);
    registry.reads[1]?.answer(["1", "2", "3"]);
    await later;
    expect(champions.get("3")).toBeDefined();
  });

  test("a call for all stores widens the reading to come", async () => {
    const registry = makeRegistry();
    const champions = makeChampions(registry, () => 0);
    const done = Promise.all([champions.refresh(["1"]), champions.refresh(), champions.refresh(["2"])]);
    await settle();
    expect(registry.reads.map(({ codes }) => codes)).toEqual([undefined]);
    registry.reads[0]?.answer(["1", "2"]);
    await done;
  });

  test("a store that the registry no longer has goes, the others stay", async () => {
    const registry = makeRegistry();
    const champions = makeChampions(registry, () => 0);
    const all = champions.refresh();
    await settle();
    registry.reads[0]?.answer(["1", "2"]);
    await all;
    const one = champions.refresh(["1"]);
    await settle();
    registry.reads[1]?.answer([]);
    await one;
    expect([champions.get("1"), champions.get("2")?.storeCode]).toEqual([undefined, "2"]);
  });

  test("a failed reading rejects for its callers, keeps the old state and spares the next", async () => {
    const registry = makeRegistry();
    const champions = makeChampions(registry, () => 0);
    const all = champions.refresh();
    await settle();
    registry.reads[0]?.answer(["1"]);
    await all;
    const failing = champions.refresh();
    await settle();
    const next = champions.refresh();
    registry.reads[1]?.fail(new Error("down"));
    await expect(failing).rejects.toThrow("down");
    expect(champions.get("1")).toBeDefined();
    await settle();
    registry.reads[2]?.answer(["2"]);
    await next;
    expect(champions.list().map(({ storeCode }) => storeCode)).toEqual(["2"]);
  });

  test("a call for no stores reads nothing", async () => {
    const registry = makeRegistry();
    await makeChampions(registry, () => 0).refresh([]);
    expect(registry.reads).toEqual([]);
  });
});
