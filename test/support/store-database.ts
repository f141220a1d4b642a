import type pg from "pg";

import { runMigrations } from "../../src/database/migrations.js";
import { makePool, runQuery } from "../../src/database/pool.js";
import { startTestPostgres } from "./postgres.js";

/** A real database with the product's schema, emptied at will. */
export interface StoreDatabase {
  url: string;
  pool: pg.Pool;
  /** Statements sent since the last `empty`. */
  statements: string[];
  /** Removes all stores, regions and days. */
  empty(): Promise<void>;
  /** `code day y open holiday regressors` of every day, in order. */
  listDays(): Promise<string[]>;
  /** `code region dataThrough dataRevision` of every store, in order. */
  listStores(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openStoreDatabase(): Promise<StoreDatabase> {
  const server = await startTestPostgres();
  const url = await server.createDatabase();
  const statements: string[] = [];
  const pool = makePool({
    url,
    max: 4,
    logger: { warn: () => undefined },
    onQuery: (sql) => statements.push(sql),
  });
  await runMigrations(pool);
  const listLines = async (sql: string) =>
    (await runQuery<{ line: string }>(pool, sql)).map(({ line }) => line);
  return {
    url,
    pool,
    statements,
    empty: async () => {
      await pool.query("TRUNCATE sales_day, store, region RESTART IDENTITY CASCADE");
      statements.length = 0;
    },
    listDays: () =>
      listLines(`
        SELECT concat_ws(' ', s.code, day, coalesce(y::text, '-'), CASE WHEN is_open THEN 'open' ELSE 'closed' END,
          coalesce(holiday, '-'), regressors::text) AS line
        FROM sales_day d JOIN store s ON s.id = d.store_id ORDER BY s.code_number, s.code, day`),
    listStores: () =>
      listLines(`
        SELECT concat_ws(' ', code, region_code, coalesce(data_through::text, '-'), data_revision) AS line
        FROM store ORDER BY code_number, code`),
    close: async () => {
      await pool.end();
      await server.stop();
    },
  };
}
