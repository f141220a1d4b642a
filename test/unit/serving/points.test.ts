import { expect, test } from "@jest/globals";
import { floorAtZero } from "../../../src/model/index.js";
import { makePoints } from "../../../src/serving/points.js";

const PLAN = {
  days: [
    { date: "2015-06-20", closedReason: null, isAssumed: false },
    { date: "2015-06-21", closedReason: "WEEKDAY" as const, isAssumed: true },
    { date: "2015-06-22", closedReason: null, isAssumed: true },
  ],
  open: { days: Int32Array.of(16606, 16608), regressors: {} },
};
const FORECAST = {
  days: Int32Array.of(16606, 16608),
  yhat: Float64Array.of(10, -3),
  lower: Float64Array.of(-2, -9),
  upper: Float64Array.of(22, 4),
  components: [
    { name: "trend", values: Float64Array.of(8, 8) },
    { name: "promo", values: Float64Array.of(2, -11) },
  ],
};

test("figures are floored at 0, components are not, closed days have none of either", () => {
  expect(makePoints(PLAN, floorAtZero(FORECAST), () => FORECAST.components)).toEqual([
    {
      date: "2015-06-20",
      isOpen: true,
      closedReason: null,
      isAssumed: false,
      yhat: 10,
      lower: 0,
      upper: 22,
      components: [
        { name: "trend", value: 8 },
        { name: "promo", value: 2 },
      ],
    },
    {
      date: "2015-06-21",
      isOpen: false,
      closedReason: "WEEKDAY",
      isAssumed: true,
      yhat: 0,
      lower: 0,
      upper: 0,
      components: [],
    },
    {
      date: "2015-06-22",
      isOpen: true,
      closedReason: null,
      isAssumed: true,
      yhat: 0,
      lower: 0,
      upper: 4,
      components: [
        { name: "trend", value: 8 },
        { name: "promo", value: -11 },
      ],
    },
  ]);
});

test("a forecast with fewer days than the plan has open is refused", () => {
  const short = { ...FORECAST, yhat: Float64Array.of(1) };
  expect(() => makePoints(PLAN, short, () => [])).toThrow("The forecast has 1 days, not 2.");
});

test("components are worked out once, when the first point is asked for them", () => {
  let times = 0;
  const points = makePoints(PLAN, FORECAST, () => {
    times++;
    return FORECAST.components;
  });
  expect(times).toBe(0);
  expect(points.map(({ components }) => components.map(({ value }) => value))).toEqual([
    [8, 2],
    [],
    [8, -11],
  ]);
  expect(times).toBe(1);
});
