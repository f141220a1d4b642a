import { describe, expect, test } from "@jest/globals";
import { addDemand } from "../../../web/src/rooms/fleet/demand.js";
import { choose, extentOf, listRange } from "../../../web/src/rooms/fleet/choice.js";
import { countRegions, filterStores, reachOf } from "../../../web/src/rooms/fleet/filter.js";
import { getNextPage, makeWindow } from "../../../web/src/rooms/fleet/fleet-query.js";
import { findPoint, listDays } from "../../../web/src/rooms/fleet/fleet-stores.js";
import { keepInside, nextCell } from "../../../web/src/rooms/fleet/grid-keys.js";
import { makeLayout } from "../../../web/src/rooms/fleet/layout.js";
import { readMoment } from "../../../web/src/rooms/fleet/use-fleet-moment.js";
import { makeFleet, makeForecast, makeStore } from "./fleet-fixtures.js";

const south = { id: "south", name: "South" };
const fleet = makeFleet(
  [makeStore("1", { name: "Köln Süd" }), makeForecast("1")],
  [makeStore("2", { name: "Straße", region: south }), makeForecast("2", { status: "STALE", lastYear: null })],
  [
    makeStore("30", { dataThrough: null }),
    makeForecast("30", { status: "UNTRAINED", points: [], totalYhat: 0 }),
  ],
  [makeStore("31", { region: south, dataThrough: "2015-07-30" }), null],
);
const codes = (stores: readonly { code: string }[]) => stores.map(({ code }) => code);
const NONE = { regions: [], search: "", statuses: [] };

describe("the stores of an answer", () => {
  test("have their trends and accuracy", () => {
    expect(fleet[0]).toMatchObject({
      place: 0,
      weekChange: 0.25,
      yearChange: 100 / 125 - 1,
      wape: 0.1,
      baselineWape: 0.2,
    });
    expect(fleet[1]).toMatchObject({ yearChange: null });
    expect(fleet[2]).toMatchObject({ status: "UNTRAINED", weekChange: null });
  });

  test("are there too where their forecast is not, with the reason", () => {
    expect(fleet[3]).toMatchObject({
      code: "31",
      status: "FAILED",
      forecast: null,
      failure: "no model of 31",
    });
  });

  test("whose today is another day have their own column for it", () => {
    const late = makeForecast("9", {
      points: [{ date: "2015-08-02", yhat: 7, isOpen: true, closedReason: null, isAssumed: false }],
    });
    const both = makeFleet([makeStore("1"), makeForecast("1")], [makeStore("9"), late]);
    expect(listDays(both)).toEqual(["2015-08-01", "2015-08-02"]);
    expect(findPoint(both[1]!, 0, "2015-08-01")).toBeUndefined();
    expect(findPoint(both[1]!, 1, "2015-08-02")?.yhat).toBe(7);
  });
});

describe("the stores that are shown", () => {
  test.each([
    ["", ["1", "2", "30", "31"]],
    ["  koln ", ["1"]],
    ["SÜD", ["1"]],
    ["strasse", ["2"]],
    ["STRASSE", ["2"]],
    ["3", ["30", "31"]],
    ["store 31", ["31"]],
    ["süd koln", ["1"]],
    ["nowhere", []],
  ])("have every word of the search %j in code or name", (search, found) => {
    expect(codes(filterStores(fleet, { ...NONE, search }).shown)).toEqual(found);
  });

  test("are of any of the regions and of any of the statuses", () => {
    expect(codes(filterStores(fleet, { ...NONE, regions: ["south"] }).shown)).toEqual(["2", "31"]);
    expect(codes(filterStores(fleet, { ...NONE, statuses: ["FAILED", "READY"] }).shown)).toEqual(["1", "31"]);
  });

  test("are counted by status as if no status were chosen", () => {
    const { counts } = filterStores(fleet, { regions: ["south"], search: "", statuses: ["READY"] });
    expect(counts).toEqual({ READY: 0, STALE: 1, BASELINE: 0, UNTRAINED: 0, FAILED: 1 });
  });

  test("come from regions with so many stores", () => {
    expect(countRegions(fleet, "en")).toEqual([
      { id: "north", name: "North", stores: 2 },
      { id: "south", name: "South", stores: 2 },
    ]);
  });

  test("have data through the last day of any, and some end earlier", () => {
    expect(reachOf(fleet)).toEqual({ through: "2015-07-31", behind: 2 });
    expect(reachOf([])).toEqual({ through: null, behind: 0 });
  });
});

describe("the demand of stores together", () => {
  test("adds up what they are expected to sell, and leaves out those without a forecast", () => {
    const { days, total, stores } = addDemand(fleet);
    expect({ total, stores }).toEqual({ total: 200, stores: 2 });
    expect(days).toEqual([
      { date: "2015-08-01", yhat: 200, open: 2, stores: 2 },
      { date: "2015-08-02", yhat: 0, open: 0, stores: 2 },
    ]);
  });

  test("is compared with earlier days of those stores alone whose earlier days are known", () => {
    const { lastWeek, lastYear } = addDemand(fleet);
    expect(lastWeek).toEqual({ change: 0.25, stores: 2 });
    expect(lastYear).toEqual({ change: 100 / 125 - 1, stores: 1 });
  });

  test("of no stores cannot be compared", () => {
    expect(addDemand([])).toEqual({
      ...{ days: [], total: 0, stores: 0 },
      ...{ lastWeek: { change: null, stores: 0 }, lastYear: { change: null, stores: 0 } },
    });
  });
});

describe("choosing", () => {
  test("adds and takes away, and keeps the order of choosing", () => {
    expect(choose(["3", "1"], ["2", "1"], true)).toEqual(["3", "1", "2"]);
    expect(choose(["3", "1", "2"], ["1"], false)).toEqual(["3", "2"]);
  });

  test("a range goes either way", () => {
    expect(listRange(["a", "b", "c", "d"], 1, 3)).toEqual(["b", "c", "d"]);
    expect(listRange(["a", "b", "c", "d"], 2, 0)).toEqual(["a", "b", "c"]);
  });

  test.each([
    [[], "none"],
    [["1"], "some"],
    [["1", "2", "x"], "all"],
  ] as const)("of %j is %s of two", (chosen, extent) => {
    expect(extentOf(["1", "2"], new Set(chosen))).toBe(extent);
  });

  test("nothing of nothing is none", () => {
    expect(extentOf([], new Set(["1"]))).toBe("none");
  });
});

describe("the keys of the grid", () => {
  const size = { rows: 100, columns: 5, page: 10 };
  const press = (key: string, ctrlKey = false) =>
    nextCell({ row: 50, column: 2 }, { key, ctrlKey, metaKey: false }, size);

  test.each([
    ["ArrowUp", false, 49, 2],
    ["ArrowDown", false, 51, 2],
    ["ArrowLeft", false, 50, 1],
    ["ArrowRight", false, 50, 3],
    ["PageUp", false, 40, 2],
    ["PageDown", false, 60, 2],
    ["Home", false, 50, 0],
    ["End", false, 50, 4],
    ["Home", true, 0, 0],
    ["End", true, 99, 4],
    ["ArrowDown", true, 99, 2],
    ["ArrowUp", true, 0, 2],
  ])("%s with Ctrl %s goes to row %i, column %i", (key, ctrlKey, row, column) => {
    expect(press(key, ctrlKey)).toEqual({ row, column });
  });

  test("go no further than the head and the last cell", () => {
    const from = (row: number, column: number, key: string) =>
      nextCell({ row, column }, { key, ctrlKey: false, metaKey: false }, size);
    expect(from(-1, 0, "ArrowUp")).toEqual({ row: -1, column: 0 });
    expect(from(0, 0, "ArrowUp")).toEqual({ row: -1, column: 0 });
    expect(from(3, 0, "PageUp")).toEqual({ row: 0, column: 0 });
    expect(from(99, 4, "PageDown")).toEqual({ row: 99, column: 4 });
    expect(from(99, 4, "ArrowRight")).toEqual({ row: 99, column: 4 });
  });

  test("that mean nothing go nowhere", () => {
    expect(press("a")).toBeNull();
  });

  test("a cell that is gone is the nearest one", () => {
    expect(keepInside({ row: 9, column: 9 }, { rows: 3, columns: 2 })).toEqual({ row: 2, column: 1 });
    expect(keepInside({ row: 0, column: 0 }, { rows: 0, columns: 2 })).toEqual({ row: -1, column: 0 });
  });
});

describe("the days that are asked for", () => {
  test("are the API's own by default, so that all ask the same", () => {
    expect(makeWindow({ from: null, span: 7 }, null)).toBeNull();
  });

  test("begin today or on the chosen day", () => {
    expect(makeWindow({ from: null, span: 3 }, "2015-07-30")).toEqual({
      from: "2015-07-30",
      to: "2015-08-02",
    });
    expect(makeWindow({ from: "2015-08-03", span: 7 }, null)).toEqual({
      from: "2015-08-03",
      to: "2015-08-10",
    });
  });

  test("cannot be told before today is known", () => {
    expect(makeWindow({ from: null, span: 3 }, null)).toBeUndefined();
  });
});

test("the next page begins after the last store of this one", () => {
  const page = (hasNextPage: boolean, endCursor: string | null) =>
    getNextPage({ stores: { nodes: [] }, forecasts: { nodes: [], pageInfo: { hasNextPage, endCursor } } });
  expect(page(true, "c")).toBe("c");
  expect(page(false, "c")).toBeNull();
});

describe("the moment", () => {
  const seen = (registrySeenAt: string | null) => ({
    forecasts: { nodes: [null, { registrySeenAt, window: { from: "2015-08-01" } }] },
  });
  const now = new Date("2015-08-01T09:00:00Z");

  test("has the day of today, and nothing of MLflow while it is seen", () => {
    expect(readMoment(seen("2015-08-01T08:59:00Z"), now)).toEqual({
      today: "2015-08-01",
      registryLostSince: null,
    });
    expect(readMoment(undefined, now)).toEqual({ today: null, registryLostSince: null });
  });

  test("says since when MLflow has not been seen", () => {
    expect(readMoment(seen("2015-08-01T08:50:00Z"), now).registryLostSince).toBe("2015-08-01T08:50:00Z");
  });
});

test("columns fill the grid, and never get narrower than their words", () => {
  expect(makeLayout(["choose", "store", "day1"], false)).toEqual({
    tracks: "2.5rem minmax(9.5rem, 2fr) minmax(3.75rem, 1fr)",
    width: 15.75,
    sticky: 12,
  });
});
