import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type pg from "pg";

import { MIGRATIONS, runMigrations } from "../../../src/database/migrations.js";
import { makePool, runQuery } from "../../../src/database/pool.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";

let server: TestPostgres;
let pools: pg.Pool[];

beforeAll(async () => {
  server = await startTestPostgres();
});
beforeEach(async () => {
  const url = await server.createDatabase();
  pools = Array.from({ length: 4 }, () => makePool({ url, max: 2, logger: { warn: () => undefined } }));
});
afterEach(() => Promise.all(pools.map((pool) => pool.end())));
afterAll(() => server.stop());

const first = { name: "0001-one", sql: "CREATE TABLE one (n integer); INSERT INTO one VALUES (1)" };
const second = { name: "0002-two", sql: "INSERT INTO one VALUES (2); SELECT 1 / 0" };

test("many processes that start at once run each step once", async () => {
  const ran = await Promise.all(pools.map((pool) => runMigrations(pool)));
  expect(ran.flat()).toEqual(MIGRATIONS.map(({ name }) => name));
  await expect(runMigrations(pools[0]!)).resolves.toEqual([]);
});

test("a step that fails leaves the database as the step before it did", async () => {
  const [pool] = pools;
  await expect(runMigrations(pool!, [first, second])).rejects.toThrow("division by zero");
  await expect(runQuery(pool!, "SELECT n FROM one")).resolves.toEqual([{ n: 1 }]);
  const mended = { ...second, sql: "INSERT INTO one VALUES (2)" };
  await expect(runMigrations(pool!, [first, mended])).resolves.toEqual(["0002-two"]);
});

test("steps have names that rise, each once", () => {
  const names = MIGRATIONS.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)].sort());
});
