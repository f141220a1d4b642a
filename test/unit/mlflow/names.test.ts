import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { getModelName, getStoreCode } from "../../../src/mlflow/names.js";

describe("a model's name", () => {
  test.each([
    ["1", "storecast-store-0001"],
    ["1115", "storecast-store-1115"],
    ["20000", "storecast-store-20000"],
    ["0001", "storecast-store-~0001"],
    ["01", "storecast-store-01"],
    ["A-17", "storecast-store-A-17"],
    ["Köln 3", "storecast-store-Köln 3"],
    ["a/b:c'", "storecast-store-a%2Fb%3Ac%27"],
    ["~0001", "storecast-store-%7E0001"],
  ])("of store %s is %s", (code, name) => {
    expect(getModelName(code)).toBe(name);
    expect(getStoreCode(name)).toBe(code);
  });

  test("leads back to the code, for any code", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (code) => {
        expect(getStoreCode(getModelName(code))).toBe(code);
      }),
    );
  });

  test.each(["other-model", "storecast-store-7", "storecast-store-%ZZ", "storecast-store-a/b"])(
    "%s is no store's",
    (name) => expect(getStoreCode(name)).toBeNull(),
  );
});
