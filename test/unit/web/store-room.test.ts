import { describe, expect, test } from "@jest/globals";
import { spaceWords } from "../../../web/src/rooms/store/attribute-name.js";
import { makeChartContent, type ChartWords } from "../../../web/src/rooms/store/chart-content.js";
import { judge } from "../../../web/src/rooms/store/champion-moves.js";
import { addUp, placeBar } from "../../../web/src/rooms/store/components.js";
import { decodeLevel, encodeLevel } from "../../../web/src/rooms/store/level.js";
import { toPlainText } from "../../../web/src/rooms/store/plain-text.js";
import { chartWindows } from "../../../web/src/chart/windows.js";

const WORDS: ChartWords = {
  ...{ sales: "Sales", forecast: "Forecast", interval: "80% interval", backtest: "Backtest" },
  ...{ backtestInterval: "80% interval", today: "Today", closed: "Closed", promo: "Promo" },
  ...{ schoolHoliday: "School holidays", holiday: "Public holiday", assumed: "Opening is assumed" },
  trainedThrough: (day) => `Trained through ${day}`,
  closedFor: (reason) => `Closed: ${reason}`,
};
const plan = { y: null, isOpen: true, holiday: null, events: [] };
const point = { yhat: 100, lower: 80, upper: 120, isOpen: true, isAssumed: false, closedReason: null };
const FACTS = {
  ...{ today: "2015-08-01", trainedThrough: "2015-07-31", folds: [] },
  sales: [
    { ...plan, date: "2015-07-30", y: 90, events: ["promo"] },
    { ...plan, date: "2015-07-31", y: 0, isOpen: false, holiday: "a" },
  ],
  planned: [{ ...plan, date: "2015-08-02", events: ["promo", "school_holiday", "festival"] }],
  points: [
    {
      ...point,
      date: "2015-08-01",
      yhat: 0,
      lower: 0,
      upper: 0,
      isOpen: false,
      closedReason: "PLANNED" as const,
    },
    { ...point, date: "2015-08-02" },
    { ...point, date: "2015-08-03", isAssumed: true },
  ],
};

describe("the windows of the chart", () => {
  test("begin today where the data end yesterday", () => {
    expect(chartWindows("2015-08-01", "2015-07-31", 7)).toEqual({
      ...{ forecast: { from: "2015-08-01", to: "2015-08-08" }, hasHistory: true },
    });
  });
  test("bridge a short pause between the data and today", () => {
    expect(chartWindows("2015-08-01", "2015-07-20", 14).forecast).toEqual({
      ...{ from: "2015-07-21", to: "2015-08-15" },
    });
  });
  test("leave a long pause as it is, and history out where it is too far away", () => {
    expect(chartWindows("2015-08-01", "2015-06-01", 7)).toEqual({
      ...{ forecast: { from: "2015-08-01", to: "2015-08-08" }, hasHistory: true },
    });
    expect(chartWindows("2015-08-01", "2014-06-01", 7).hasHistory).toBe(false);
    expect(chartWindows("2015-08-01", null, 7).hasHistory).toBe(false);
  });
});

describe("the content of the chart", () => {
  const { series, marks, rules } = makeChartContent(FACTS, WORDS);

  test("has gaps on closed days, of sales and of the forecast", () => {
    expect(series.map(({ id, points }) => [id, points.map(({ value }) => value)])).toEqual([
      ["sales", [90, null]],
      ["forecast", [null, 100, 100]],
    ]);
  });
  test("marks why a day is closed, what is planned, and what is assumed", () => {
    expect(marks?.map(({ day, kind, words }) => `${day.slice(5)} ${kind}: ${words}`)).toEqual([
      "07-30 promo: Promo",
      "07-31 closed: Closed",
      "07-31 holiday: Public holiday",
      "08-02 promo: Promo",
      "08-02 school-holiday: School holidays",
      "08-02 note: festival",
      "08-01 closed: Closed: PLANNED",
      "08-03 note: Opening is assumed",
    ]);
  });
  test("has the lines of today and of the last day of training", () => {
    expect(rules?.map(({ words }) => words)).toEqual(["Today", "Trained through 2015-07-31"]);
  });
  test("has what the backtest had forecast, with a line at each cutoff, where it is asked for", () => {
    const fold = { cutoff: "2015-07-24", points: [{ date: "2015-07-30", yhat: 95, lower: 70, upper: 110 }] };
    const { series, rules } = makeChartContent({ ...FACTS, folds: [fold] }, WORDS);
    expect(series[2]?.points).toEqual([{ day: "2015-07-30", value: 95, lower: 70, upper: 110 }]);
    expect(rules?.at(-1)).toEqual({ day: "2015-07-24", kind: "cutoff", words: null });
  });
});

describe("the makeup of a forecast", () => {
  const day = (yhat: number, parts: Record<string, number>, isOpen = true) => ({
    ...{ date: "2015-08-01", yhat, isOpen },
    components: Object.entries(parts).map(([name, value]) => ({ name, value })),
  });
  test("adds parts up over open days, the level first, then the strongest", () => {
    expect(
      addUp([
        day(110, { weekly: 2, trend: 100, promo: 8 }),
        day(90, { weekly: -12, trend: 102, promo: 0 }),
        day(0, {}, false),
      ]),
    ).toEqual({
      parts: [
        { name: "trend", value: 202 },
        { name: "weekly", value: -10 },
        { name: "promo", value: 8 },
      ],
      ...{ sum: 200, floor: 0, yhat: 200, openDays: 2 },
    });
  });
  test("says what the floor at 0 adds", () => {
    expect(addUp([day(0, { trend: 5, weekly: -8 })])).toMatchObject({ sum: -3, floor: 3, yhat: 0 });
  });
  test("has bars on both sides of one zero", () => {
    expect(placeBar(75, [75, -25])).toEqual({ left: 0.25, width: 0.75 });
    expect(placeBar(-25, [75, -25])).toEqual({ left: 0, width: 0.25 });
    expect(placeBar(0, [])).toEqual({ left: 0, width: 0 });
  });
});

test("a level in the address is a whole per cent of the slider, else the usual one", () => {
  expect(["95", "49", "100", "80.5", "x", "", null].map(decodeLevel)).toEqual([95, 80, 80, 80, 80, 80, 80]);
  expect([encodeLevel(95), encodeLevel(80)]).toEqual(["95", null]);
});

test("names of columns have spaces between their words", () => {
  expect(["StoreType", "CompetitionOpenSinceYear", "Promo2", "floor_area"].map(spaceWords)).toEqual([
    ...["Store type", "Competition open since year", "Promo2", "Floor area"],
  ]);
});

test("Markdown is told without its signs", () => {
  expect(
    toPlainText("# Title\nDemand of **Store 1**, by `x`.\n\n[Run](#/a) · [model](#/b)\n\n```json\n{}\n```"),
  ).toBe("Title\nDemand of Store 1, by x.\n\nRun · model");
});

describe("the outcome of a move", () => {
  test("is the champion after it", () => {
    expect(judge({ userErrors: [] }, { version: 3 }, undefined)).toEqual({ kind: "done", version: 3 });
  });
  test("is the refusals, of which each belongs to a field of the form or to the whole", () => {
    const refusal = { code: "NOT_CHAMPION" as const, message: "No." };
    const userErrors = [
      { ...refusal, field: ["input", "reason"] },
      { ...refusal, field: ["input", "storeId"] },
      { ...refusal, field: null },
    ];
    expect(judge({ userErrors }, null, undefined)).toEqual({
      kind: "refused",
      refusals: [
        { ...refusal, field: "reason" },
        { ...refusal, field: null },
        { ...refusal, field: null },
      ],
    });
  });
});
