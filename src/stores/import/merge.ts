import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

import { LOCK_KEYS } from "../../database/lock-keys.js";
import type { StoreRecord } from "./store-record.js";

/** Takes the lock of imports until the transaction ends; false when another import has it. */
export async function tryLockImports(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS locked", [
    LOCK_KEYS.import,
  ]);
  return rows[0]?.locked === true;
}

/** All stores as they are, by code. */
export async function loadStoreRecords(client: pg.ClientBase): Promise<Map<string, StoreRecord>> {
  const { rows } = await client.query<StoreRecord>(`
    SELECT s.code, s.name, s.attributes, s.time_zone AS "timeZone", s.holiday_calendar AS "holidayCalendar",
      json_build_object('code', r.code, 'name', r.name) AS region
    FROM store s JOIN region r ON r.code = s.region_code`);
  return new Map(rows.map((row) => [row.code, row]));
}

/** Streams lines in COPY's text format into a table that lives until the transaction ends. */
export async function copyToStaging(
  client: pg.ClientBase,
  lines: AsyncIterable<string> | Readable,
): Promise<void> {
  await client.query(`
    CREATE TEMPORARY TABLE imported_day (
      store_index integer, day date, is_open boolean, y double precision, holiday text, regressors jsonb
    ) ON COMMIT DROP`);
  await pipeline(
    lines,
    client.query(
      copyFrom("COPY imported_day (store_index, day, is_open, y, holiday, regressors) FROM STDIN"),
    ),
  );
  await client.query("ANALYZE imported_day");
}

/** Inserts new stores and regions, and updates those of which something changed. */
export async function mergeStores(client: pg.ClientBase, stores: readonly StoreRecord[]): Promise<void> {
  // A region that is named by its own code was told without a name: it keeps the one it has.
  const regions = new Map(stores.map(({ region }) => [region.code, region.name]));
  await client.query(
    `INSERT INTO region (code, name) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE excluded.name NOT IN (region.name, region.code)`,
    [[...regions.keys()], [...regions.values()]],
  );
  await client.query(
    `INSERT INTO store (code, name, region_code, attributes, time_zone, holiday_calendar)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::text[], $6::text[])
     ON CONFLICT (code) DO UPDATE SET
       name = excluded.name, region_code = excluded.region_code, attributes = excluded.attributes,
       time_zone = excluded.time_zone, holiday_calendar = excluded.holiday_calendar
     WHERE (store.name, store.region_code, store.attributes, store.time_zone, store.holiday_calendar) IS DISTINCT FROM
       (excluded.name, excluded.region_code, excluded.attributes, excluded.time_zone, excluded.holiday_calendar)`,
    [
      stores.map((store) => store.code),
      stores.map((store) => store.name),
      stores.map((store) => store.region.code),
      stores.map((store) => JSON.stringify(store.attributes)),
      stores.map((store) => store.timeZone),
      stores.map((store) => store.holidayCalendar),
    ],
  );
}

/**
 * Merges the staged days. Newer values win, save that a plan never takes back an observation. A store whose observed days
 * at or before its `data_through` changed gets a new `data_revision`.
 *
 * @param storeCodes code of each store index
 * @returns rows, and the stores whose observed days changed: a model has not seen them as they are now
 */
export async function mergeDays(
  client: pg.ClientBase,
  storeCodes: readonly string[],
): Promise<{ inserted: number; updated: number; changedStoreCodes: string[] }> {
  // Sorted by the table's key, so that its pages and its index fill in order: a third faster than as the files come.
  await client.query(
    `CREATE TEMPORARY TABLE changed_day ON COMMIT DROP AS
     SELECT s.id AS store_id, n.day, n.is_open, n.y, n.holiday, n.regressors,
       d.store_id IS NOT NULL AS is_known,
       n.y IS NOT NULL AND n.day <= s.data_through AS is_correction
     FROM imported_day n
     JOIN unnest($1::text[]) WITH ORDINALITY AS c (code, position) ON c.position = n.store_index + 1
     JOIN store s ON s.code = c.code
     LEFT JOIN sales_day d ON d.store_id = s.id AND d.day = n.day
     WHERE d.store_id IS NULL
       OR ((n.is_open, n.y, n.holiday, n.regressors) IS DISTINCT FROM (d.is_open, d.y, d.holiday, d.regressors)
         AND NOT (n.y IS NULL AND d.y IS NOT NULL))
     ORDER BY s.id, n.day`,
    [storeCodes],
  );
  const updated = await client.query(`
    UPDATE sales_day d SET is_open = c.is_open, y = c.y, holiday = c.holiday, regressors = c.regressors
    FROM changed_day c WHERE c.is_known AND d.store_id = c.store_id AND d.day = c.day`);
  const inserted = await client.query(`
    INSERT INTO sales_day (store_id, day, is_open, y, holiday, regressors)
    SELECT store_id, day, is_open, y, holiday, regressors FROM changed_day WHERE NOT is_known`);
  const { rows: touched } = await client.query<{ code: string; is_changed: boolean }>(`
    UPDATE store s SET
      data_through = GREATEST(s.data_through, c.last_day),
      data_revision = s.data_revision + CASE WHEN c.has_corrections THEN 1 ELSE 0 END
    FROM (
      SELECT store_id, max(day) FILTER (WHERE y IS NOT NULL) AS last_day,
        coalesce(bool_or(is_correction), false) AS has_corrections
      FROM changed_day GROUP BY store_id
    ) c
    WHERE s.id = c.store_id
    RETURNING s.code, c.last_day IS NOT NULL AS is_changed`);
  const counts = { inserted: inserted.rowCount ?? 0, updated: updated.rowCount ?? 0 };
  if (counts.inserted + counts.updated > 0) await client.query("ANALYZE sales_day");
  const changedStoreCodes = touched.flatMap((store) => (store.is_changed ? [store.code] : [])).sort();
  return { ...counts, changedStoreCodes };
}
