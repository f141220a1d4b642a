import { describe, expect, test } from "@jest/globals";
import { chooseTransform, toUnits, transformSeries } from "../../../src/model/transform.js";

const makeZeros = (days: number, zeros: number) => ({
  days: Int32Array.from({ length: days }, (_, i) => 15_000 + i),
  y: Float64Array.from({ length: days }, (_, i) => (i < zeros ? 0 : 10 + i)),
  regressors: { promo: Float64Array.from({ length: days }, (_, i) => i % 2) },
});

describe("the logarithm of sales", () => {
  test("leaves days without a sale out, and comes back to units", () => {
    const series = makeZeros(100, 2);
    const { days, y, regressors } = transformSeries("log", series);
    expect([days.length, y.length, regressors.promo!.length]).toEqual([98, 98, 98]);
    expect([days[0], regressors.promo![1]]).toEqual([15_002, 1]);
    const back = toUnits("log", y);
    back.forEach((value, i) => expect(value).toBeCloseTo(series.y[i + 2]!, 9));
  });

  test("is for stores that sell on practically every day", () => {
    expect(chooseTransform("log", makeZeros(100, 2))).toBe("log");
    expect(chooseTransform("log", makeZeros(100, 3))).toBe("none");
    expect(chooseTransform("none", makeZeros(100, 0))).toBe("none");
  });

  test("of a negative value is refused", () => {
    const series = makeZeros(20, 0);
    series.y[3] = -1;
    expect(() => transformSeries("log", series)).toThrow(
      "series.y is -1: must be 0 or above under a logarithm.",
    );
  });
});

test("no transform gives the series as it is", () => {
  const series = makeZeros(20, 1);
  expect(transformSeries("none", series)).toBe(series);
  expect(toUnits("none", series.y)).toEqual(series.y);
});
