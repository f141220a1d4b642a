import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { gzipSync } from "node:zlib";

import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import { importRossmann } from "../../../src/stores/import/index.js";
import { writeSample } from "../../../src/stores/sample/index.js";
import { csv, makeImportFolder, type ImportFolder } from "../../support/import-files.js";
import { openStoreDatabase, type StoreDatabase } from "../../support/store-database.js";

const TRAIN = csv(
  '"Store","DayOfWeek","Date","Sales","Customers","Open","Promo","StateHoliday","SchoolHoliday"',
  '1,5,2015-06-05,5000,500,1,1,"0","0"',
  '2,5,2015-06-05,6000,600,1,1,"0","1"',
  '1,4,2015-06-04,0,0,0,1,"a","0"',
  '2,4,2015-06-04,0,0,0,1,"0","1"',
  '1,1,2015-04-06,0,0,0,0,"b","0"',
  '1,5,2014-12-26,0,0,0,0,"c","0"',
);
const STORE = csv(
  '"Store","StoreType","Assortment","CompetitionDistance","Promo2","PromoInterval"',
  '1,"c","a",1270,0,""',
  '2,"a","a",570,1,"Jan,Apr,Jul,Oct"',
);
const STATES = csv("Store,State", "1,HE", '2,"HB,NI"');
const TEST = csv(
  '"Id","Store","DayOfWeek","Date","Open","Promo","StateHoliday","SchoolHoliday"',
  '1,1,6,2015-06-06,1,0,"0","0"',
  '2,1,7,2015-06-07,0,0,"0","0"',
  '3,2,6,2015-06-06,,0,"0","0"',
  '4,1,5,2015-06-05,1,0,"0","0"',
);

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

async function importFiles(files: Record<string, string | Uint8Array>) {
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  return await importRossmann(database.pool, { directory: folder.path });
}

describe("Rossmann's files", () => {
  test("give days, plans, attributes, regions and holiday calendars", async () => {
    const report = await importFiles({
      "train.csv": TRAIN,
      "store.csv": STORE,
      "test.csv": TEST,
      "store_states.csv": STATES,
    });
    expect(report).toEqual({
      stores: 2,
      rowsRead: 10,
      rowsInserted: 9,
      rowsUpdated: 0,
      rowsUnchanged: 1,
      firstDay: "2014-12-26",
      lastDay: "2015-06-05",
      changedStoreCodes: ["1", "2"],
      namedStoreCodes: ["1", "2"],
    });
    expect(await database.listDays()).toEqual([
      '1 2014-12-26 0 closed christmas {"promo": 0, "school_holiday": 0}',
      '1 2015-04-06 0 closed easter {"promo": 0, "school_holiday": 0}',
      '1 2015-06-04 0 closed public {"promo": 1, "school_holiday": 0}',
      '1 2015-06-05 5000 open - {"promo": 1, "school_holiday": 0}',
      '1 2015-06-06 - open - {"promo": 0, "school_holiday": 0}',
      '1 2015-06-07 - closed - {"promo": 0, "school_holiday": 0}',
      '2 2015-06-04 0 closed - {"promo": 1, "school_holiday": 1}',
      '2 2015-06-05 6000 open - {"promo": 1, "school_holiday": 1}',
      '2 2015-06-06 - open - {"promo": 0, "school_holiday": 0}',
    ]);
    const stores = await makeStoreCatalogue(database.pool).listStores({});
    expect(stores).toMatchObject([
      { code: "1", name: "Store 1", regionCode: "HE", timeZone: "Europe/Berlin", holidayCalendar: "DE-HE" },
      {
        code: "2",
        name: "Store 2",
        regionCode: "HB,NI",
        holidayCalendar: "DE-NI",
        dataThrough: "2015-06-05",
      },
    ]);
    expect(stores[1]?.attributes).toEqual([
      { name: "StoreType", value: "a" },
      { name: "Assortment", value: "a" },
      { name: "CompetitionDistance", value: "570" },
      { name: "Promo2", value: "1" },
      { name: "PromoInterval", value: "Jan,Apr,Jul,Oct" },
    ]);
  });

  test("need only train and store, and train may be gzip", async () => {
    const report = await importFiles({ "train.csv.gz": gzipSync(TRAIN), "store.csv": STORE });
    expect(report.rowsInserted).toBe(6);
    expect(await database.listStores()).toEqual(["1 all 2015-06-05 0", "2 all 2015-06-05 0"]);
  });

  test("imported twice change nothing", async () => {
    const files = { "train.csv": TRAIN, "store.csv": STORE, "test.csv": TEST, "store_states.csv": STATES };
    await importFiles(files);
    const before = await database.listDays();
    expect(await importFiles(files)).toMatchObject({ rowsInserted: 0, rowsUpdated: 0, rowsUnchanged: 10 });
    expect(await database.listDays()).toEqual(before);
    expect(await database.listStores()).toEqual(["1 HE 2015-06-05 0", "2 HB,NI 2015-06-05 0"]);
  });

  test("as the generator writes them are taken without a word", async () => {
    const rows = await writeSample(folder.path, {
      stores: 3,
      seed: 1,
      end: "2015-07-31",
      start: "2015-06-01",
    });
    const report = await importRossmann(database.pool, { directory: folder.path });
    expect(report).toMatchObject({ stores: 3, rowsUpdated: 0, rowsUnchanged: 0, lastDay: "2015-07-31" });
    expect(report.rowsRead).toBe(report.rowsInserted);
    expect(rows).toBeDefined();
  });
});

describe("Rossmann's files are refused for", () => {
  const refusals: [fact: string, files: Record<string, string>, message: string][] = [
    [
      "a weekday that the date does not have",
      { "train.csv": TRAIN.replace("1,5,2015-06-05", "1,6,2015-06-05"), "store.csv": STORE },
      'train.csv, line 2, column DayOfWeek: "6" must be 5, the weekday of 2015-06-05 (1 = Monday)',
    ],
    [
      "a holiday that they do not know",
      { "train.csv": TRAIN.replace('"a"', '"d"'), "store.csv": STORE },
      'train.csv, line 4, column StateHoliday: "d" must be 0, a, b or c',
    ],
    [
      "sales of a store that store.csv has not",
      { "train.csv": TRAIN, "store.csv": STORE.replace("2,", "3,") },
      'train.csv, line 3, column Store: "2" is an unknown store: it must be in the database or in a file of stores',
    ],
    [
      "a state that Germany has not",
      { "train.csv": TRAIN, "store.csv": STORE, "store_states.csv": STATES.replace("HE", "XX") },
      'store_states.csv, line 2, column State: "XX" must be a state of Germany, such as NW',
    ],
    [
      "a store that stands twice in store.csv",
      { "train.csv": TRAIN, "store.csv": STORE.replace("2,", "1,") },
      'store.csv, line 3, column Store: "1" must stand only once, and line 2 has it already',
    ],
    ["no store.csv", { "train.csv": TRAIN }, "store.csv: must exist"],
    ["no train.csv", { "store.csv": STORE }, "train.csv: must exist"],
  ];

  test.each(refusals)("%s", async (_, files, message) => {
    await expect(importFiles(files)).rejects.toThrow(message);
    expect(await database.listStores()).toEqual([]);
    expect(await database.listDays()).toEqual([]);
  });

  test("a directory that is not there", async () => {
    await expect(importRossmann(database.pool, { directory: "/nowhere" })).rejects.toThrow(
      'The directory "/nowhere" must exist.',
    );
  });

  test("a time zone that is none", async () => {
    const options = { directory: folder.path, timeZone: "Mars/Olympus" };
    await expect(importRossmann(database.pool, options)).rejects.toThrow(
      'Time zone "Mars/Olympus" is not known',
    );
  });
});
