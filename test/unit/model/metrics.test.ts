import { describe, expect, test } from "@jest/globals";
import { measureForecast } from "../../../src/model/index.js";

function makeHeldOut(y: number[], yhat: number[], reach = 1) {
  return {
    y: Float64Array.from(y),
    yhat: Float64Array.from(yhat),
    lower: Float64Array.from(yhat, (value) => value - reach),
    upper: Float64Array.from(yhat, (value) => value + reach),
  };
}

describe("the accuracy of a forecast", () => {
  test("of 10, 20, 40 said to be 12, 19, 40", () => {
    expect(measureForecast(makeHeldOut([10, 20, 40], [12, 19, 40]), 0.8, 2)).toEqual({
      mae: 1,
      rmse: Math.sqrt(5 / 3),
      bias: 1 / 3,
      coverage: 2 / 3,
      level: 0.8,
      wape: 3 / 70,
      mape: (0.2 + 0.05) / 3,
      mase: 0.5,
    });
  });

  test("has no mape with an actual of 0, and no wape with nothing but those", () => {
    const some = measureForecast(makeHeldOut([0, 10], [1, 10]), 0.8, 2);
    expect([some.mape, some.wape]).toEqual([null, 0.1]);
    const none = measureForecast(makeHeldOut([0, 0], [1, 0]), 0.8, 2);
    expect([none.mape, none.wape, none.mae]).toEqual([null, null, 0.5]);
  });

  test("has no mase where the naive rule made no error, or none is known", () => {
    expect(measureForecast(makeHeldOut([1], [1]), 0.8, 0).mase).toBeNull();
    expect(measureForecast(makeHeldOut([1], [1]), 0.8, null).mase).toBeNull();
  });

  test("counts the bounds as inside", () => {
    expect(measureForecast(makeHeldOut([9, 11, 12], [10, 10, 10]), 0.8, null).coverage).toBeCloseTo(
      2 / 3,
      12,
    );
  });

  test("needs a day, and arrays of one length", () => {
    expect(() => measureForecast(makeHeldOut([], []), 0.8, null)).toThrow(
      "y.length is 0: at least one held-out day is needed.",
    );
    expect(() => measureForecast(makeHeldOut([1, 2], [1]), 0.8, null)).toThrow(
      "yhat.length is 1: must equal y.length, 2.",
    );
  });
});
