import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { goBack, loadMigrationState } from "../../../src/database/migration-state.js";
import { MIGRATIONS, PREVIOUS_RELEASE, runMigrations } from "../../../src/database/migrations.js";
import { makePool, runQuery } from "../../../src/database/pool.js";
import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import { makeSalesHistory } from "../../../src/stores/history.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import { makeRecipeBook } from "../../../src/training/recipe-book.js";
import { loadNextFiring } from "../../../src/training/retrain-schedule.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { silent } from "../../support/retrain.js";

const DUMP = join(import.meta.dirname, "../../golden/release-0.1.0.sql");
const NEW_STEPS = MIGRATIONS.slice(1 + MIGRATIONS.findIndex(({ name }) => name === PREVIOUS_RELEASE));

let server: TestPostgres;
let url: string;
let pool: pg.Pool;

beforeAll(async () => {
  server = await startTestPostgres();
});
beforeEach(async () => {
  url = await server.createDatabase();
  // The dump leaves settings behind in its connection.
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(await readFile(DUMP, "utf8"));
  await client.end();
  pool = makePool({ url, max: 4, logger: silent });
});
afterEach(() => pool.end());
afterAll(() => server.stop());

/** Without nulls, so that rows of before are as they were beside columns that are new and empty. */
const sqlOf = (name: string) =>
  `SELECT jsonb_strip_nulls(to_jsonb(it))::text AS row FROM ${pg.escapeIdentifier(name)} it ORDER BY 1`;

/** Everything that the previous release's tables hold, by table. */
async function loadAll(tables: readonly string[]): Promise<Record<string, string[]>> {
  const entries = tables.map(async (name): Promise<[string, string[]]> => [
    name,
    (await runQuery<{ row: string }>(pool, sqlOf(name))).map(({ row }) => row),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

interface Column {
  place: string;
  type: string;
  is_nullable: string;
  has_default: boolean;
}

const loadColumns = () =>
  runQuery<Column>(
    pool,
    `SELECT table_name || '.' || column_name AS place, data_type AS type, is_nullable,
       column_default IS NOT NULL OR is_identity = 'YES' OR is_generated = 'ALWAYS' AS has_default
     FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1`,
  );

async function listTables(): Promise<string[]> {
  const rows = await runQuery<{ name: string }>(
    pool,
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration' ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

/** Constraints, indexes, functions and triggers. */
async function loadRules(): Promise<string[]> {
  const rows = await runQuery<{ rule: string }>(
    pool,
    `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS rule FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
     UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
     UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`,
  );
  return rows.map(({ rule }) => rule);
}

describe("a database of the previous release", () => {
  test("keeps all it holds on the way up, one release back, and up again", async () => {
    const tables = await listTables();
    const [rows, columns, rules] = [await loadAll(tables), await loadColumns(), await loadRules()];
    expect(Object.entries(rows).filter(([, its]) => its.length === 0)).toEqual([]);
    expect(await loadMigrationState(pool)).toMatchObject({
      missing: NEW_STEPS.map(({ name }) => name),
      unknown: [],
    });

    expect(await runMigrations(pool)).toEqual(NEW_STEPS.map(({ name }) => name));
    expect(await loadAll(tables)).toEqual(rows);
    expect(await loadMigrationState(pool)).toMatchObject({ missing: [], unknown: [] });

    expect(await goBack(pool, PREVIOUS_RELEASE)).toEqual(NEW_STEPS.map(({ name }) => name).reverse());
    expect(await listTables()).toEqual(tables);
    expect(await loadAll(tables)).toEqual(rows);
    expect(await loadColumns()).toEqual(columns);
    expect(await loadRules()).toEqual(rules);

    await runMigrations(pool);
    expect(await loadAll(tables)).toEqual(rows);
  });

  test("is read by this release as it was written", async () => {
    await runMigrations(pool);
    const now = () => new Date("2015-07-02T06:00:00Z");
    const stores = await makeStoreCatalogue(pool).listStores({});
    expect(stores.map(({ code, dataThrough }) => [code, dataThrough])).toEqual(
      ["1", "2", "3"].map((code) => [code, "2015-06-30"]),
    );
    const histories = await makeSalesHistory(pool).loadHistories(stores.map(({ id }) => id));
    expect([...histories.values()].map(({ days }) => days.length)).toEqual([61, 61, 61]);
    const service = createRetrainService({
      ...{ pool, now, logger: silent, registry: { findStoreModels: () => Promise.resolve(new Map()) } },
      queue: { add: () => Promise.resolve(), raise: () => Promise.resolve() } as never,
    });
    const { items: jobs } = await service.findJobs({}, { first: 10 });
    expect(jobs.map(({ status }) => status)).toEqual([
      "CANCELLED",
      "QUEUED",
      "FAILED",
      "SUCCEEDED",
      "SUCCEEDED",
    ]);
    const { items: batches } = await service.findBatches({}, { first: 10 });
    expect(batches.map(({ requestedBy, cancelledBy }) => [requestedBy, cancelledBy])).toEqual([
      ["anna", "anna"],
      ["schedule", null],
      ["planner", null],
    ]);
    expect(
      (await service.loadBatchProgress(batches.map(({ id }) => id))).get(batches[2]!.id)?.counts,
    ).toMatchObject({
      ...{ stores: 3, succeeded: 2, failed: 1 },
    });
    expect(await makeRecipeBook(pool).listOverrides()).toMatchObject([{ storeCode: "1" }]);
    expect(await loadNextFiring(pool)).toMatchObject({ pattern: "0 3 * * *" });
    // And written on.
    const { results } = await service.request({
      stores,
      force: true,
      requestedBy: "anna",
      trigger: "person",
    });
    expect(results.map(({ outcome }) => outcome)).toEqual(["DEDUPLICATED", "ENQUEUED", "ENQUEUED"]);
  });
});

test("the previous release runs on this schema: nothing it reads is gone, and nothing it does not know is demanded", async () => {
  const before = await loadColumns();
  await runMigrations(pool);
  const after = new Map((await loadColumns()).map((column) => [column.place, column]));
  for (const { place, type, is_nullable } of before) {
    expect(after.get(place)).toMatchObject({
      place,
      type,
      ...(is_nullable === "YES" ? { is_nullable } : {}),
    });
  }
  const tables = new Set(before.map(({ place }) => place.split(".")[0]));
  const known = new Set(before.map(({ place }) => place));
  const demanded = [...after.values()].filter(
    ({ place, is_nullable, has_default }) =>
      tables.has(place.split(".")[0]) && !known.has(place) && is_nullable === "NO" && !has_default,
  );
  expect(demanded).toEqual([]);
});

describe("going back", () => {
  test("is refused where it loses data, and leaves everything as it was, unless it is forced", async () => {
    await runMigrations(pool);
    await pool.query(
      "INSERT INTO audit_entry (at, actor, actor_kind, address, action) VALUES (now(), 'anna', 'person', '127.0.0.1', 'PIN')",
    );
    await expect(goBack(pool, PREVIOUS_RELEASE)).rejects.toThrow(
      "Undoing 0011-audit would lose the audit log: make a backup, then add --force.",
    );
    expect(await loadMigrationState(pool)).toMatchObject({ missing: [] });
    expect(await goBack(pool, PREVIOUS_RELEASE, true)).toContain("0011-audit");
  });

  test("stops before a step that has no way back, that nobody knows, or that is not there", async () => {
    await expect(goBack(pool, "0008-firings")).rejects.toThrow(
      "There is no way back before step 0009-state-versions",
    );
    await expect(goBack(pool, "0000-none")).rejects.toThrow(
      "There is no step 0000-none to go back to; there are 0001-stores,",
    );
    await expect(goBack(pool, "0011-audit")).rejects.toThrow("The database has not come to step 0011-audit");
    await pool.query("INSERT INTO migration (name) VALUES ('0099-later')");
    expect(await loadMigrationState(pool)).toMatchObject({ unknown: ["0099-later"] });
    await expect(goBack(pool, PREVIOUS_RELEASE)).rejects.toThrow(
      "The database has step 0099-later, which this release does not know",
    );
    // A process of this release works on it all the same.
    await expect(runMigrations(pool)).resolves.toEqual(NEW_STEPS.map(({ name }) => name));
  });

  test("is there for every step of this release", () => {
    expect(NEW_STEPS.filter(({ down }) => down === undefined)).toEqual([]);
  });
});
