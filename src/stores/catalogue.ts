import { runQuery, type Queryable } from "../database/pool.js";
import { isStoreCode } from "./store-code.js";
import { makeUnknownAfter } from "./store-index.js";
import type { Page, Region, Store, StoreCatalogue, StoreFilter } from "./types.js";

const COLUMNS = `id, code, name, region_code AS "regionCode", attributes, time_zone AS "timeZone",
  holiday_calendar AS "holidayCalendar", data_through AS "dataThrough", data_revision AS "dataRevision"`;
const MATCHES = `($1::text[] IS NULL OR code = ANY ($1)) AND ($2::text[] IS NULL OR region_code = ANY ($2))`;
const ORDER = "code_number, code";

/** PostgreSQL's text holds everything but this character. */
function isText(text: string): boolean {
  return !text.includes("\0");
}

function toParameters({ storeCodes, regionCodes }: StoreFilter): [string[] | null, string[] | null] {
  return [storeCodes?.filter(isStoreCode) ?? null, regionCodes?.filter(isText) ?? null];
}

/** How the database's `code_number` sees a code: numbers by value, everything else after them. */
function toCodeNumber(code: string): string {
  return /^[0-9]+$/.test(code) ? code : "Infinity";
}

/** Makes the catalogue of stores and regions that the database holds. */
export function makeStoreCatalogue(db: Queryable): StoreCatalogue {
  return {
    findStores: (filter, page) => findStores(db, filter, page),

    listStores: async (filter) =>
      await runQuery<Store>(
        db,
        `SELECT ${COLUMNS} FROM store WHERE ${MATCHES} ORDER BY ${ORDER}`,
        toParameters(filter),
      ),

    loadStores: async (codes) => {
      const stores = await runQuery<Store>(db, `SELECT ${COLUMNS} FROM store WHERE code = ANY ($1)`, [
        codes.filter(isStoreCode),
      ]);
      return new Map(stores.map((store) => [store.code, store]));
    },

    loadStoresById: async (ids) => {
      const stores = await runQuery<Store>(db, `SELECT ${COLUMNS} FROM store WHERE id = ANY ($1)`, [ids]);
      return new Map(stores.map((store) => [store.id, store]));
    },

    listRegions: async () => {
      const regions = await runQuery<Region>(db, "SELECT code, name FROM region");
      // Sorted here, where the order of letters does not depend on the database's collation.
      const { compare } = new Intl.Collator("en", { numeric: true });
      return regions.sort((a, b) => compare(a.name, b.name) || compare(a.code, b.code));
    },

    loadRegions: async (codes) => {
      const regions = await runQuery<Region>(db, "SELECT code, name FROM region WHERE code = ANY ($1)", [
        codes.filter(isText),
      ]);
      return new Map(regions.map((region) => [region.code, region]));
    },
  };
}

async function findStores(
  db: Queryable,
  filter: StoreFilter,
  { first, after }: { first: number; after?: string },
): Promise<Page<Store>> {
  if (after !== undefined && !isStoreCode(after)) throw makeUnknownAfter(after);
  type Row = { totalCount: number; isAfterKnown: boolean } & (Store | { id: null });
  const rows = await runQuery<Row>(
    db,
    `SELECT t.*, p.* FROM (
       SELECT (SELECT count(*) FROM store WHERE ${MATCHES}) AS "totalCount",
         $3::text IS NULL OR EXISTS (SELECT FROM store WHERE code = $3) AS "isAfterKnown"
     ) t LEFT JOIN (
       SELECT ${COLUMNS}, code_number FROM store
       WHERE ${MATCHES} AND ($3::text IS NULL OR (code_number, code) > ($4::numeric, $3))
       ORDER BY ${ORDER} LIMIT $5
     ) p ON true ORDER BY p.code_number, p.code`,
    [...toParameters(filter), after ?? null, toCodeNumber(after ?? ""), first + 1],
  );
  if (after !== undefined && rows[0]?.isAfterKnown === false) throw makeUnknownAfter(after);
  const stores = rows.filter((row): row is Row & Store => row.id !== null).map(toStore);
  return {
    items: stores.slice(0, first),
    hasNextPage: stores.length > first,
    totalCount: rows[0]?.totalCount ?? 0,
  };
}

/** The store of a row that has more columns than a store. */
function toStore(row: Store): Store {
  const { id, code, name, regionCode, attributes, timeZone, holidayCalendar, dataThrough, dataRevision } =
    row;
  return { id, code, name, regionCode, attributes, timeZone, holidayCalendar, dataThrough, dataRevision };
}
