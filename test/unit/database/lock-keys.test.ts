import { expect, test } from "@jest/globals";
import { LOCK_KEYS } from "../../../src/database/lock-keys.js";

test("no two uses of the database have one lock", () => {
  const keys = Object.values(LOCK_KEYS);
  expect(new Set(keys).size).toBe(keys.length);
});
