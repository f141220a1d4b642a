import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import { makeSalesHistory } from "../../../src/stores/history.js";
import { importSales } from "../../../src/stores/import/index.js";
import { makeRememberedHistory } from "../../../src/stores/remembered-history.js";
import type { SalesHistory } from "../../../src/stores/types.js";
import { csv, makeImportFolder } from "../../support/import-files.js";
import { openStoreDatabase, type StoreDatabase } from "../../support/store-database.js";

let database: StoreDatabase;
let history: SalesHistory;
/** The same, remembered under a version that the test says. */
let remembered: SalesHistory;
let version: string | null = "1";
/** Ids of the stores `1`, `2` and `3`; the third has no observed day. */
let ids: [number, number, number];

beforeAll(async () => {
  database = await openStoreDatabase();
  history = makeSalesHistory(database.pool);
  remembered = makeRememberedHistory(history, () => version);
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

describe.each([
  ["the database", () => history],
  ["memory, new to it", () => makeRememberedHistory(history, () => "1")],
  ["memory", () => remembered],
  ["memory, once more", () => remembered],
  ["memory with place for three days", () => makeRememberedHistory(history, () => "1", 3)],
])("in %s", (_, open) => {
  test("histories are the observed days, closed ones included, ascending; stores without any are absent", async () => {
    const histories = await open().loadHistories(ids);
    expect([...histories.keys()]).toEqual(ids.slice(0, 2));
    expect(histories.get(ids[0])).toEqual({ days: [FIRST, CLOSED] });
    expect(histories.get(ids[1])?.days.map(({ day, y }) => [day, y])).toEqual([
      ["2015-05-31", 7],
      ["2015-06-02", 9],
    ]);
  });

  test("days of a window are half-open, observed or planned", async () => {
    const days = await open().loadDays(ids, "2015-06-02", "2015-06-04");
    expect(days.get(ids[0])).toEqual([CLOSED, PLANNED]);
    expect(days.get(ids[1])?.map(({ day }) => day)).toEqual(["2015-06-02"]);
    expect(days.get(ids[2])?.map(({ y }) => y)).toEqual([null]);
    expect(await open().loadDays(ids, "2015-06-02", "2015-06-02")).toEqual(new Map());
  });

  test("recent days are the last observed ones, ascending, of each store once", async () => {
    const one = await open().loadRecentDays([ids[0], ids[0], ids[1], ids[2]], 1);
    expect(one.get(ids[0])).toEqual([CLOSED]);
    expect(one.get(ids[1])?.map(({ day }) => day)).toEqual(["2015-06-02"]);
    expect(one.has(ids[2])).toBe(false);
    expect((await open().loadRecentDays([ids[0]], 99)).get(ids[0])).toEqual([FIRST, CLOSED]);
  });
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

describe("days in memory", () => {
  const week = ["2015-06-01", "2015-06-08"] as const;
  beforeEach(() => {
    remembered = makeRememberedHistory(history, () => version);
    version = "1";
    database.statements.length = 0;
  });

  test("are asked for once, stores that are new to a window in one query, and others at once share it", async () => {
    const one = () => remembered.loadDays(ids.slice(0, 1), ...week);
    await Promise.all([one(), one(), one()]);
    expect(database.statements).toHaveLength(1);
    const all = await remembered.loadDays(ids, ...week);
    expect(database.statements).toHaveLength(2);
    expect(await remembered.loadDays(ids, ...week)).toEqual(all);
    await remembered.loadDays([...ids, -1], ...week);
    await remembered.loadDays([-1], ...week);
    expect(database.statements).toHaveLength(3);
    expect(all).toEqual(await history.loadDays(ids, ...week));
  });

  test("are asked for anew under another version, and every time while there is none", async () => {
    const ask = () => remembered.loadRecentDays(ids, 3);
    const before = await ask();
    version = "2";
    expect(await ask()).toEqual(before);
    expect(database.statements).toHaveLength(2);
    version = null;
    await ask();
    await ask();
    expect(database.statements).toHaveLength(4);
  });

  test("are frozen", async () => {
    const days = (await remembered.loadDays(ids, ...week)).get(ids[0]);
    expect([days, days?.[0], days?.[0]?.regressors].every(Object.isFrozen)).toBe(true);
  });

  test("of the windows asked for last are kept, as many as there is place for", async () => {
    const small = makeRememberedHistory(history, () => version, 6);
    const one = () => small.loadDays(ids, ...week);
    await one();
    await one();
    expect(database.statements).toHaveLength(1);
    await small.loadDays(ids, "2015-06-02", "2015-06-08");
    await one();
    expect(database.statements).toHaveLength(3);
  });
});
