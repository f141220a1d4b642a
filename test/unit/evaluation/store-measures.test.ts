import { describe, expect, test } from "@jest/globals";

import { getDeciles } from "../../../src/evaluation/deciles.js";
import { getIdealShare, measureStoreCoverage } from "../../../src/evaluation/store-coverage.js";
import { makeTally, type Tally } from "../../../src/evaluation/tally.js";

const makeStore = (days: number, inside: number): Tally => {
  const tally = { ...makeTally(), days };
  for (const levels of Object.values(tally.intervals)) for (const level of levels) level.inside = inside;
  return tally;
};

describe("deciles", () => {
  test("are eleven, from the least to the largest, in whatever order values come", () => {
    expect(getDeciles([10, 0, 9, 1, 8, 2, 7, 3, 6, 4, 5])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("lie on the straight line between two values", () => {
    const deciles = getDeciles([1, 2]);
    expect(deciles[0]).toBe(1);
    expect(deciles[3]).toBeCloseTo(1.3, 12);
    expect(deciles[10]).toBe(2);
  });

  test("of one store are its value", () => {
    expect(getDeciles([0.07])).toEqual(Array.from({ length: 11 }, () => 0.07));
  });
});

describe("the share of stores near their level", () => {
  test("by chance follows the binomial law", () => {
    // Ten days at one half: only five of ten is within 8 points, 252 / 1024.
    expect(getIdealShare(10, 0.5)).toBeCloseTo(0.24609375, 12);
    // Ten days at 0.8: only eight of ten, 45 * 0.8^8 * 0.2^2.
    expect(getIdealShare(10, 0.8)).toBeCloseTo(0.301989888, 9);
    // 25 days at 0.8: 18 to 22, both ends exactly 8 points away.
    expect(getIdealShare(25, 0.8)).toBeCloseTo(0.792651981, 9);
    // At 0.95 a single day is inside with that probability, and 5 points away then.
    expect(getIdealShare(1, 0.95)).toBeCloseTo(0.95, 12);
    // Many days: nearly all stores.
    expect(getIdealShare(720, 0.8)).toBeGreaterThan(0.999999);
  });

  test("counts stores, not days", () => {
    const [half, eighty, most] = measureStoreCoverage([
      makeStore(100, 58),
      makeStore(100, 59),
      makeStore(10, 8),
      makeStore(10, 5),
    ]);
    expect(half).toMatchObject({ level: 0.5, share: { served: 0.5, prophet: 0.5 } });
    expect(eighty!.share.served).toBe(0.25);
    expect(most!.share.served).toBe(0);
    expect(half!.ideal).toBeCloseTo((2 * getIdealShare(100, 0.5) + 2 * 0.24609375) / 4, 12);
  });
});
