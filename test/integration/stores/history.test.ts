import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import { makeSalesHistory } from "../../../src/stores/history.js";
import { importSales } from "../../../src/stores/import/index.js";
import type { SalesHistory } from "../../../src/stores/types.js";
import { csv, makeImportFolder } from "../../support/import-files.js";
import { openStoreDatabase, type StoreDatabase } from "../../support/store-database.js";

let database: StoreDatabase;
let history: SalesHistory;
/** Ids of the stores `1`, `2` and `3`; the third has no observed day. */
let ids: [number, number, number];

beforeAll(async () => {
  database = await openStoreDatabase();
  history = makeSalesHistory(database.pool);
  const folder = await makeImportFolder();
  await importSales(database.pool, {
    salesFile: await folder.write(
      "sales.csv",
      csv(
        "store,date,y,open,holiday,promo",
        "1,2015-06-03,,1,,1",
        "1,2015-06-02,0,0,public,0",
        "1,2015-06-01,10.5,1,,1",
        "2,2015-05-31,7,1,,0",
        "2,2015-06-02,9,1,,0",
        "3,2015-06-02,,1,,0",
      ),
    ),
  });
  const stores = await makeStoreCatalogue(database.pool).loadStores(["1", "2", "3"]);
  ids = [stores.get("1")!.id, stores.get("2")!.id, stores.get("3")!.id];
  await folder.remove();
});
afterAll(() => database.close());

const FIRST = { day: "2015-06-01", y: 10.5, isOpen: true, holiday: null, regressors: { promo: 1 } };
const CLOSED = { day: "2015-06-02", y: 0, isOpen: false, holiday: "public", regressors: { promo: 0 } };
const PLANNED = { day: "2015-06-03", y: null, isOpen: true, holiday: null, regressors: { promo: 1 } };

test("histories are the observed days, closed ones included, ascending; stores without any are absent", async () => {
  const histories = await history.loadHistories(ids);
  expect([...histories.keys()]).toEqual(ids.slice(0, 2));
  expect(histories.get(ids[0])).toEqual({ days: [FIRST, CLOSED] });
  expect(histories.get(ids[1])?.days.map(({ day, y }) => [day, y])).toEqual([
    ["2015-05-31", 7],
    ["2015-06-02", 9],
  ]);
});

test("days of a window are half-open, observed or planned", async () => {
  const days = await history.loadDays(ids, "2015-06-02", "2015-06-04");
  expect(days.get(ids[0])).toEqual([CLOSED, PLANNED]);
  expect(days.get(ids[1])?.map(({ day }) => day)).toEqual(["2015-06-02"]);
  expect(days.get(ids[2])?.map(({ y }) => y)).toEqual([null]);
  expect(await history.loadDays(ids, "2015-06-02", "2015-06-02")).toEqual(new Map());
});

test("recent days are the last observed ones, ascending, of each store once", async () => {
  const one = await history.loadRecentDays([ids[0], ids[0], ids[1], ids[2]], 1);
  expect(one.get(ids[0])).toEqual([CLOSED]);
  expect(one.get(ids[1])?.map(({ day }) => day)).toEqual(["2015-06-02"]);
  expect(one.has(ids[2])).toBe(false);
  expect((await history.loadRecentDays([ids[0]], 99)).get(ids[0])).toEqual([FIRST, CLOSED]);
});

test("regressors that days share cannot be changed", async () => {
  const days = (await history.loadHistories([ids[1]])).get(ids[1])?.days;
  expect(days?.[0]?.regressors).toBe(days?.[1]?.regressors);
  expect(Object.isFrozen(days?.[0]?.regressors)).toBe(true);
});

describe("one query answers", () => {
  const questions: [name: string, ask: (ids: number[]) => Promise<unknown>][] = [
    ["histories", (stores) => history.loadHistories(stores)],
    ["days", (stores) => history.loadDays(stores, "2015-06-01", "2015-06-08")],
    ["recent days", (stores) => history.loadRecentDays(stores, 28)],
  ];

  test.each(questions)("%s of one store and of a thousand", async (_, ask) => {
    for (const count of [1, 1_000]) {
      database.statements.length = 0;
      await ask(Array.from({ length: count }, (_, i) => ids[0] + i));
      expect(database.statements).toHaveLength(1);
    }
  });
});
