import type pg from "pg";
import { pino } from "pino";

import { runMigrations } from "../../src/database/migrations.js";
import { makePool } from "../../src/database/pool.js";
import { addDays, type Day } from "../../src/model/day.js";
import type { SalesHistory, Store, StoreCatalogue, StoreDay } from "../../src/stores/types.js";

/** Says nothing. */
export const silent = pino({ level: "silent" });

/** A migrated database with stores, and a pool on it. */
export interface RetrainDatabase {
  url: string;
  pool: pg.Pool;
  stores: Store[];
  /** Forgets all but the stores, whose data is as it was: a tenth of the time of a new database. Nothing may be at work in it. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** Empties our tables and the queue's. */
const FORGET = `DO $$ BEGIN EXECUTE (
  SELECT 'TRUNCATE ' || string_agg(format('%I.%I', schemaname, tablename), ', ') || ' RESTART IDENTITY'
  FROM pg_tables
  WHERE schemaname = 'public' AND tablename NOT IN ('migration', 'region', 'store', 'audit_entry', 'audit_outcome')
    OR schemaname = 'bullmq' AND tablename <> 'migration'
); END $$`;

/** Makes the schema and so many stores `1`, `2`, ... with data through the day, in an empty database. */
export async function makeRetrainDatabase(options: {
  url: string;
  stores: number;
  dataThrough: Day | null;
  onQuery?: (sql: string) => void;
}): Promise<RetrainDatabase> {
  const { url, dataThrough, onQuery } = options;
  const pool = makePool({ url, max: 20, logger: silent, ...(onQuery ? { onQuery } : {}) });
  await runMigrations(pool);
  await pool.query("INSERT INTO region (code, name) VALUES ('NW', 'NW')");
  const { rows } = await pool.query<{ id: number; code: string }>(
    `INSERT INTO store (code, name, region_code, time_zone, data_through)
     SELECT n::text, 'Store ' || n, 'NW', 'Europe/Berlin', $2 FROM generate_series(1, $1) AS n RETURNING id, code`,
    [options.stores, dataThrough],
  );
  return {
    url,
    pool,
    stores: rows.map(({ id, code }) => makeStore({ id, code, name: `Store ${code}`, dataThrough })),
    empty: async () => {
      await pool.query(FORGET);
      await pool.query("UPDATE store SET data_through = $1, data_revision = 0", [dataThrough]);
    },
    close: () => pool.end(),
  };
}

/** A store of Dortmund without attributes. */
export function makeStore(change: Partial<Store>): Store {
  return {
    ...{ id: 1, code: "1", name: "Store 1", regionCode: "NW", attributes: [] },
    ...{ timeZone: "Europe/Berlin", holidayCalendar: null, dataThrough: null, dataRevision: 0 },
    ...change,
  };
}

/** Moves the last observed day of stores, as an import does. */
export async function moveDataThrough(pool: pg.Pool, storeId: number, dataThrough: Day): Promise<void> {
  await pool.query("UPDATE store SET data_through = $2 WHERE id = $1", [storeId, dataThrough]);
}

/** Days of trade, Sundays closed, busier on promotions every other week; the last one is `through`. */
export function makeDays(options: { through: Day; days: number; scale: number }): StoreDay[] {
  return Array.from({ length: options.days }, (_, index) => {
    const day = addDays(options.through, index - options.days + 1);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    const isOpen = weekday !== 0;
    const promo = Math.floor(index / 7) % 2;
    // A wobble that no weekly pattern explains, the same every time.
    const wobble = 1 + 0.05 * Math.sin(index * 12.9898);
    const y = isOpen ? options.scale * (1 + weekday / 10 + 0.3 * promo) * wobble : 0;
    return { day, y, isOpen, holiday: null, regressors: { promo } };
  });
}

/** Catalogue and sales of stores in memory; the days of a store are made when they are asked for. */
export function makeShop(
  stores: readonly Store[],
  makeStoreDays: (store: Store) => StoreDay[],
): Pick<StoreCatalogue, "loadStoresById"> & Pick<SalesHistory, "loadHistories" | "loadDays"> {
  const find = (ids: readonly number[]) => stores.filter(({ id }) => ids.includes(id));
  return {
    loadStoresById: (ids) => Promise.resolve(new Map(find(ids).map((store) => [store.id, store]))),
    loadHistories: (ids) =>
      Promise.resolve(new Map(find(ids).map((store) => [store.id, { days: makeStoreDays(store) }]))),
    loadDays: () => Promise.resolve(new Map()),
  };
}

/** Puts observed days into the database, as an import does. */
export async function insertDays(
  pool: pg.Pool,
  storeIds: readonly number[],
  days: readonly StoreDay[],
): Promise<void> {
  await pool.query(
    `INSERT INTO sales_day (store_id, day, is_open, y, regressors)
     SELECT store_id, day, is_open, y, jsonb_build_object('promo', promo)
     FROM unnest($1::integer[]) AS store_id,
       unnest($2::date[], $3::boolean[], $4::double precision[], $5::double precision[]) AS given (day, is_open, y, promo)`,
    [
      storeIds,
      days.map(({ day }) => day),
      days.map(({ isOpen }) => isOpen),
      days.map(({ y }) => y),
      days.map(({ regressors }) => regressors["promo"] ?? 0),
    ],
  );
}

/** Waits until a batch has ended, which it does after its last job and its run. The database paces the questions. */
export async function untilBatchFinished(pool: pg.Pool, batchId: string): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      "SELECT pg_sleep(0.05) FROM retrain_batch WHERE id = $1 AND finished_at IS NULL",
      [batchId],
    );
    if (rowCount === 0) return;
  }
}
