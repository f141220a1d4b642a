import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeResidualPool } from "../../../src/training/residual-pool.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { makeRetrainDatabase, type RetrainDatabase } from "../../support/retrain.js";

let server: TestPostgres;
let database: RetrainDatabase;
const queries: string[] = [];

beforeAll(async () => {
  server = await startTestPostgres();
  database = await makeRetrainDatabase({
    ...{ url: await server.createDatabase(), stores: 3, dataThrough: "2015-06-19" },
    onQuery: (sql) => queries.push(sql),
  });
}, 60_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

test("the chain's errors are those that each store's latest training left, read at most once a minute", async () => {
  let elapsedMs = 0;
  const pool = makeResidualPool(database.pool, () => elapsedMs);
  await expect(pool.load()).resolves.toEqual([]);
  const [first, second] = database.stores.map(({ id }) => id);
  await pool.save(first!, { count: 24, meanSize: 9 }, "2015-06-12");
  await pool.save(first!, { count: 24, meanSize: 0.75 }, "2015-06-19");
  await pool.save(second!, { count: 18, meanSize: 1.25 }, "2015-06-19");
  // A training that began on older data and ended late does not take back what a newer one left.
  await pool.save(second!, { count: 1, meanSize: 7 }, "2015-06-18");

  await expect(pool.load()).resolves.toEqual([]);
  elapsedMs = 60_001;
  const before = queries.length;
  const expected = [
    { count: 24, meanSize: 0.75 },
    { count: 18, meanSize: 1.25 },
  ];
  await expect(Promise.all([pool.load(), pool.load()])).resolves.toEqual([expected, expected]);
  expect(queries).toHaveLength(before + 1);
});
