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
  // Each step is run by whichever process comes to it first.
  expect(ran.flat().sort()).toEqual(MIGRATIONS.map(({ name }) => name));
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

test("batches and jobs from before are numbered by age, and their stores are as their jobs are", async () => {
  const [pool] = pools;
  const at = MIGRATIONS.findIndex(({ name }) => name === "0005-batch-stores");
  await runMigrations(pool!, MIGRATIONS.slice(0, at));
  await pool!.query(`
    INSERT INTO region VALUES ('NW', 'NW');
    INSERT INTO store (code, name, region_code, time_zone) VALUES ('1', 'One', 'NW', 'Europe/Berlin');
    INSERT INTO retrain_batch (requested_by, trigger, recipe, store_count, created_at, finished_at)
    VALUES ('late', 'person', 'r', 1, '2015-06-02', NULL), ('early', 'schedule', 'r', 1, '2015-06-01', '2015-06-01');
    INSERT INTO retrain_job (store_id, batch_id, status, priority, request_count, queued_at)
    SELECT 1, id, CASE requested_by WHEN 'late' THEN 'QUEUED' ELSE 'SUCCEEDED' END, 1, 3, created_at FROM retrain_batch`);
  await runMigrations(pool!);
  await pool!.query(
    "INSERT INTO retrain_batch (requested_by, trigger, recipe, store_count, created_at) VALUES ('new', 'person', 'r', 0, now())",
  );
  const rows = await runQuery(
    pool!,
    `SELECT batch.seq, requested_by, run_ended_at IS NOT NULL AS has_run_ended, outcome, state, job_id = job.id AS is_its_job
     FROM retrain_batch batch LEFT JOIN retrain_batch_store asked ON asked.batch_id = batch.id
     LEFT JOIN retrain_job job ON job.batch_id = batch.id ORDER BY batch.seq`,
  );
  const its = { outcome: "ENQUEUED", is_its_job: true };
  expect(rows).toEqual([
    { seq: 1, requested_by: "early", has_run_ended: true, state: "ENDED", ...its },
    { seq: 2, requested_by: "late", has_run_ended: false, state: "OPEN", ...its },
    { seq: 3, requested_by: "new", has_run_ended: false, state: null, outcome: null, is_its_job: null },
  ]);
});
