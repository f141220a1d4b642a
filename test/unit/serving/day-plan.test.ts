import { describe, expect, test } from "@jest/globals";
import { addDays, epochDay } from "../../../src/model/day.js";
import { makeWindowDays, planDays } from "../../../src/serving/day-plan.js";
import { makeWeekdays } from "../../../src/serving/trading-habits.js";
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
  knownWeekdays: makeWeekdays([1, 2, 3, 4, 5, 6]),
  recentWeekdays: makeWeekdays([1, 3, 4, 5, 6]),
  closedHolidays: [epochDay(HOLIDAY)],
};
const PROMO = { name: "promo", mu: 0 };

function row(day: string, change: Partial<StoreDay> = {}): StoreDay {
  return { day, y: null, isOpen: true, holiday: null, regressors: { promo: 1 }, ...change };
}

function planDay(day: string, rows: StoreDay[], inputs = [PROMO]) {
  const days = makeWindowDays({ from: day, to: addDays(day, 1) });
  const values = new Float64Array(inputs.length).fill(NaN);
  const { isOpen, closedReasons, isAssumed } = planDays(days, rows, habits, inputs, values);
  expect(isOpen).toEqual([closedReasons[0] === null]);
  return { closedReason: closedReasons[0], isAssumed: isAssumed[0], values: [...values] };
}

describe("a day without a row", () => {
  test.each([
    ["a weekday the store trades", SATURDAY, null],
    ["a weekday it has never traded", SUNDAY, "WEEKDAY"],
    ["a weekday it has not traded lately", TUESDAY, "WEEKDAY"],
    ["a public holiday it keeps", HOLIDAY, "HOLIDAY"],
  ])("%s is assumed, and closed by %s: %p", (_, day, closedReason) => {
    expect(planDay(day, [])).toMatchObject({ closedReason, isAssumed: true });
  });

  test("its inputs take the value at which they add nothing", () => {
    expect(planDay(SATURDAY, [], [PROMO, { name: "price", mu: 9.5 }]).values).toEqual([0, 9.5]);
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

  test("a planned row that lacks an input leaves it to an assumption", () => {
    const plan = planDay(SATURDAY, [row(SATURDAY, { regressors: {} })], [{ name: "price", mu: 9.5 }]);
    expect(plan).toMatchObject({ isAssumed: true, values: [9.5] });
  });

  test("an observed row that lacks an input counts it 0, as training does", () => {
    const plan = planDay(SATURDAY, [row(SATURDAY, { y: 7, regressors: {} })], [{ name: "price", mu: 9.5 }]);
    expect(plan).toMatchObject({ isAssumed: false, values: [0] });
  });
});

test("each open day has its own inputs, whatever else the rows hold; those of closed days are not written", () => {
  const days = makeWindowDays({ from: SATURDAY, to: "2015-06-26" });
  const rows = [
    row("2015-06-19"),
    row(SATURDAY),
    row(MONDAY, { regressors: { promo: 0, price: 3 } }),
    row("2015-06-25"),
    row("2015-06-30"),
  ];
  const values = new Float64Array(6).fill(-1);
  const { isOpen } = planDays(days, rows, habits, [PROMO], values);
  expect(days.dates.filter((_, i) => isOpen[i])).toEqual([SATURDAY, MONDAY, "2015-06-25"]);
  expect([...values]).toEqual([1, -1, 0, -1, -1, 1]);
});
