import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { setTimeout as delay } from "node:timers/promises";
import { makePool } from "../../../src/database/pool.js";
import { noteChampionsMoved } from "../../../src/database/state-versions.js";
import { openFreshReads, type FreshReads } from "../../../src/live/fresh-reads.js";
import { makeAnswerState } from "../../../src/live/state-name.js";
import { createServing, type RunningServing } from "../../../src/serving/serving.js";
import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import { makeSalesHistory } from "../../../src/stores/history.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { insertDays, makeRetrainDatabase, silent, type RetrainDatabase } from "../../support/retrain.js";
import { makeServingWorld, THROUGH } from "../../support/serving-world.js";
import { openTcpGate, type TcpGate } from "../../support/tcp-gate.js";
import { waitUntil } from "../../support/wait.js";

const STORES = 12;
const now = () => new Date("2015-06-20T10:00:00Z");
const world = makeServingWorld(STORES);
const statements: string[] = [];
let postgres: TestPostgres;
let database: RetrainDatabase;
/** The only way of the listening connection. */
let gate: TcpGate;
let serving: RunningServing;
let reads: FreshReads;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await makeRetrainDatabase({
    ...{ url: await postgres.createDatabase(), stores: STORES, dataThrough: THROUGH },
    onQuery: (sql) => statements.push(sql),
  });
  const ids = database.stores.map(({ id }) => id);
  await insertDays(database.pool, ids, world.rows.get(1) ?? []);
  await world.train(world.stores[0]!);
}, 60_000);
afterAll(async () => {
  await database.close();
  await postgres.stop();
});

beforeEach(async () => {
  gate = await openTcpGate(database.url);
  reads = await openFreshReads({
    ...{ databaseUrl: gate.url, pool: database.pool, logger: silent },
    catalogue: makeStoreCatalogue(database.pool),
    history: makeSalesHistory(database.pool),
    refreshChampions: (codes) => serving.refresh(codes),
    getElapsedMs: () => performance.now(),
  });
  const { history, champions } = reads;
  const settle = (codes?: readonly string[]) => champions.settle(codes);
  serving = createServing({ ...world, history, settle, now, logger: silent, pollIntervalMs: 600_000 });
  await serving.start();
  await serving.warm();
});
afterEach(async () => {
  await serving.close();
  await reads.close();
  await gate.shut();
});

const getName = () => makeAnswerState({ ...reads, serving, now }).getName();
const nameOf = async (code: string) => (await reads.catalogue.loadStores([code])).get(code)?.name;
const rename = (code: string, name: string) =>
  database.pool.query("UPDATE store SET name = $2 WHERE code = $1", [code, name]);
const isCheck = (sql: string) => sql.includes("FROM state_version");

/** All that a page of forecasts asks for. */
async function readPage(): Promise<(number | null)[]> {
  const { items } = await reads.catalogue.findStores({}, { first: STORES });
  await reads.catalogue.loadRegions(items.map(({ regionCode }) => regionCode));
  const results = await serving.forecast(items.map((store) => ({ store, window: {}, level: 0.8 })));
  return results.map((result) => {
    if (result instanceof Error) throw result;
    return result.modelVersion?.version ?? null;
  });
}

test("fifty pages in a row ask the database for nothing but the versions, and MLflow for nothing", async () => {
  await readPage();
  statements.length = 0;
  world.registry.calls.length = 0;
  const begun = performance.now();
  for (let page = 0; page < 50; page++) await readPage();
  const leases = (performance.now() - begun) / 200;
  expect(statements.filter((sql) => !isCheck(sql))).toEqual([]);
  expect(statements.length).toBeLessThanOrEqual(leases + 1);
  expect(world.registry.calls).toEqual([]);
});

test("a statement typed by hand is in the next answer once it has been heard of", async () => {
  expect(await nameOf("2")).toBe("Store 2");
  const before = await getName();
  await rename("2", "Second");
  const { waits } = reads.getCounts().checks;
  await waitUntil(() => reads.lease.hold() instanceof Promise);
  expect(await nameOf("2")).toBe("Second");
  expect(await getName()).not.toBe(before);
  expect(reads.getCounts().checks.waits).toBeGreaterThan(waits);
});

test("without any news it is in every answer that begins a second later, days and champions too", async () => {
  await readPage();
  const before = await getName();
  await gate.shut();
  await rename("3", "Third");
  await database.pool.query("UPDATE sales_day SET y = 7 WHERE store_id = $1 AND day = $2", [
    database.stores[2]!.id,
    THROUGH,
  ]);
  await world.train(world.stores[0]!);
  await noteChampionsMoved(database.pool, ["1"]);
  world.registry.calls.length = 0;
  await delay(1_000);
  const { id } = database.stores[2]!;
  const [name, days, page, after] = await Promise.all([
    nameOf("3"),
    reads.history.loadRecentDays([id], 1),
    readPage(),
    getName(),
  ]);
  expect([name, days.get(id)?.[0]?.y, page[0]]).toEqual(["Third", 7, 2]);
  expect(after).not.toBe(before);
  expect(world.registry.calls.filter((call) => call === "findStoreModels")).toHaveLength(1);
  expect(reads.getCounts().catchUps).toEqual({ succeeded: 1, failed: 0 });
});

test("who reads steadily without any news reads nothing older than a second", async () => {
  await gate.shut();
  await nameOf("4");
  await rename("4", "Fourth");
  const changed = performance.now();
  for (let began = changed; (await nameOf("4")) !== "Fourth"; began = performance.now()) {
    expect(began - changed).toBeLessThan(1_000);
    await delay(5);
  }
});

test("nothing has a name while the database is away, and what is asked of it fails as ever", async () => {
  const way = await openTcpGate(database.url);
  const away = makePool({ url: way.url, max: 2, logger: silent });
  const far = await openFreshReads({
    ...{ databaseUrl: gate.url, pool: away, logger: silent },
    catalogue: makeStoreCatalogue(away),
    history: makeSalesHistory(away),
    refreshChampions: (codes) => serving.refresh(codes),
    getElapsedMs: () => performance.now(),
  });
  const state = makeAnswerState({ ...far, serving, now });
  expect(await far.catalogue.listStores({})).toHaveLength(STORES);
  expect(await state.getName()).not.toBeNull();
  await way.shut();
  far.lease.drop();
  expect(await state.getName()).toBeNull();
  await expect(far.catalogue.listStores({})).rejects.toMatchObject({ service: "database" });
  expect(far.getCounts().checks.failed).toBeGreaterThan(0);
  await far.close();
  await away.end();
});

test("a listener that is back takes nothing of before for present", async () => {
  await nameOf("5");
  const { rows } = await database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'storecast-state' AND datname = current_database()",
  );
  expect(rows).toHaveLength(1);
  await rename("5", "Fifth");
  await waitUntil(() => reads.lease.hold() instanceof Promise);
  expect(await nameOf("5")).toBe("Fifth");
});
