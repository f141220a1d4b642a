import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

import { expect, test } from "@jest/globals";

import { getRecipeLabel, parseRecipe } from "../../../src/model/index.js";

test("the recipe that the documentation shows is one", async () => {
  const text = await readFile(resolve(import.meta.dirname, "../../../docs/backtesting.md"), "utf8");
  const example = /```json\n(.*?)```/s.exec(text)?.[1] ?? "";
  expect(getRecipeLabel(parseRecipe(JSON.parse(example)))).toBe("france@1");
});
