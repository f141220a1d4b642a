import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { gzipSync } from "node:zlib";

import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import { importSales, type ImportProgress } from "../../../src/stores/import/index.js";
import { csv, makeImportFolder, type ImportFolder } from "../../support/import-files.js";
import { openStoreDatabase, type StoreDatabase } from "../../support/store-database.js";

let database: StoreDatabase;
let folder: ImportFolder;

beforeAll(async () => {
  database = await openStoreDatabase();
});
beforeEach(async () => {
  await database.empty();
  folder = await makeImportFolder();
});
afterEach(() => folder.remove());
afterAll(() => database.close());

async function importText(sales: string, stores?: string) {
  return await importSales(database.pool, {
    salesFile: await folder.write("sales.csv", sales),
    ...(stores === undefined ? {} : { storesFile: await folder.write("stores.csv", stores) }),
  });
}

async function loadStore(code: string) {
  return (await makeStoreCatalogue(database.pool).loadStores([code])).get(code);
}

describe("sales in the plain form", () => {
  test("need store, date and y; further columns are regressors, in any order", async () => {
    const report = await importText(
      csv(
        "temperature,y,date,store,promo,open,holiday",
        "21.5,120,2015-06-01,1,1,1,",
        "-3,0,2015-06-02,1,0,0,public",
        "4e1,80.25,2015-06-01,A-17,false,true,0",
      ),
    );
    expect(report).toEqual({
      stores: 2,
      rowsRead: 3,
      rowsInserted: 3,
      rowsUpdated: 0,
      rowsUnchanged: 0,
      firstDay: "2015-06-01",
      lastDay: "2015-06-02",
      changedStoreCodes: ["1", "A-17"],
      namedStoreCodes: ["1", "A-17"],
    });
    expect(await database.listDays()).toEqual([
      '1 2015-06-01 120 open - {"promo": 1, "temperature": 21.5}',
      '1 2015-06-02 0 closed public {"promo": 0, "temperature": -3}',
      'A-17 2015-06-01 80.25 open - {"promo": 0, "temperature": 40}',
    ]);
  });

  test("without y tell a planned day", async () => {
    const report = await importText(csv("store,date,y", "1,2015-06-01,10", "1,2015-06-02,"));
    expect(report).toMatchObject({ rowsInserted: 2, lastDay: "2015-06-01" });
    expect(await database.listDays()).toEqual(["1 2015-06-01 10 open - {}", "1 2015-06-02 - open - {}"]);
    expect(await database.listStores()).toEqual(["1 all 2015-06-01 0"]);
  });

  test("may be gzip, whatever the name, with a byte order mark and Windows line ends", async () => {
    const salesFile = await folder.write("sales.csv", gzipSync("\uFEFFstore,date,y\r\n1,2015-06-01,10\r\n"));
    await importSales(database.pool, { salesFile });
    expect(await database.listDays()).toEqual(["1 2015-06-01 10 open - {}"]);
  });

  test("may quote cells and leave lines empty", async () => {
    await importText('store,date,y,holiday\n\n"1","2015-06-01","10","Founder\'s \\ ""Day"""\n\n');
    expect(await database.listDays()).toEqual(['1 2015-06-01 10 open Founder\'s \\ "Day" {}']);
  });

  test("tell of their progress, file and share", async () => {
    const told: ImportProgress[] = [];
    const salesFile = await folder.write("sales.csv", csv("store,date,y", "1,2015-06-01,10"));
    await importSales(database.pool, { salesFile, onProgress: (progress) => told.push(progress) });
    expect(told).toEqual([
      { stage: "reading", file: "sales.csv", fraction: 1, rowsRead: 0 },
      { stage: "merging", file: null, fraction: 0, rowsRead: 1 },
    ]);
  });
});

describe("a second import", () => {
  const sales = csv("store,date,y,promo", "1,2015-06-01,10,0", "1,2015-06-02,20,1", "2,2015-06-02,5,0");

  test("of the same file changes nothing", async () => {
    await importText(sales);
    const before = [await database.listDays(), await database.listStores()];
    const report = await importText(sales);
    expect(report).toMatchObject({ rowsRead: 3, rowsInserted: 0, rowsUpdated: 0, rowsUnchanged: 3 });
    expect([await database.listDays(), await database.listStores()]).toEqual(before);
  });

  test("with newer values wins day by day, and counts as a correction of that store", async () => {
    await importText(sales);
    const report = await importText(csv("store,date,y,promo", "1,2015-06-01,11,0", "1,2015-06-02,20,1"));
    expect(report).toMatchObject({ rowsInserted: 0, rowsUpdated: 1, rowsUnchanged: 1 });
    expect(await database.listDays()).toEqual([
      '1 2015-06-01 11 open - {"promo": 0}',
      '1 2015-06-02 20 open - {"promo": 1}',
      '2 2015-06-02 5 open - {"promo": 0}',
    ]);
    expect(await database.listStores()).toEqual(["1 all 2015-06-02 1", "2 all 2015-06-02 0"]);
  });

  test("with later days moves dataThrough and is no correction", async () => {
    await importText(csv("store,date,y", "1,2015-06-01,10", "1,2015-06-02,"));
    const report = await importText(csv("store,date,y", "1,2015-06-02,20", "1,2015-06-03,30"));
    expect(report).toMatchObject({ rowsInserted: 1, rowsUpdated: 1 });
    expect(await database.listStores()).toEqual(["1 all 2015-06-03 0"]);
  });

  test("that fills a gap is a correction", async () => {
    await importText(csv("store,date,y", "1,2015-06-01,10", "1,2015-06-03,30"));
    await importText(csv("store,date,y", "1,2015-06-02,20"));
    expect(await database.listStores()).toEqual(["1 all 2015-06-03 1"]);
  });

  test("with plans for days that have been observed leaves these as they are", async () => {
    await importText(csv("store,date,y,promo", "1,2015-06-01,10,0"));
    const report = await importText(csv("store,date,y,promo", "1,2015-06-01,,1", "1,2015-06-02,,1"));
    expect(report).toMatchObject({ rowsInserted: 1, rowsUpdated: 0, rowsUnchanged: 1, firstDay: null });
    expect(await database.listDays()).toEqual([
      '1 2015-06-01 10 open - {"promo": 0}',
      '1 2015-06-02 - open - {"promo": 1}',
    ]);
    expect(await database.listStores()).toEqual(["1 all 2015-06-01 0"]);
  });

  test("changes a plan, and that is no correction", async () => {
    await importText(csv("store,date,y,promo", "1,2015-06-01,10,0", "1,2015-06-02,,0"));
    await importText(csv("store,date,y,promo", "1,2015-06-02,,1"));
    expect(await database.listDays()).toContain('1 2015-06-02 - open - {"promo": 1}');
    expect(await database.listStores()).toEqual(["1 all 2015-06-01 0"]);
  });
});

describe("stores in the plain form", () => {
  const sales = csv("store,date,y", "1,2015-06-01,10");
  const stores = csv(
    "store,name,region,region_name,time_zone,holiday_calendar,size",
    "1,Main Street,north,The North,America/Chicago,US-IL,large",
    "2,,,,,,",
  );

  test("tell name, region, time zone, holidays and attributes; blank cells tell nothing", async () => {
    const report = await importText(sales, stores);
    expect(report.stores).toBe(2);
    expect(await loadStore("1")).toEqual({
      id: 1,
      code: "1",
      name: "Main Street",
      regionCode: "north",
      attributes: [{ name: "size", value: "large" }],
      timeZone: "America/Chicago",
      holidayCalendar: "US-IL",
      dataThrough: "2015-06-01",
      dataRevision: 0,
    });
    expect(await loadStore("2")).toEqual({
      id: 2,
      code: "2",
      name: "Store 2",
      regionCode: "all",
      attributes: [],
      timeZone: "UTC",
      holidayCalendar: null,
      dataThrough: null,
      dataRevision: 0,
    });
    expect(await makeStoreCatalogue(database.pool).listRegions()).toEqual([
      { code: "all", name: "All stores" },
      { code: "north", name: "The North" },
    ]);
  });

  test("keep what a later file does not tell", async () => {
    await importText(sales, stores);
    await importText(sales, csv("store,name,region", "1,High Street,north"));
    expect(await loadStore("1")).toMatchObject({
      name: "High Street",
      timeZone: "America/Chicago",
      holidayCalendar: "US-IL",
      attributes: [{ name: "size", value: "large" }],
    });
    expect((await makeStoreCatalogue(database.pool).loadRegions(["north"])).get("north")?.name).toBe(
      "The North",
    );
  });

  test("that nobody tells take time zone and holidays of the import", async () => {
    const salesFile = await folder.write("sales.csv", sales);
    await importSales(database.pool, { salesFile, timeZone: "Asia/Tokyo", holidayCalendar: "JP" });
    expect(await loadStore("1")).toMatchObject({ timeZone: "Asia/Tokyo", holidayCalendar: "JP" });
  });
});
