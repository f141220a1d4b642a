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

  test("a reading of some does not wait for one of all, and of two the one that began later counts", async () => {
    const registry = makeRegistry();
    const champions = makeChampions(registry, () => 0);
    const all = champions.refresh();
    await settle();
    const some = champions.refresh(["1", "2"]);
    await settle();
    expect(registry.reads.map(({ codes }) => codes)).toEqual([undefined, ["1", "2"]]);
    registry.reads[1]?.answer(["1"]);
    await some;
    expect(champions.get("1")).toBeDefined();
    registry.reads[0]?.answer(["2", "3"]);
    await all;
    expect(champions.list().map(({ storeCode }) => storeCode)).toEqual(["1", "3"]);

    const early = champions.refresh(["3"]);
    await settle();
    const late = champions.refresh();
    await settle();
    registry.reads[3]?.answer(["1", "2", "3"]);
    await late;
    registry.reads[2]?.answer([]);
    await early;
    expect(champions.get("3")).toBeDefined();
  });

  test("a reading that finds what was known changes nothing, not even the objects", async () => {
    const registry = makeRegistry();
    let changes = 0;
    const champions = makeChampions(
      registry,
      () => 0,
      () => changes++,
    );
    const read = async (found: string[], codes?: string[]) => {
      const done = champions.refresh(codes);
      await settle();
      registry.reads.at(-1)?.answer(found);
      await done;
    };
    await read(["1", "2"]);
    const known = champions.get("1");
    await read(["2", "1"]);
    await read(["1"], ["1"]);
    expect([champions.get("1") === known, changes]).toEqual([true, 1]);
    await read([], ["1"]);
    expect(changes).toBe(2);
    await read(["2", "3"]);
    expect(changes).toBe(3);
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
