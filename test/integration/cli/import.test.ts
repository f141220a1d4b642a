import { Writable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createProgram } from "../../../src/cli/program.js";
import { readConfig } from "../../../src/config.js";
import { csv, makeImportFolder, type ImportFolder } from "../../support/import-files.js";
import { openStoreDatabase, type StoreDatabase } from "../../support/store-database.js";

let database: StoreDatabase;
let folder: ImportFolder;

beforeAll(async () => {
  database = await openStoreDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.empty();
  folder = await makeImportFolder();
});
afterEach(() => folder.remove());

/** Imports in this process; nothing is known of an MLflow. */
async function importSales(lines: string[], args: string[] = [], env: Record<string, string> = {}) {
  const output = { stdout: "", stderr: "" };
  const into = (name: keyof typeof output) =>
    new Writable({
      write: (chunk: Buffer, _, done) => {
        output[name] += chunk.toString();
        done();
      },
    });
  const given = { STORECAST_HOME: folder.path, DATABASE_URL: database.url, ...env };
  const runtime = {
    ...{ env: given, stdout: into("stdout"), stderr: into("stderr"), isChild: false },
    ...{ now: () => new Date(), businessNow: () => new Date(), random: () => 0.5 },
    ...{ stopping: new AbortController().signal, tellParent: () => undefined },
  };
  const file = await folder.write("sales.csv", csv("store,date,y", ...lines));
  const code = await createProgram(runtime, readConfig(given, 1)).run(["import", "--sales", file, ...args]);
  return { code, ...output };
}

const importJson = async (lines: string[], ...args: string[]) =>
  JSON.parse((await importSales(lines, [...args, "--json"])).stdout) as Record<string, unknown>;

const listJobs = async () => {
  const { rows } = await database.pool.query<{ line: string }>(`
    SELECT concat_ws(' ', store.code, status, priority, request_count, trigger) AS line
    FROM retrain_job job JOIN retrain_batch batch ON batch.id = job.batch_id JOIN store ON store.id = job.store_id
    ORDER BY job.seq`);
  return rows.map(({ line }) => line);
};

test("what changed is queued as one batch, in the background, and what did not is left alone", async () => {
  const days = ["1,2015-06-01,10", "2,2015-06-01,20", "3,2015-06-01,"];
  const first = await importSales(days);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(
    /^3 stores, 3 rows read .*: 3 inserted, 0 updated, 0 unchanged\.\n2 stores queued for training \(batch [0-9a-f-]{36}\)\.\n$/,
  );
  expect(await listJobs()).toEqual(["1 QUEUED 10 1 new data", "2 QUEUED 10 1 new data"]);
  expect(await importJson(days)).toEqual({
    ...{ stores: 3, rowsRead: 3, rowsInserted: 0, rowsUpdated: 0, rowsUnchanged: 3 },
    ...{ firstDay: "2015-06-01", lastDay: "2015-06-01", storesChanged: 0, retrain: null },
  });
  // A correction of a past day counts, a plan for a day to come does not.
  const corrected = ["1,2015-06-01,11", "2,2015-06-01,20", "2,2015-06-02,"];
  expect(await importJson(corrected)).toMatchObject({
    ...{ rowsInserted: 1, rowsUpdated: 1, storesChanged: 1 },
    retrain: { batchId: expect.any(String) as unknown, queued: 0, joined: 1 },
  });
  expect(await listJobs()).toEqual(["1 QUEUED 10 2 new data", "2 QUEUED 10 1 new data"]);
});

test("off asks for nothing, all for every store with sales that the file names, and other words are refused", async () => {
  const days = ["1,2015-06-01,10", "2,2015-06-01,20"];
  expect(await importJson(days, "--retrain", "off")).toMatchObject({ storesChanged: 2, retrain: null });
  expect(await listJobs()).toEqual([]);
  expect(await importJson(["2,2015-06-01,20"], "--retrain", "all")).toMatchObject({
    ...{ storesChanged: 0, retrain: { batchId: expect.any(String) as unknown, queued: 1, joined: 0 } },
  });
  expect(await listJobs()).toEqual(["2 QUEUED 10 1 new data"]);
  await expect(importSales(days, ["--retrain", "some"])).rejects.toThrow(
    "argument 'some' is invalid. Allowed choices are off, stale, all.",
  );
});

test("a queue that does not answer changes nothing of the import, and its jobs wait", async () => {
  const REDIS_URL = "redis://127.0.0.1:1";
  const { code, stdout, stderr } = await importSales(["1,2015-06-01,10"], [], { REDIS_URL });
  expect([code, stdout]).toEqual([0, expect.stringContaining("1 stores queued for training")]);
  expect(stderr).toContain("The queue does not answer: a worker will hand the jobs over.");
  expect(await listJobs()).toEqual(["1 QUEUED 10 1 new data"]);
});

test("training that cannot be asked for is told, with the command that makes up for it", async () => {
  await database.pool.query("ALTER TABLE retrain_lane RENAME TO lane_away");
  try {
    const { code, stdout, stderr } = await importSales(["7,2015-06-01,10"]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^1 stores, 1 rows read .* unchanged\.\n$/)]);
    expect(stderr).toMatch(
      /The import is done, but training could not be asked for .*: run storecast retrain 7\./,
    );
  } finally {
    await database.pool.query("ALTER TABLE lane_away RENAME TO retrain_lane");
  }
});
