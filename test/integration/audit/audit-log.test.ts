import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type pg from "pg";
import { createAuditLog } from "../../../src/audit/audit-log.js";
import { pruneAudit } from "../../../src/audit/audit-retention.js";
import type { AuditCaller, AuditEntry, AuditFilter, AuditLog } from "../../../src/audit/types.js";
import { ForbiddenError, InvalidInputError, ServiceUnavailableError } from "../../../src/errors.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { makeRetrainDatabase, silent, type RetrainDatabase } from "../../support/retrain.js";

const ANNA: AuditCaller = {
  ...{ actor: "anna", actorKind: "person", role: "planner", address: "10.0.0.7", requestId: "request-1" },
};
const BOT: AuditCaller = { ...ANNA, actor: "bot", actorKind: "key", requestId: "request-2" };

let server: TestPostgres;
let database: RetrainDatabase;
let pool: pg.Pool;
let log: AuditLog;
let hour: number;

beforeAll(async () => {
  server = await startTestPostgres();
});
beforeEach(async () => {
  database = await makeRetrainDatabase({ url: await server.createDatabase(), stores: 12, dataThrough: null });
  ({ pool } = database);
  hour = 0;
  const now = () => new Date(Date.UTC(2015, 6, 1, hour++));
  log = createAuditLog({ db: pool, now, logger: silent });
});
afterEach(() => database.close());
afterAll(() => server.stop());

const nothing = () => Promise.resolve();
const done = () => ({ outcome: "DONE" }) as const;

async function list(filter: AuditFilter = {}): Promise<AuditEntry[]> {
  const entries = [];
  for await (const entry of log.list(filter)) entries.push(entry);
  return entries;
}

test("a deed is written down before it is begun, and what it came to when it has ended", async () => {
  const seen = await log.record(
    ANNA,
    { action: "ROLLBACK", storeCodes: ["10", "2"], version: 7, reason: "too low" },
    async () => (await list())[0]!,
    () => ({ outcome: "DONE", version: 5 }),
  );
  const intent = {
    ...{ ...ANNA, id: 1, at: new Date("2015-07-01T00:00:00Z"), action: "ROLLBACK", storeCodes: ["2", "10"] },
    ...{ batchId: null, subject: null, reason: "too low" },
  };
  expect(seen).toEqual({ ...intent, version: 7, outcome: null, code: null, endedAt: null });
  expect(await list()).toEqual([
    { ...intent, version: 5, outcome: "DONE", code: null, endedAt: new Date("2015-07-01T01:00:00Z") },
  ]);
});

test.each([
  ["REFUSED", "FORBIDDEN", new ForbiddenError("no")],
  ["REFUSED", "BAD_USER_INPUT", new InvalidInputError("no")],
  ["FAILED", "SERVICE_UNAVAILABLE", new ServiceUnavailableError("mlflow", "away")],
  ["FAILED", "INTERNAL_SERVER_ERROR", new Error("a bug")],
] as const)("a deed that throws is %s with %s, and still throws", async (outcome, code, error) => {
  await expect(log.record(ANNA, { action: "PIN" }, () => Promise.reject(error), done)).rejects.toBe(error);
  expect(await list()).toMatchObject([{ action: "PIN", outcome, code }]);
});

test("what cannot be written down is not done", async () => {
  await pool.query("ALTER TABLE audit_entry RENAME TO away");
  let isDone = false;
  const work = () => {
    isDone = true;
    return nothing();
  };
  await expect(log.record(ANNA, { action: "PIN" }, work, done)).rejects.toMatchObject({
    ...{ code: "SERVICE_UNAVAILABLE", service: "database" },
    message: expect.stringContaining("It was not done, because the audit log cannot be written") as unknown,
  });
  expect(isDone).toBe(false);
});

test("what was done is answered as done where its outcome cannot be written any more", async () => {
  const work = async () => {
    await pool.query("ALTER TABLE audit_outcome RENAME TO away");
    return "done";
  };
  await expect(log.record(ANNA, { action: "PIN" }, work, done)).resolves.toBe("done");
  await pool.query("ALTER TABLE away RENAME TO audit_outcome");
  expect(await list()).toMatchObject([{ action: "PIN", outcome: null }]);
});

test("a reason with signs that PostgreSQL has no room for is written down all the same", async () => {
  const reason = "a\0b'); DROP TABLE audit_entry; --\n=1+1 \ud800";
  await log.record(ANNA, { action: "PIN", storeCodes: ["1\0"], reason }, nothing, done);
  expect(await list()).toMatchObject([
    { storeCodes: ["1\uFFFD"], reason: "a\uFFFDb'); DROP TABLE audit_entry; --\n=1+1 \uFFFD" },
  ]);
});

describe("entries", () => {
  test.each([
    "UPDATE audit_entry SET actor = 'nobody'",
    "UPDATE audit_outcome SET outcome = 'REFUSED'",
    "DELETE FROM audit_outcome",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_outcome",
    "TRUNCATE audit_entry CASCADE",
  ])("are never changed: %s is refused", async (sql) => {
    await log.record(ANNA, { action: "PIN" }, nothing, done);
    await expect(pool.query(sql)).rejects.toThrow("The audit log is only added to");
    expect(await list()).toMatchObject([{ actor: "anna", outcome: "DONE" }]);
  });

  test("go when they are too old, and others then are as safe as before", async () => {
    await log.record(ANNA, { action: "PIN" }, nothing, done);
    hour = 24 * 40;
    await log.record(ANNA, { action: "UNPIN" }, nothing, done);
    expect(await pruneAudit(pool, 30, new Date("2015-08-10T12:00:00Z"))).toBe(1);
    expect(await list()).toMatchObject([{ action: "UNPIN" }]);
    await expect(pool.query("DELETE FROM audit_outcome")).rejects.toThrow("The audit log is only added to");
  });
});

describe("a listing", () => {
  beforeEach(async () => {
    await pool.query("INSERT INTO region VALUES ('HE', 'Hesse')");
    await pool.query("UPDATE store SET region_code = 'HE' WHERE code IN ('1', '2')");
    await log.record(ANNA, { action: "PIN", storeCodes: ["1", "3"] }, nothing, done);
    await log.record(BOT, { action: "IMPORT", subject: "sales.csv" }, nothing, () => ({
      ...{ outcome: "DONE", storeCodes: ["2", "12"] },
    }));
    await log.record(ANNA, { action: "RECIPE_SET" }, nothing, done);
    await log.record(ANNA, { action: "PIN", storeCodes: ["12"] }, nothing, done);
  });

  const since = (at: string) => ({ since: new Date(at) });
  const until = (at: string) => ({ until: new Date(at) });
  test.each<[string, AuditFilter, number[]]>([
    ["all", {}, [4, 3, 2, 1]],
    ["an actor", { actor: "bot" }, [2]],
    ["an action", { action: "PIN" }, [4, 1]],
    ["a store, named before or after", { storeCode: "12" }, [4, 2]],
    ["a time", { ...since("2015-07-01T02:00:00Z"), ...until("2015-07-01T06:00:00Z") }, [3, 2]],
    ["a region", { regionCodes: ["HE"] }, [2, 1]],
    ["no region", { regionCodes: [] }, []],
    ["all of it", { actor: "anna", action: "PIN", storeCode: "3", regionCodes: ["HE", "NW"] }, [1]],
  ])("of %s has these entries", async (_what, filter, ids) => {
    expect((await list(filter)).map(({ id }) => id)).toEqual(ids);
    const page = await log.find(filter, { first: 10 });
    expect(page).toEqual({ items: await list(filter), hasNextPage: false, totalCount: ids.length });
  });

  test("of a region names the stores of the region alone", async () => {
    const entries = await list({ regionCodes: ["HE"] });
    expect(entries.map(({ storeCodes }) => storeCodes)).toEqual([["2"], ["1"]]);
  });

  test("goes on after an entry, whatever is added meanwhile", async () => {
    const first = await log.find({}, { first: 3 });
    expect([first.items.map(({ id }) => id), first.hasNextPage, first.totalCount]).toEqual([
      [4, 3, 2],
      true,
      4,
    ]);
    await log.record(ANNA, { action: "UNPIN" }, nothing, done);
    const rest = await log.find({}, { first: 3, after: 2 });
    expect([rest.items.map(({ id }) => id), rest.hasNextPage]).toEqual([[1], false]);
  });

  test("of more than one statement's worth has each once", async () => {
    await pool.query(
      `INSERT INTO audit_entry (at, actor, actor_kind, address, action)
       SELECT now(), 'many', 'key', '127.0.0.1', 'PIN' FROM generate_series(1, 1100)`,
    );
    const ids = (await list({ actor: "many" })).map(({ id }) => id);
    expect([ids.length, new Set(ids).size, ids[0]]).toEqual([1100, 1100, 1104]);
  });
});
