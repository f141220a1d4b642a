import { describe, expect, test } from "@jest/globals";
import { attributeLogParts } from "../../../src/model/attribution.js";

const part = (name: string, ...values: number[]) => ({ name, values: Float64Array.from(values) });

describe("parts of a logarithm in units", () => {
  test("sum to the forecast, the level being what it is", () => {
    const parts = [part("trend", 8, 9), part("promo", 0.3, 0), part("weekly", -0.1, 0.2)];
    const yhat = Float64Array.of(Math.exp(8.2), Math.exp(9.2));
    const units = attributeLogParts(parts, yhat);
    expect(units[0]!.values[0]).toBeCloseTo(Math.exp(8), 9);
    for (const i of [0, 1]) {
      expect(units.reduce((sum, { values }) => sum + values[i]!, 0)).toBeCloseTo(yhat[i]!, 8);
    }
    expect(units[1]!.values[1]).toBe(0);
  });

  test("share in the proportion of the logarithms, so that opposite parts cancel", () => {
    const units = attributeLogParts(
      [part("trend", 5), part("up", 0.4), part("down", -0.4)],
      Float64Array.of(Math.exp(5)),
    );
    expect(units[1]!.values[0]).toBeCloseTo(0.4 * Math.exp(5), 9);
    expect(units[2]!.values[0]).toBeCloseTo(-0.4 * Math.exp(5), 9);
  });

  test("of a doubling by one part are that part's", () => {
    const [level, promo] = attributeLogParts(
      [part("trend", Math.log(100)), part("promo", Math.log(2))],
      Float64Array.of(200),
    );
    expect([level!.values[0], promo!.values[0]]).toEqual([expect.closeTo(100, 9), expect.closeTo(100, 9)]);
  });
});
