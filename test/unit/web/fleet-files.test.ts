import { expect, test } from "@jest/globals";
import { addDemand } from "../../../web/src/rooms/fleet/demand.js";
import { tabulateDemand, tabulateStores } from "../../../web/src/rooms/fleet/fleet-files.js";
import { makeFleet, makeForecast, makeStore } from "./fleet-fixtures.js";

const fleet = makeFleet(
  [makeStore("1"), makeForecast("1", { lastYear: null })],
  [makeStore("2", { name: "=Store" }), null],
);

test("the table has a row a store, in the order that is shown, with ratios and without figures that are not known", () => {
  const words = {
    ...{ before: ["code", "store", "region", "status"], day: (day: string) => `${day}, units` },
    after: ["total", "week", "year", "trained", "wape", "baseline"],
    status: ({ status }: { status: string }) => status,
  };
  const table = tabulateStores([...fleet].reverse(), ["2015-08-01", "2015-08-02"], words);
  expect(table.header).toEqual([
    ...["code", "store", "region", "status", "2015-08-01, units", "2015-08-02, units"],
    ...["total", "week", "year", "trained", "wape", "baseline"],
  ]);
  expect(table.rows).toEqual([
    ["2", "=Store", "North", "FAILED", null, null, null, null, null, null, null, null],
    ["1", "Store 1", "North", "READY", 100, 0, 100, 0.25, null, "2015-07-31", 0.1, 0.2],
  ]);
});

test("demand has a row a day, with the stores that trade", () => {
  expect(tabulateDemand(addDemand(fleet), ["day", "units", "open", "stores"])).toEqual({
    header: ["day", "units", "open", "stores"],
    rows: [
      ["2015-08-01", 100, 1, 1],
      ["2015-08-02", 0, 0, 1],
    ],
  });
});
