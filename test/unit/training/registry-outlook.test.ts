import { describe, expect, test } from "@jest/globals";

import type { Queryable } from "../../../src/database/pool.js";
import type { ModelRegistry, StoreModels } from "../../../src/mlflow/types.js";
import { makeRegistryOutlook } from "../../../src/training/registry-outlook.js";
import { makeStore } from "../../support/retrain.js";

const modelsOf = (storeCode: string): StoreModels => ({
  ...{ storeCode, champion: null, newest: null, championIssue: null, challenger: null },
});

/** A batch of these stores, all active, and a registry that knows the even ones. */
function make(codes: readonly string[]) {
  const calls: string[][] = [];
  const clock = { ms: 0, failure: null as Error | null };
  const db = {
    query: (_sql: string, [, own, limit]: [string, string, number]) =>
      Promise.resolve({
        rows: codes
          .filter((code) => code !== own)
          .slice(0, limit)
          .map((code) => ({ code })),
      }),
  } as unknown as Queryable;
  const registry: Pick<ModelRegistry, "findStoreModels"> = {
    findStoreModels: (asked = []) => {
      calls.push([...asked]);
      if (clock.failure) return Promise.reject(clock.failure);
      const known = asked.filter((code) => Number(code) % 2 === 0);
      return Promise.resolve(new Map(known.map((code) => [code, modelsOf(code)])));
    },
  };
  const outlook = makeRegistryOutlook(db, registry, () => clock.ms);
  const load = (code: string) => outlook.load(makeStore({ code }), "batch");
  return { calls, clock, load };
}

const codesTo = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

describe("what the registry says of a batch's stores", () => {
  test("is asked for fifty stores at once, whether they begin together or one after the other", async () => {
    const codes = codesTo(50);
    const { calls, load } = make(codes);
    const together = await Promise.all(codes.slice(0, 8).map(load));
    expect(together.map((models) => models?.storeCode ?? null)).toEqual([
      null,
      "2",
      null,
      "4",
      null,
      "6",
      null,
      "8",
    ]);
    for (const code of codes.slice(8)) await load(code);
    expect(calls).toHaveLength(1);
  });

  test("is given out once, for a store may be trained again", async () => {
    const { calls, load } = make(["1"]);
    await load("1");
    await load("1");
    expect(calls).toEqual([["1"], ["1"]]);
  });

  test("is asked for again once it is more than five seconds old", async () => {
    const { calls, clock, load } = make(["1", "2", "3"]);
    await load("1");
    clock.ms = 5_000;
    await load("2");
    expect(calls).toHaveLength(1);
    clock.ms = 5_001;
    await load("3");
    expect(calls).toHaveLength(2);
  });

  test("fails for whoever asked; another then asks for itself", async () => {
    const { calls, clock, load } = make(["1", "2"]);
    clock.failure = new Error("away");
    const both = await Promise.allSettled([load("1"), load("2")]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(calls.map(([first]) => first)).toEqual(["1", "2"]);
  });
});
