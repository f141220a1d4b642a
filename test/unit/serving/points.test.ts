import { expect, test } from "@jest/globals";
import { floorAtZero, spreadForecast, type Forecast } from "../../../src/model/index.js";
import { makePoints } from "../../../src/serving/points.js";

const DATES = ["2015-06-20", "2015-06-21", "2015-06-22"];
const PLAN = {
  isOpen: [true, false, true],
  closedReasons: [null, "WEEKDAY" as const, null],
  isAssumed: [false, true, true],
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
const COLUMNS = spreadForecast(PLAN.isOpen, floorAtZero(FORECAST));

/** Points as they look to who reads all of them. */
function read(makeComponents: () => Forecast["components"] = () => FORECAST.components) {
  return makePoints(DATES, PLAN, COLUMNS, makeComponents).map((point) => ({
    ...point,
    components: point.components,
  }));
}

test("figures are floored at 0, components are not, closed days have none of either", () => {
  expect(read()).toEqual([
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
  expect(() => spreadForecast(PLAN.isOpen, short)).toThrow("The forecast has 1 days, not 2.");
});

test("components are worked out once, when the first point is asked for them", () => {
  let times = 0;
  const points = makePoints(DATES, PLAN, COLUMNS, () => {
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
