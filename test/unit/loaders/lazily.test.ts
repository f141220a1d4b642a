import { expect, test } from "@jest/globals";
import { makeLazily } from "../../../src/loaders/lazily.js";

interface Parts {
  sum: { value: number };
  double: { value: number };
}

test("parts are made when they are first asked for, once in each object", () => {
  const made: string[] = [];
  const make = makeLazily<number[], Parts>({
    sum: (numbers) => {
      made.push("sum");
      return { value: numbers.reduce((total, one) => total + one, 0) };
    },
    double: (_numbers, { sum }) => {
      made.push("double");
      return { value: 2 * sum.value };
    },
  });
  const [one, other] = [make([1, 2]), make([4])];
  expect(made).toEqual([]);
  expect(one.double).toEqual({ value: 6 });
  expect(made).toEqual(["sum", "double"]);
  expect(one.double).toBe(one.double);
  expect(one.sum).toBe(one.sum);
  expect(made).toEqual(["sum", "double"]);
  expect(other.sum).toEqual({ value: 4 });
});

test("a part that cannot be made is tried again", () => {
  let isReady = false;
  const parts = makeLazily<null, { part: string }>({
    part: () => {
      if (!isReady) throw new Error("not ready");
      return "made";
    },
  })(null);
  expect(() => parts.part).toThrow("not ready");
  isReady = true;
  expect(parts.part).toBe("made");
});
