import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import {
  loadMovedStores,
  loadStateVersions,
  noteChampionsMoved,
  type StateVersions,
} from "../../../src/database/state-versions.js";
import { importSales } from "../../../src/stores/import/index.js";
import { csv, makeImportFolder } from "../../support/import-files.js";
import { openStoreDatabase, type StoreDatabase } from "../../support/store-database.js";

let database: StoreDatabase;
let before: StateVersions;

beforeAll(async () => {
  database = await openStoreDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  before = await load();
});

const load = () => loadStateVersions(database.pool);
/** By how much stores and champions were raised since the test began. */
async function countRaises(): Promise<[stores: number, champions: number]> {
  const now = await load();
  return [now.stores.number - before.stores.number, now.champions.number - before.champions.number];
}

test.each([
  "INSERT INTO region VALUES ('n', 'North')",
  "INSERT INTO store (code, name, region_code, time_zone) SELECT i::text, 'Store', 'n', 'UTC' FROM generate_series(1, 50) i",
  "INSERT INTO sales_day SELECT id, '2015-06-01', true, 5, NULL, '{}' FROM store",
  "UPDATE store SET name = 'Shop'",
  "UPDATE sales_day SET y = 6",
  "DELETE FROM sales_day WHERE store_id = 1",
  "TRUNCATE sales_day",
  "TRUNCATE region, store CASCADE",
])("%s raises the version of the stores, and that once for each table", async (sql) => {
  await database.pool.query(sql);
  const tables = sql.startsWith("TRUNCATE region") ? 2 : 1;
  expect(await countRaises()).toEqual([tables, 0]);
  expect((await load()).stores.name).not.toBe(before.stores.name);
});

test("a version is seen together with the change, and not at all if that is taken back", async () => {
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("INSERT INTO region VALUES ('s', 'South')");
    expect(await load()).toEqual(before);
    await client.query("ROLLBACK");
    expect(await load()).toEqual(before);
    await client.query("BEGIN");
    await client.query("INSERT INTO region VALUES ('s', 'South')");
    await client.query("COMMIT");
    expect(await countRaises()).toEqual([1, 0]);
  } finally {
    client.release();
  }
});

test("those who change stores wait for each other before they lock rows", async () => {
  const [one, other] = [await database.pool.connect(), await database.pool.connect()];
  try {
    await one.query("BEGIN");
    await one.query("UPDATE region SET name = 'a' WHERE code = 's'");
    const waiting = other.query("UPDATE store SET name = 'b'");
    await one.query("UPDATE store SET name = 'c'");
    await one.query("COMMIT");
    await waiting;
    expect(await countRaises()).toEqual([3, 0]);
  } finally {
    one.release();
    other.release();
  }
});

test("an import raises it by its statements, not by its rows", async () => {
  const folder = await makeImportFolder();
  const days = Array.from({ length: 200 }, (_, i) => `7,2015-${1 + (i % 9)}-${1 + (i % 28)},5`);
  const rows = [...new Set(days)].map((row) => row.replace(/-(\d)(?=[-,])/g, "-0$1"));
  await importSales(database.pool, {
    salesFile: await folder.write("sales.csv", csv("store,date,y", ...rows)),
  });
  await folder.remove();
  const [stores] = await countRaises();
  expect(stores).toBeGreaterThanOrEqual(3);
  expect(stores).toBeLessThan(10);
});

test("moved champions are noted by store, those of the last version alone if that is asked for", async () => {
  await noteChampionsMoved(database.pool, ["1", "2", "2"]);
  const middle = await load();
  await noteChampionsMoved(database.pool, ["2", "x-9"]);
  await noteChampionsMoved(database.pool, []);
  expect(await countRaises()).toEqual([0, 2]);
  const movedAfter = async ({ champions }: StateVersions) =>
    (await loadMovedStores(database.pool, champions.number)).sort();
  expect(await movedAfter(before)).toEqual(["1", "2", "x-9"]);
  expect(await movedAfter(middle)).toEqual(["2", "x-9"]);
  expect(await movedAfter(await load())).toEqual([]);
});

test("a database without its versions, as one that was emptied, has none until something changes", async () => {
  await database.pool.query("TRUNCATE state_version");
  expect((await load()).stores).toEqual({ name: "none", number: 0 });
  await database.pool.query("UPDATE store SET name = 'd'");
  const { stores } = await load();
  expect(stores.number).toBe(1);
  await database.pool.query("TRUNCATE state_version");
  await database.pool.query("UPDATE store SET name = 'e'");
  const again = (await load()).stores;
  expect([again.number, again.name === stores.name]).toEqual([1, false]);
});
