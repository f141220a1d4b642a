import { describe, expect, test } from "@jest/globals";
import { dayTicks, figureRange, hasDailyTicks, moveCursor } from "../../../web/src/chart/axis.js";
import { flow } from "../../../web/src/chart/png.js";
import { readOut, sayReadOut } from "../../../web/src/chart/read-out.js";
import {
  loneIndexes,
  ofDayNumber,
  placeWords,
  rulePlace,
  shapeChart,
  toDayNumber,
  toRuns,
} from "../../../web/src/chart/shape.js";
import type { ChartContent } from "../../../web/src/chart/types.js";

const CONTENT: ChartContent = {
  series: [
    {
      ...{ id: "sales", name: "Sales", color: "ink-soft" },
      points: [
        { day: "2015-07-31", value: 5_020 },
        { day: "2015-07-29", value: 4_812 },
      ],
    },
    {
      ...{ id: "forecast", name: "Forecast", color: "series-1", intervalName: "80% interval" },
      points: [
        { day: "2015-08-01", value: 5_500.4, lower: 4_900, upper: 6_100 },
        { day: "2015-08-02", value: null, lower: null, upper: null },
      ],
    },
  ],
  marks: [
    { day: "2015-08-02", kind: "closed", words: "Closed on this weekday" },
    { day: "2015-07-31", kind: "promo", words: "Promo" },
    { day: "2015-09-01", kind: "promo", words: "Promo" },
  ],
  rules: [
    { day: "2015-08-01", kind: "today", words: "Today" },
    { day: "2015-06-01", kind: "cutoff", words: null },
  ],
};
const write = (value: number) => String(Math.round(value));

describe("the shape of a chart", () => {
  const shape = shapeChart(CONTENT);

  test("has every day from the first to the last of all series, known or not", () => {
    expect(shape.days).toEqual(["2015-07-29", "2015-07-30", "2015-07-31", "2015-08-01", "2015-08-02"]);
  });
  test("lays the figures of each series on these days", () => {
    expect(shape.columns.map(({ values }) => values)).toEqual([
      [4_812, null, 5_020, null, null],
      [null, null, null, 5_500.4, null],
    ]);
  });
  test("has bounds only for a series whose interval has a name", () => {
    expect(shape.columns.map(({ lower, upper }) => [lower, upper])).toEqual([
      [null, null],
      [
        [null, null, null, 4_900, null],
        [null, null, null, 6_100, null],
      ],
    ]);
  });
  test("leaves out marks and rules where there are no figures", () => {
    expect([...shape.marks.keys()]).toEqual(["2015-07-31", "2015-08-02"]);
    expect(shape.rules.map(({ kind }) => kind)).toEqual(["today"]);
  });
  test("is empty where nothing is known", () => {
    expect(shapeChart({ series: [] })).toEqual({ days: [], columns: [], marks: new Map(), rules: [] });
  });
});

describe("the days of a chart", () => {
  test.each(["1970-01-01", "2015-03-29", "2015-10-25", "2016-02-29", "2024-12-31"])(
    "%s is itself again",
    (day) => {
      expect(ofDayNumber(toDayNumber(day))).toBe(day);
    },
  );
  test("are one apart, also where clocks are changed", () => {
    expect(toDayNumber("2015-03-30") - toDayNumber("2015-03-29")).toBe(1);
  });
  test("today's line stands before its day, and a cutoff's after it: both in one place on the day after the data", () => {
    const today = rulePlace({ day: "2015-08-01", kind: "today", words: null });
    expect(today).toBe(toDayNumber("2015-08-01") - 0.5);
    expect(rulePlace({ day: "2015-07-31", kind: "cutoff", words: null })).toBe(today);
  });
  test("those that follow one another are one run", () => {
    const day = toDayNumber("2015-08-01");
    expect(toRuns(["2015-08-02", "2015-08-01", "2015-08-05"])).toEqual([
      { from: day, through: day + 1 },
      { from: day + 4, through: day + 4 },
    ]);
  });
});

describe("the words of lines", () => {
  const today = { kind: "today", words: "Today", x: 100, width: 30 } as const;
  const cutoff = { kind: "cutoff", words: "Trained through", x: 100, width: 80 } as const;
  test("stand on both sides of lines that are one", () => {
    expect(placeWords([cutoff, today], 200, 5)).toEqual([15, 105]);
  });
  test("change sides at an edge, and a cutoff's give way to today's", () => {
    expect(placeWords([cutoff, today], 110, 5)).toEqual([null, 65]);
  });
  test("of lines without words are none", () => {
    expect(placeWords([{ ...cutoff, words: null }], 200, 5)).toEqual([null]);
  });
});

test("a figure between two gaps is alone", () => {
  expect(loneIndexes([1, null, 2, 3, null, 4])).toEqual([0, 5]);
});

describe("the axes", () => {
  const monday = toDayNumber("2015-08-03");
  test("every day is written where there is room", () => {
    expect(dayTicks(monday, monday + 6, 7)).toEqual([0, 1, 2, 3, 4, 5, 6].map((days) => monday + days));
  });
  test("else Mondays are", () => {
    expect(dayTicks(monday - 3, monday + 20, 6)).toEqual([monday, monday + 7, monday + 14]);
  });
  test("as many Mondays as have room", () => {
    const ticks = dayTicks(monday - 60, monday + 28, 4);
    expect(ticks.length).toBeLessThanOrEqual(4);
    expect(ticks.map((tick) => (tick - 4) % 7)).toEqual(ticks.map(() => 0));
  });
  test("weekdays are written only where ticks are days apart", () => {
    expect([hasDailyTicks([1, 2]), hasDailyTicks([4, 11]), hasDailyTicks([4])]).toEqual([true, false, false]);
  });
  test("figures begin at 0 and have air above the highest", () => {
    expect(figureRange(100)).toEqual([0, 106]);
    expect(figureRange(null)).toEqual([0, 1]);
    expect(figureRange(0)).toEqual([0, 1]);
  });
});

describe("the cursor", () => {
  test.each([
    ["ArrowRight", null, 0],
    ["ArrowRight", 8, 9],
    ["ArrowRight", 9, 9],
    ["ArrowLeft", null, 9],
    ["ArrowLeft", 0, 0],
    ["PageDown", 1, 8],
    ["PageDown", 5, 9],
    ["PageUp", 5, 0],
    ["Home", 5, 0],
    ["End", null, 9],
    ["Escape", 5, null],
    ["a", 5, undefined],
  ])("%s at %p of ten days goes to %p", (key, at, next) => {
    expect(moveCursor(key, at, 10)).toBe(next);
  });
});

describe("what is read out of a day", () => {
  const shape = shapeChart(CONTENT);
  test("is each series' figure with its interval, and what holds for the day", () => {
    expect(readOut(shape, 3, write)).toEqual({
      day: "2015-08-01",
      figures: [
        { name: "Sales", value: null, interval: null, intervalName: null },
        { name: "Forecast", value: "5500", interval: "4900 – 6100", intervalName: "80% interval" },
      ],
      notes: [],
    });
    expect(readOut(shape, 4, write).notes).toEqual(["Closed on this weekday"]);
  });
  test("is said in one sentence", () => {
    const say = (index: number) => sayReadOut(readOut(shape, index, write), "Day", "no figures");
    expect([2, 3, 4, 1].map(say)).toEqual([
      "Day: Sales 5020; Promo",
      "Day: Forecast 5500, 80% interval 4900 – 6100",
      "Day: Closed on this weekday",
      "Day: no figures",
    ]);
  });
});

describe("the legend of a picture", () => {
  test("goes on in a row of its own where there is no more room", () => {
    expect(flow([40, 40, 40], 100, 10)).toEqual([
      { x: 0, row: 0 },
      { x: 50, row: 0 },
      { x: 0, row: 1 },
    ]);
  });
});
