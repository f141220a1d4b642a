import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { runAlone } from "../../../src/database/advisory-lock.js";
import { LOCK_KEYS } from "../../../src/database/lock-keys.js";
import { gzipSync } from "node:zlib";

import { transaction } from "../../../src/database/pool.js";
import { ImportError, importSales } from "../../../src/stores/import/index.js";
import { tryLockImports } from "../../../src/stores/import/merge.js";
import { csv, makeImportFolder, type ImportFolder } from "../../support/import-files.js";
import { openStoreDatabase, type StoreDatabase } from "../../support/store-database.js";

const HEADER = "store,date,y,open,promo";
const DAYS_BEFORE = ['1 2015-06-01 10 open - {"promo": 0}'];
const STORES_BEFORE = ["1 all 2015-06-01 0"];

let database: StoreDatabase;
let folder: ImportFolder;

beforeAll(async () => {
  database = await openStoreDatabase();
});
beforeEach(async () => {
  await database.empty();
  folder = await makeImportFolder();
  const salesFile = await folder.write("before.csv", csv(HEADER, "1,2015-06-01,10,1,0"));
  await importSales(database.pool, { salesFile });
});
afterEach(async () => {
  // whatever was refused, nothing changed, and the next import is free to run
  expect(await database.listDays()).toEqual(DAYS_BEFORE);
  expect(await database.listStores()).toEqual(STORES_BEFORE);
  expect(await transaction(database.pool, tryLockImports)).toBe(true);
  await folder.remove();
});
afterAll(() => database.close());

async function refuse(sales: string | Uint8Array, stores?: string): Promise<ImportError> {
  const salesFile = await folder.write("sales.csv", sales);
  const storesFile = stores === undefined ? undefined : await folder.write("stores.csv", stores);
  try {
    await importSales(database.pool, { salesFile, storesFile });
  } catch (error) {
    if (error instanceof ImportError) return error;
    throw error;
  }
  throw new Error("The import was not refused.");
}

describe("a row is refused for", () => {
  const rows: [fact: string, row: string, column: string | null, value: string | null, rule: string][] = [
    [
      "a day that no calendar has",
      "1,2015-02-30,5,1,0",
      "date",
      "2015-02-30",
      "must be a day of the calendar, YYYY-MM-DD",
    ],
    [
      "a date in another order",
      "1,30.06.2015,5,1,0",
      "date",
      "30.06.2015",
      "must be a day of the calendar, YYYY-MM-DD",
    ],
    [
      "a day before 1900",
      "1,1899-12-31,5,1,0",
      "date",
      "1899-12-31",
      "must be a day from 1900-01-01 to 2199-12-31",
    ],
    ["negative sales", "1,2015-06-02,-5,1,0", "y", "-5", "must not be negative"],
    [
      "sales that are no number",
      "1,2015-06-02,many,1,0",
      "y",
      "many",
      "must be a number with a decimal point and no other signs, such as 1234.5",
    ],
    [
      "sales that are not a number, literally",
      "1,2015-06-02,NaN,1,0",
      "y",
      "NaN",
      "must be a number with a decimal point and no other signs, such as 1234.5",
    ],
    [
      "sales beyond all numbers",
      "1,2015-06-02,1e999,1,0",
      "y",
      "1e999",
      "must be a number with a decimal point and no other signs, such as 1234.5",
    ],
    [
      "sales with a thousands sign",
      '1,2015-06-02,"1,234",1,0',
      "y",
      "1,234",
      "must be a number with a decimal point and no other signs, such as 1234.5",
    ],
    [
      "a store that is not known",
      "7,2015-06-02,5,1,0",
      "store",
      "7",
      "is an unknown store: it must be in the database or in a file of stores",
    ],
    [
      "a store code with a space",
      "1 a,2015-06-02,5,1,0",
      "store",
      "1 a",
      "must be 1 to 64 letters, digits, dots, dashes or underscores",
    ],
    [
      "sales on a closed day",
      "1,2015-06-02,5,0,0",
      "y",
      "5",
      "must be 0 on a day on which the store is closed",
    ],
    ["an open flag that is none", "1,2015-06-02,5,maybe,0", "open", "maybe", "must be 0 or 1, false or true"],
    [
      "a regressor that is blank",
      "1,2015-06-02,5,1,",
      "promo",
      "",
      "must be a number with a decimal point and no other signs, such as 1234.5",
    ],
    ["a cell too many", "1,2015-06-02,5,1,0,0", null, null, "has 6 cells: it must have 5, as the header has"],
  ];

  test.each(rows)("%s", async (_, row, column, value, rule) => {
    const error = await refuse(csv(HEADER, "1,2015-06-03,5,1,0", row, "1,2015-06-04,5,1,0"));
    expect(error.problems).toEqual([{ file: "sales.csv", line: 3, column, value, rule }]);
    expect(error.problemCount).toBe(1);
  });

  test("a store and day that stand twice in the file, naming both lines", async () => {
    const error = await refuse(csv(HEADER, "1,2015-06-02,5,1,0", "1,2015-06-03,5,1,0", "1,2015-06-02,6,1,0"));
    expect(error.message).toBe(
      "Nothing was imported: 1 problem.\n" +
        'sales.csv, line 4, column date: "2015-06-02" must stand only once for store 1, and line 2 has it already',
    );
  });

  test("every cell that is wrong, not only the first", async () => {
    const error = await refuse(csv(HEADER, "1,2015-06-02,-5,maybe,often"));
    expect(error.problems.map(({ column }) => column)).toEqual(["y", "open", "promo"]);
  });

  test("the line it stands on, counting empty lines and line ends within quotes", async () => {
    const error = await refuse(`store,date,y,holiday\n\n1,2015-06-02,5,"a\nb"\n1,2015-06-03,-1,\n`);
    expect(error.problems.map(({ line, column }) => [line, column])).toEqual([
      [3, "holiday"],
      [5, "y"],
    ]);
  });
});

describe("a file is refused for", () => {
  test("a column that is missing, naming those that it has", async () => {
    const error = await refuse(csv("store;date;y", "1;2015-06-02;5"));
    expect(error.message).toBe(
      [
        "Nothing was imported: 3 problems.",
        "sales.csv, line 1, column store: is missing: the header must have it, and has store;date;y",
        "sales.csv, line 1, column date: is missing: the header must have it, and has store;date;y",
        "sales.csv, line 1, column y: is missing: the header must have it, and has store;date;y",
      ].join("\n"),
    );
  });

  test("a column that stands twice", async () => {
    const error = await refuse(csv("store,date,y,y", "1,2015-06-02,5,5"));
    expect(error.message).toContain("line 1, column y: must stand in the header only once");
  });

  test("a regressor with the name of a column of Prophet's", async () => {
    const error = await refuse(csv("store,date,y,trend", "1,2015-06-02,5,5"));
    expect(error.message).toContain("line 1, column trend: is no name for a regressor");
  });

  test("being empty", async () => {
    const error = await refuse("");
    expect(error.message).toContain("sales.csv: must not be empty: it has no header");
  });

  test("having a header and no rows", async () => {
    const error = await refuse(csv(HEADER));
    expect(error.message).toContain("sales.csv: must have rows below the header");
  });

  test("being a truncated gzip", async () => {
    const whole = gzipSync(
      csv(HEADER, ...Array.from({ length: 200 }, (_, i) => `1,${2000 + i}-01-01,${i},1,0`)),
    );
    const error = await refuse(whole.subarray(0, whole.length - 20));
    expect(error.problems).toMatchObject([
      { file: "sales.csv", rule: "is where the gzip file is cut off: it must be complete" },
    ]);
    expect(error.problems[0]?.line).not.toBeNull();
  });

  test("being a damaged gzip", async () => {
    const damaged = gzipSync(csv(HEADER, "1,2015-06-02,5,1,0"));
    damaged.writeUInt32LE(0, damaged.length - 8);
    const error = await refuse(damaged);
    expect(error.message).toContain("is where the gzip file is damaged");
  });

  test("being cut between the cells of a line", async () => {
    const error = await refuse(`${HEADER}\n1,2015-06-02,5,1,0\n1,2015-06-03,5`);
    expect(error.problems.map(({ line, rule }) => `${line} ${rule}`)).toEqual([
      "3 has 3 cells: it must have 5, as the header has",
      "3 is the last line and has no line end, as if the file were cut off: add a line end if it is complete",
    ]);
  });

  test("being cut within the last cell of a line", async () => {
    const error = await refuse("store,date,y\n1,2015-06-02,50\n1,2015-06-03,5");
    expect(error.problems).toMatchObject([{ line: 3, column: null }]);
    expect(error.message).toContain("is the last line and has no line end");
  });

  test("being cut within quotes", async () => {
    const error = await refuse('store,date,y\n1,2015-06-02,50\n1,"2015-06');
    expect(error.message).toContain("sales.csv, line 3: is not valid CSV: Quote Not Closed");
  });

  test("not being there", async () => {
    const importing = importSales(database.pool, { salesFile: `${folder.path}/none.csv` });
    await expect(importing).rejects.toThrow("none.csv: must exist");
  });

  test("thousands of problems, of which it tells the first 20 and the count", async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => `1,2015-06-02,-${i + 1},1,0`);
    const error = await refuse(csv(HEADER, ...rows));
    expect(error.problemCount).toBe(3_000);
    expect(error.problems).toHaveLength(20);
    expect(error.problems[19]).toMatchObject({ line: 21, value: "-20" });
    expect(error.message.split("\n").at(-1)).toBe("... and 2980 more.");
  });

  test("good rows and one bad row at its end", async () => {
    const days = Array.from({ length: 28 }, (_, i) => `2016-02-${String(i + 1).padStart(2, "0")}`);
    const error = await refuse(csv(HEADER, ...days.map((day) => `1,${day},5,1,0`), "1,2016-02-30,5,1,0"));
    expect(error.problems).toMatchObject([{ line: 30, value: "2016-02-30" }]);
  });
});

describe("a file of stores is refused for", () => {
  const sales = csv(HEADER, "1,2015-06-02,5,1,0");
  const columns = "store,region,region_name,time_zone,holiday_calendar";
  const rows: [fact: string, row: string, message: string][] = [
    [
      "a time zone that is none",
      "1,,,Mars/Olympus,",
      'column time_zone: "Mars/Olympus" must be an IANA time zone',
    ],
    ["a calendar that is none", "1,,,,XX-YY", 'column holiday_calendar: "XX-YY" must be a country and'],
    [
      "a store that stands twice",
      "2,north,,,",
      'column store: "2" must stand only once, and line 2 has it already',
    ],
    [
      "two names of a region",
      "1,north,South,,",
      'column region_name: "South" must be the name that region north has',
    ],
    ["text that is not UTF-8", "1,\uFFFD,,,", 'column region: "\uFFFD" must be printable text in UTF-8'],
  ];

  test.each(rows)("%s", async (_, row, message) => {
    const error = await refuse(sales, csv(columns, "2,north,North,,", row));
    expect(error.message).toContain(`stores.csv, line 3, ${message}`);
  });

  test("lacking a store of the sales, unless the database has it", async () => {
    const stores = csv("store,name", "2,Two");
    const error = await refuse(csv(HEADER, "1,2015-06-02,5,1,0", "3,2015-06-02,5,1,0"), stores);
    expect(error.problems).toMatchObject([{ line: 3, column: "store", value: "3" }]);
  });
});

describe("two imports at once", () => {
  test("are one import and a refusal", async () => {
    const salesFile = await folder.write("sales.csv", csv(HEADER, "1,2015-06-02,5,1,0"));
    await transaction(database.pool, async (client) => {
      expect(await tryLockImports(client)).toBe(true);
      await expect(importSales(database.pool, { salesFile })).rejects.toThrow(
        "Another import is running: wait until it is done, then import again.",
      );
    });
  });

  test("are not what an import beside a worker that reconciles is", async () => {
    const isRun = await runAlone(database.pool, LOCK_KEYS.reconciliation, () =>
      transaction(database.pool, async (client) => {
        expect(await tryLockImports(client)).toBe(true);
      }),
    );
    expect(isRun).toBe(true);
  });
});
