import { expect, test } from "@jest/globals";

import { withinLimit } from "../../src/time-limit.js";

test("what is answered in time is the answer, and so is an error", async () => {
  const makeError = () => new Error("too late");
  expect(await withinLimit(Promise.resolve(7), 1_000, makeError)).toBe(7);
  await expect(withinLimit(Promise.reject(new Error("no")), 1_000, makeError)).rejects.toThrow("no");
});

test("what is never answered is an error once the time is over", async () => {
  const never = new Promise<never>(() => undefined);
  await expect(withinLimit(never, 10, () => new Error("too late"))).rejects.toThrow("too late");
});
