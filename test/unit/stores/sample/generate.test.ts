import { describe, expect, test } from "@jest/globals";
import { InvalidInputError } from "../../../../src/errors.js";
import { epochDay, isoWeekday } from "../../../../src/model/day.js";
import { generateSample, type StoreDays } from "../../../../src/stores/sample/index.js";

const OPTIONS = { stores: 60, end: "2015-07-31", seed: 1 };

function storesOf(options: Partial<typeof OPTIONS> & { start?: string; plannedDays?: number }) {
  return [...generateSample({ ...OPTIONS, ...options }).stores];
}

function comparable({ profile, isRecorded, isOpen, sales, customers }: StoreDays) {
  return { profile, isRecorded, isOpen, sales, customers };
}

describe("generateSample", () => {
  test("store k is the same whatever the number of stores", () => {
    const few = storesOf({ stores: 3 });
    const many = storesOf({ stores: 60 });
    expect(few.map(comparable)).toEqual(many.slice(0, 3).map(comparable));
  });

  test("the same seed gives the same chain, another seed another", () => {
    const sales = (seed: number) => storesOf({ stores: 5, seed }).map((store) => [...store.sales]);
    expect(sales(7)).toEqual(sales(7));
    expect(sales(7)).not.toEqual(sales(8));
  });

  test("the stores can be walked twice", () => {
    const { stores } = generateSample({ ...OPTIONS, stores: 2 });
    expect([...stores].map(comparable)).toEqual([...stores].map(comparable));
  });

  test("60 stores lie in several regions", () => {
    const states = new Set(storesOf({}).map((store) => store.profile.state.code));
    expect(states.size).toBeGreaterThanOrEqual(8);
  });

  test("a store past the 1,115th is one of its own", () => {
    const stores = storesOf({ stores: 1_116, start: "2015-07-01" });
    expect(stores[1_115]?.profile.state).toEqual(stores[0]?.profile.state);
    expect(stores[1_115]?.sales).not.toEqual(stores[0]?.sales);
  });

  test.each(["2026-11-22", "2024-02-29", "2010-01-01"])("history can end on %s", (end) => {
    const { span, chain, stores } = generateSample({ ...OPTIONS, end });
    expect(span.end).toBe(epochDay(end));
    expect(span.end - span.start).toBe(941);
    const all = [...stores];
    const isSold = all.map((store) => store.sales.some((sales) => sales > 0));
    expect(isSold).toEqual(all.map(() => true));
    const gaps = all.filter((store) => store.isRecorded[span.end - 300 - span.start] === 0);
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.every((store) => store.profile.state.code === "BY")).toBe(true);
    const promoDays = chain.promo.reduce((sum, promo) => sum + promo, 0);
    expect(promoDays / chain.promo.length).toBeCloseTo(0.381, 1);
  });

  test("the first promo weeks are those of the real chain: off, then on, from Monday 2012-12-31", () => {
    const { chain } = generateSample({ ...OPTIONS, start: "2012-12-31", end: "2013-01-20" });
    expect([...chain.promo.subarray(0, 21)].join("")).toBe("000000011111000000000");
  });

  test("planned days follow the history: Sundays closed, nothing sold, promo and holidays known", () => {
    const { span, stores } = generateSample({ ...OPTIONS, end: "2026-11-22", plannedDays: 42 });
    expect(span.plannedThrough - span.end).toBe(42);
    const [store] = [...stores].filter(({ profile }) => profile.sundays === "never");
    if (!store) throw new Error("no store is closed on Sundays");
    const planned = span.end - span.start + 1;
    expect(store.sales.subarray(planned).every((sales) => sales === 0)).toBe(true);
    for (let i = planned; i < store.isOpen.length; i++) {
      const isClosed = isoWeekday(span.start + i) === 7 || store.calendar.holidays[i] !== "0";
      expect(store.isOpen[i]).toBe(Number(!isClosed));
    }
    const christmas = epochDay("2026-12-25") - span.start;
    expect(store.calendar.holidays[christmas]).toBe("c");
  });

  test("more planned days leave the history as it was", () => {
    const [few] = storesOf({ stores: 1, plannedDays: 0 });
    const [many] = storesOf({ stores: 1, plannedDays: 366 });
    expect(many?.sales.subarray(0, 942)).toEqual(few?.sales);
  });

  test("closed days sell nothing and nothing is sold to nobody", () => {
    for (const store of storesOf({})) {
      store.sales.forEach((sales, i) => {
        if (!store.isOpen[i]) expect(sales).toBe(0);
        expect((store.customers[i] ?? 0) > 0).toBe(sales > 0);
      });
    }
  });

  test.each([
    [{ stores: 0 }, "stores 0 must be a whole number from 1 to 10000."],
    [{ stores: 1.5 }, "stores 1.5 must be"],
    [{ seed: -1 }, "seed -1 must be"],
    [{ end: "2015-02-29" }, 'end "2015-02-29" must be a calendar day'],
    [{ start: "x" }, 'start "x" must be a calendar day'],
    [{ start: "2015-08-01" }, "start 2015-08-01 must lie 0 to 3652 days before end 2015-07-31."],
    [{ start: "2000-01-01" }, "start 2000-01-01 must lie"],
    [{ plannedDays: 367 }, "plannedDays 367 must be a whole number from 0 to 366."],
  ])("%j is refused", (wrong, message) => {
    expect(() => generateSample({ ...OPTIONS, ...wrong })).toThrow(InvalidInputError);
    expect(() => generateSample({ ...OPTIONS, ...wrong })).toThrow(message);
  });
});
