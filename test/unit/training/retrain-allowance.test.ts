import { describe, expect, test } from "@jest/globals";
import { waitFor } from "../../../src/training/retrain-allowance.js";

const window = { windowMs: 1_000, nowMs: 10_000 };
const past = [
  { atMs: 9_100, stores: 4 },
  { atMs: 9_500, stores: 4 },
];

describe("a request waits", () => {
  test("not at all within what is allowed, to the last store", () => {
    expect(waitFor(past, { ...window, asked: 2, most: 10 })).toBeNull();
    expect(waitFor([], { ...window, asked: 10, most: 10 })).toBeNull();
  });

  test("until as many of those before it are past the window as it takes", () => {
    expect(waitFor(past, { ...window, asked: 3, most: 10 })).toBe(100);
    expect(waitFor(past, { ...window, asked: 7, most: 10 })).toBe(500);
  });

  test("a whole window where it is above the limit by itself", () => {
    expect(waitFor(past, { ...window, asked: 11, most: 10 })).toBe(1_000);
  });

  test("never without a limit", () => {
    expect(waitFor(past, { ...window, asked: 1_000_000, most: 0 })).toBeNull();
  });
});
