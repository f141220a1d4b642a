import { describe, expect, test } from "@jest/globals";

import { addDay, makeScores, makeTally, poolTallies } from "../../../src/evaluation/tally.js";
import { makeSaid } from "../../support/evaluation.js";

const bounds = (lower: number, upper: number) => {
  const same = { lower, upper };
  return { served: [same, same, same], prophet: [same, same, same] };
};

const makeTwo = () => {
  const one = makeTally();
  addDay(one, { y: 100, said: makeSaid(90, { recipe: 105 }), bounds: bounds(80, 120) });
  const other = makeTally();
  addDay(other, { y: 60, said: makeSaid(90, { recipe: 75 }), bounds: bounds(80, 120) });
  return [one, other];
};

describe("tallies", () => {
  test("errors are weighted by sales", () => {
    const { days, sales, wmape } = makeScores(poolTallies(makeTwo()));
    expect([days, sales]).toEqual([2, 160]);
    // (5 + 15) / 160 and (10 + 30) / 160
    expect(wmape.recipe).toBe(0.125);
    expect(wmape.last_week).toBe(0.25);
  });

  test("intervals are scored by coverage, width and Winkler's score", () => {
    const { intervals } = makeScores(poolTallies(makeTwo()));
    const [half, eighty, most] = intervals.served;
    // Widths of 40 and 40 over 160; 20 below at 2 / 0.5, 2 / 0.2 and 2 / 0.05 a unit.
    expect(half).toEqual({ level: 0.5, coverage: 0.5, width: 0.5, score: 1 });
    expect(eighty!.score).toBeCloseTo(0.5 + (20 * 10) / 160, 12);
    expect(most!.score).toBeCloseTo(0.5 + (20 * 40) / 160, 12);
  });

  test("a day on the bound is inside", () => {
    const tally = makeTally();
    addDay(tally, { y: 120, said: makeSaid(1), bounds: bounds(80, 120) });
    addDay(tally, { y: 80, said: makeSaid(1), bounds: bounds(80, 120) });
    expect(makeScores(tally).intervals.prophet[0]!.coverage).toBe(1);
  });

  test("a pool leaves its parts alone", () => {
    const two = makeTwo();
    poolTallies(two);
    expect(two.map(({ days }) => days)).toEqual([1, 1]);
  });
});
