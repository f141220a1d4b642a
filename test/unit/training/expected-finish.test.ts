import { expect, test } from "@jest/globals";
import { expectFinish } from "../../../src/training/expected-finish.js";

const now = new Date("2015-06-20T08:00:00Z");

test.each([
  ["60 open at one every two seconds", 60, { ended: 31, seconds: 60 }, "2015-06-20T08:02:00.000Z"],
  ["one open, two ends in a second", 1, { ended: 2, seconds: 1 }, "2015-06-20T08:00:01.000Z"],
  ["nothing open", 0, { ended: 31, seconds: 60 }, null],
  ["no end yet", 5, { ended: 0, seconds: null }, null],
  ["one end, which tells no rate", 5, { ended: 1, seconds: 60 }, null],
  ["all ends at this very moment", 5, { ended: 3, seconds: 0 }, null],
])("%s", (_, open, recent, finish) => {
  expect(expectFinish(open, recent, now)?.toISOString() ?? null).toBe(finish);
});
