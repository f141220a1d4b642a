import { describe, expect, test } from "@jest/globals";
import { epochDay } from "../../../src/model/day.js";
import { makeWindowDays, planDays } from "../../../src/serving/day-plan.js";
import type { StoreDay } from "../../../src/stores/types.js";

// A Saturday, a Sunday on which the store has never traded, a Monday, a Tuesday it trades no more, a holiday it keeps.
const [SATURDAY, SUNDAY, MONDAY, TUESDAY, HOLIDAY] = [
  "2015-06-20",
  "2015-06-21",
  "2015-06-22",
  "2015-06-23",
  "2015-06-24",
] as const;
const habits = {
  knownWeekdays: new Set([1, 2, 3, 4, 5, 6]),
  recentWeekdays: new Set([1, 3, 4, 5, 6]),
  closedHolidays: new Set([epochDay(HOLIDAY)]),
};
const PROMO = { name: "promo", mu: 0 };

function row(day: string, change: Partial<StoreDay> = {}): StoreDay {
  return { day, y: null, isOpen: true, holiday: null, regressors: { promo: 1 }, ...change };
}

function planDay(day: string, rows: StoreDay[], regressors = [PROMO]) {
  const days = { dates: [day], epochs: [epochDay(day)] };
  const { days: planned, open } = planDays(days, rows, habits, regressors);
  return { ...planned[0], regressors: open.regressors };
}

describe("a day without a row", () => {
  test.each([
    ["a weekday the store trades", SATURDAY, null],
    ["a weekday it has never traded", SUNDAY, "WEEKDAY"],
    ["a weekday it has not traded lately", TUESDAY, "WEEKDAY"],
    ["a public holiday it keeps", HOLIDAY, "HOLIDAY"],
  ])("%s is assumed, and closed by %s: %p", (_, day, closedReason) => {
    expect(planDay(day, [])).toMatchObject({ date: day, closedReason, isAssumed: true });
  });

  test("its regressors take the value at which they add nothing", () => {
    const plan = planDay(SATURDAY, [], [PROMO, { name: "price", mu: 9.5 }]);
    expect(plan.regressors).toEqual({ promo: Float64Array.of(0), price: Float64Array.of(9.5) });
  });
});

describe("a day with a row", () => {
  test.each([
    ["planned to open", SATURDAY, row(SATURDAY), null, false],
    ["planned to close", SATURDAY, row(SATURDAY, { isOpen: false }), "PLANNED", false],
    ["planned to open on a holiday it keeps", HOLIDAY, row(HOLIDAY), null, false],
    ["planned to open on a weekday it traded long ago", TUESDAY, row(TUESDAY), null, false],
    ["planned to open on a weekday it never traded", SUNDAY, row(SUNDAY), "WEEKDAY", true],
    ["planned to close on such a weekday", SUNDAY, row(SUNDAY, { isOpen: false }), "PLANNED", false],
    ["observed open", MONDAY, row(MONDAY, { y: 5 }), null, false],
    ["observed closed", MONDAY, row(MONDAY, { y: 0, isOpen: false }), "PLANNED", false],
  ] as const)("%s", (_, day, known, closedReason, isAssumed) => {
    expect(planDay(day, [known])).toMatchObject({ closedReason, isAssumed });
  });

  test("a planned row that lacks a regressor leaves it to an assumption", () => {
    const plan = planDay(SATURDAY, [row(SATURDAY, { regressors: {} })], [{ name: "price", mu: 9.5 }]);
    expect(plan).toMatchObject({ isAssumed: true, regressors: { price: Float64Array.of(9.5) } });
  });

  test("an observed row that lacks a regressor counts it 0, as training does", () => {
    const plan = planDay(SATURDAY, [row(SATURDAY, { y: 7, regressors: {} })], [{ name: "price", mu: 9.5 }]);
    expect(plan).toMatchObject({ isAssumed: false, regressors: { price: Float64Array.of(0) } });
  });
});

test("only open days go to the model, each with its own regressors, whatever else the rows hold", () => {
  const days = makeWindowDays({ from: SATURDAY, to: "2015-06-26" });
  const rows = [
    row("2015-06-19"),
    row(SATURDAY),
    row(MONDAY, { regressors: { promo: 0, price: 3 } }),
    row("2015-06-25"),
    row("2015-06-30"),
  ];
  const { days: planned, open } = planDays(days, rows, habits, [PROMO]);
  expect(planned.map(({ date }) => date)).toEqual(days.dates);
  expect([...open.days]).toEqual([SATURDAY, MONDAY, "2015-06-25"].map(epochDay));
  expect([...(open.regressors["promo"] ?? [])]).toEqual([1, 0, 1]);
});
