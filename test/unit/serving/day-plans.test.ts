import { expect, test } from "@jest/globals";
import { DayPlans } from "../../../src/serving/day-plans.js";
import type { ClosedReason } from "../../../src/serving/types.js";

function note(plans: DayPlans, days: [ClosedReason | null, boolean][]) {
  days.forEach(([reason, isAssumed], i) => plans.note(i, reason, isAssumed));
  return plans.take();
}

test("equal plans are one object, others say what was noted", () => {
  const plans = new DayPlans(3);
  const first = note(plans, [
    [null, false],
    ["WEEKDAY", false],
    ["HOLIDAY", true],
  ]);
  const second = note(plans, [
    ["PLANNED", false],
    [null, true],
    [null, false],
  ]);
  expect(first).toEqual({
    isOpen: [true, false, false],
    closedReasons: [null, "WEEKDAY", "HOLIDAY"],
    isAssumed: [false, false, true],
  });
  expect(second).toEqual({
    isOpen: [false, true, true],
    closedReasons: ["PLANNED", null, null],
    isAssumed: [false, true, false],
  });
  expect(
    note(plans, [
      [null, false],
      ["WEEKDAY", false],
      ["HOLIDAY", true],
    ]),
  ).toBe(first);
  expect(plans.size).toBe(2);
});

test("plans of one digest stay apart", () => {
  const plans = new DayPlans(90);
  const kinds: [ClosedReason | null, boolean][] = [
    [null, false],
    ["PLANNED", false],
    ["WEEKDAY", true],
    ["HOLIDAY", true],
  ];
  const made = Array.from({ length: 500 }, (_, n) =>
    Array.from({ length: 90 }, (_, i) => kinds[(n * 7 + ((n * i) % 11) + i * i) % 4]!),
  );
  for (const days of made) {
    expect(note(plans, days).closedReasons).toEqual(days.map(([reason]) => reason));
  }
});
