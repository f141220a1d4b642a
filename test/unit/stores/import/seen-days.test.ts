import { expect, test } from "@jest/globals";
import fc from "fast-check";

import { addDays } from "../../../../src/model/day.js";
import { SeenDays } from "../../../../src/stores/import/seen-days.js";

test("a day has the line that told it, in that store alone", () => {
  const seen = new SeenDays();
  seen.setLine(0, "2015-06-01", 7);
  expect(seen.getLine(0, "2015-06-01")).toBe(7);
  expect(seen.getLine(0, "2015-06-02")).toBe(0);
  expect(seen.getLine(1, "2015-06-01")).toBe(0);
});

test("the first and the last day that a file may tell do not reach into other stores", () => {
  const seen = new SeenDays();
  seen.setLine(1, "1900-01-01", 1);
  seen.setLine(1, "2199-12-31", 2);
  expect([0, 1, 2].map((store) => seen.getLine(store, "1900-01-01"))).toEqual([0, 1, 0]);
  expect([0, 1, 2].map((store) => seen.getLine(store, "2199-12-31"))).toEqual([0, 2, 0]);
});

test("it remembers what a map would", () => {
  const key = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 2_000 }));
  fc.assert(
    fc.property(fc.array(key), (keys) => {
      const seen = new SeenDays();
      const expected = new Map<string, number>();
      keys.forEach(([store, offset], i) => {
        const day = addDays("2013-01-01", offset);
        expect(seen.getLine(store, day)).toBe(expected.get(`${store} ${day}`) ?? 0);
        seen.setLine(store, day, i + 1);
        expected.set(`${store} ${day}`, i + 1);
      });
    }),
  );
});
