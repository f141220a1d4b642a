import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type pg from "pg";

import { ensureDatabase, withDatabase } from "../../../src/database/ensure-database.js";
import { makePool, runQuery, transaction, type PoolOptions } from "../../../src/database/pool.js";
import { ConfigurationError, ServiceUnavailableError } from "../../../src/errors.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";

let server: TestPostgres;
let url: string;
let pools: pg.Pool[];

beforeAll(async () => {
  server = await startTestPostgres();
  url = await server.createDatabase();
  pools = [];
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
});
afterAll(() => server.stop());

function open(options: Partial<PoolOptions> = {}): pg.Pool {
  const pool = makePool({ url, max: 2, logger: { warn: () => undefined }, ...options });
  pools.push(pool);
  return pool;
}

describe("values from the database", () => {
  test("a date stays text, an instant is a Date, a count is a number", async () => {
    const [row] = await runQuery(
      open(),
      "SELECT '2015-03-29'::date AS day, '2015-03-29T00:30:00Z'::timestamptz AS at, count(*) AS n FROM generate_series(1, 3)",
    );
    expect(row).toEqual({ day: "2015-03-29", at: new Date("2015-03-29T00:30:00Z"), n: 3 });
  });

  test("a bigint that no number holds is an error, not another number", async () => {
    await expect(runQuery(open(), "SELECT 9007199254740993::bigint AS n")).rejects.toThrow(
      "9007199254740993 is too large",
    );
  });
});

describe("statements", () => {
  test("are told one by one, inside transactions too", async () => {
    const told: string[] = [];
    const pool = open({ onQuery: (sql) => told.push(sql) });
    await runQuery(pool, "SELECT 1");
    await transaction(pool, (client) => client.query({ text: "SELECT 2" }));
    expect(told).toEqual(["SELECT 1", "BEGIN", "SELECT 2", "COMMIT"]);
  });
});

describe("a transaction", () => {
  test("keeps all of it, or nothing when the work throws", async () => {
    const pool = open();
    await pool.query("CREATE TABLE kept (n integer)");
    await transaction(pool, (client) => client.query("INSERT INTO kept VALUES (1)"));
    const failing = transaction(pool, async (client) => {
      await client.query("INSERT INTO kept VALUES (2)");
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    await expect(runQuery(pool, "SELECT n FROM kept")).resolves.toEqual([{ n: 1 }]);
  });

  test("whose connection is cut rejects, and the pool goes on with another connection", async () => {
    const pool = open({ max: 1 });
    const cut = transaction(pool, (client) => client.query("SELECT pg_terminate_backend(pg_backend_pid())"));
    await expect(cut).rejects.toThrow(ServiceUnavailableError);
    await expect(runQuery(pool, "SELECT 1 AS one")).resolves.toEqual([{ one: 1 }]);
  });
});

describe("a database that is away", () => {
  test("is a service that is not available, for a query and for a transaction", async () => {
    const pool = open({ url: "postgresql://storecast:secret@127.0.0.1:1/none" });
    const failure = { code: "SERVICE_UNAVAILABLE", service: "database", isRetryable: true };
    await expect(runQuery(pool, "SELECT 1")).rejects.toMatchObject(failure);
    await expect(transaction(pool, () => Promise.resolve())).rejects.toMatchObject(failure);
  });

  test("is told without the password of its URL", async () => {
    const pool = open({ url: "postgresql://storecast:secret@127.0.0.1:1/none" });
    await expect(runQuery(pool, "SELECT 1")).rejects.not.toThrow("secret");
  });

  test("that refuses the user is a matter of configuration", async () => {
    const wrong = new URL(url);
    wrong.password = "wrong";
    await expect(runQuery(open({ url: wrong.href }), "SELECT 1")).rejects.toThrow(ConfigurationError);
    await expect(ensureDatabase(wrong.href)).rejects.toThrow(ConfigurationError);
  });
});

describe("ensureDatabase", () => {
  test("makes a database once, however many ask at the same time", async () => {
    const target = withDatabase(server.url, 'odd "name" ü');
    await Promise.all(Array.from({ length: 5 }, () => ensureDatabase(target)));
    await ensureDatabase(target);
    await expect(runQuery(open({ url: target }), "SELECT current_database() AS name")).resolves.toEqual([
      { name: 'odd "name" ü' },
    ]);
  });

  test("says when the server is away", async () => {
    await expect(ensureDatabase("postgresql://u:p@127.0.0.1:1/none")).rejects.toThrow(
      ServiceUnavailableError,
    );
  });
});
