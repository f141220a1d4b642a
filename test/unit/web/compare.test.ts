import { describe, expect, test } from "@jest/globals";
import type { CompareTotalsFragment } from "../../../web/src/gql/graphql.js";
import {
  indexBase,
  lineOf,
  makeComparison,
  pointsAhead,
} from "../../../web/src/rooms/compare/chart-content.js";
import { findUnknown, inOrder, takeFirst } from "../../../web/src/rooms/compare/chosen.js";
import { tabulateDays } from "../../../web/src/rooms/compare/compare-files.js";
import { askFor, storesOf } from "../../../web/src/rooms/compare/compare-query.js";
import { matchStores } from "../../../web/src/rooms/compare/matches.js";
import { decodeScale, encodeScale } from "../../../web/src/rooms/compare/scale.js";
import { sumUp, tabulateTotals } from "../../../web/src/rooms/compare/totals.js";

const [THU, FRI, SAT, SUN] = ["2015-07-30", "2015-07-31", "2015-08-01", "2015-08-02"] as const;
const sold = (date: string, y: number | null, isOpen = true) => ({ date, y, isOpen });
const ahead = (date: string, yhat: number, isOpen = true) => ({ date, yhat, isOpen });
const LARGE = {
  ...{ code: "2", name: "Large" },
  sales: [sold(THU, 300), sold(FRI, 500)],
  points: [ahead(FRI, 444), ahead(SAT, 600), ahead(SUN, 0, false)],
};
const SMALL = {
  ...{ code: "1", name: "Small" },
  sales: [sold(THU, 30), sold(FRI, 0, false)],
  points: [ahead(SAT, 33), ahead(SUN, 0, false)],
};
const NEW = { code: "3", name: "New", sales: [], points: [ahead(SAT, 7)] };
const WORDS = {
  today: "Today",
  closed: "All closed",
  closedAt: (names: readonly string[]) => `Closed: ${names.join(", ")}`,
};
const draw = (scale: "units" | "index", stores = [LARGE, SMALL]) => makeComparison(stores, scale, SAT, WORDS);
const valuesOf = ({ series }: ReturnType<typeof draw>) =>
  Object.fromEntries(series.map(({ id, points }) => [id, points.map(({ value }) => value)]));

describe("a comparison", () => {
  test("draws what each store sold, then what is forecast, with gaps on closed days", () => {
    expect(valuesOf(draw("units"))).toEqual({ 2: [300, 500, 600, null], 1: [30, null, 33, null] });
  });

  test("as an index takes the mean of each store's own trading days for 100", () => {
    expect(indexBase(SMALL.sales)).toBe(30);
    expect(valuesOf(draw("index"))).toEqual({ 2: [75, 125, 150, null], 1: [100, null, 110, null] });
  });

  test("as an index leaves out a store that sold nothing, and the others keep their lines", () => {
    const { series } = draw("index", [NEW, SMALL]);
    expect(series.map(({ id, color }) => [id, color])).toEqual([["1", lineOf(1).color]]);
  });

  test("shades days on which all are closed, and names those that are closed alone", () => {
    expect(draw("units").marks).toEqual([
      { day: FRI, kind: "note", words: "Closed: Small" },
      { day: SUN, kind: "closed", words: "All closed" },
    ]);
  });

  test("forecasts no day that has been observed", () => {
    expect(pointsAhead(LARGE).map(({ date }) => date)).toEqual([SAT, SUN]);
    expect(pointsAhead(NEW)).toHaveLength(1);
  });

  test("gives each of six stores a line of its own", () => {
    expect(new Set(Array.from({ length: 6 }, (_, place) => JSON.stringify(lineOf(place)))).size).toBe(6);
  });
});

describe("the stores that are compared", () => {
  test("are the first six of the address", () => {
    expect(takeFirst(["1", "2", "3", "4", "5", "6", "7", "8"])).toEqual({
      ...{ compared: ["1", "2", "3", "4", "5", "6"], beyond: 2 },
    });
    expect(takeFirst(["1"])).toEqual({ compared: ["1"], beyond: 0 });
  });

  test("stand in the order of choosing, and codes of none are named", () => {
    expect(inOrder([SMALL, LARGE, NEW], ["2", "1", "77"])).toEqual([LARGE, SMALL]);
    expect(findUnknown([SMALL, LARGE], ["2", "1", "77"])).toEqual(["77"]);
  });

  test("are asked for one by one, so that a code of none spoils no other", () => {
    expect(askFor(["2", "77"])).toEqual({
      ...{ first: "2", second: "77", third: "2", fourth: "2", fifth: "2", sixth: "2" },
    });
    const store = { id: "id-2", code: "2", name: "Large", dataThrough: FRI, forecast: null };
    const answer = { first: store, second: null, third: store, fourth: store, fifth: store, sixth: store };
    expect(storesOf(answer)).toEqual([store]);
  });

  test("are found by code or name, the exact code first", () => {
    const stores = [
      { code: "1", name: "Köln 12" },
      { code: "12", name: "Bonn" },
      { code: "120", name: "Aachen" },
    ];
    expect(matchStores(stores, "12", 2)).toEqual({ shown: [stores[1], stores[2]], count: 3 });
    expect(matchStores(stores, " koln ", 8).shown).toEqual([stores[0]]);
    expect(matchStores(stores, "", 8).count).toBe(3);
  });

  test("have their scale in the address, where it is not units", () => {
    expect(decodeScale(encodeScale("index"))).toBe("index");
    expect([decodeScale("percent"), encodeScale("units")]).toEqual(["units", null]);
  });
});

describe("the totals", () => {
  const FORECAST: CompareTotalsFragment = {
    ...{ status: "STALE", staleReasons: ["NEW_DATA"], totalYhat: 660, before: 600, lastYear: null },
    modelVersion: { version: 2, backtest: { metrics: { wape: 0.08 }, baseline: { wape: 0.2 } } },
  };

  test("are compared with what was sold before, where all of it is known", () => {
    const row = sumUp(LARGE, FORECAST, 400);
    expect(row).toMatchObject({ total: 660, lastYear: null, onLastYear: null, wape: 0.08, mean: 400 });
    expect(row.onBefore).toBeCloseTo(0.1);
  });

  test("of a store without a forecast are not known, rather than nothing", () => {
    const untrained: CompareTotalsFragment = {
      ...FORECAST,
      status: "UNTRAINED",
      totalYhat: 0,
      modelVersion: null,
    };
    for (const forecast of [null, untrained]) {
      expect(sumUp(NEW, forecast, null)).toMatchObject({ total: null, onBefore: null, wape: null });
    }
  });

  test("and the days are files with a head a column", () => {
    const row = sumUp(LARGE, FORECAST, 400);
    const header = Array.from({ length: 11 }, (_, i) => `c${i}`);
    const totals = tabulateTotals([row], { header, status: ({ status }) => status ?? "" });
    expect(totals.rows[0]).toHaveLength(header.length);
    const days = tabulateDays([LARGE, SMALL], "index", {
      ...{ day: "Day", sold: (name) => `${name} sold`, forecast: (name) => `${name} forecast` },
    });
    expect(days.header).toEqual(["Day", "Large sold", "Large forecast", "Small sold", "Small forecast"]);
    expect(days.rows).toEqual([
      [THU, 75, null, 100, null],
      [FRI, 125, null, 0, null],
      [SAT, null, 150, null, expect.closeTo(110)],
      [SUN, null, 0, null, 0],
    ]);
  });
});
