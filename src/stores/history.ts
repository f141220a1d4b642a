import { runQuery, type Queryable } from "../database/pool.js";
import type { Day } from "../model/day.js";
import { makeTextSharer } from "./shared-texts.js";
import type { SalesHistory, StoreDay } from "./types.js";

const COLUMNS = `store_id AS "storeId", day, y, is_open AS "isOpen", holiday, regressors::text`;
/** Parsed texts kept at most during one query. */
const CACHED_TEXTS = 4_096;

interface DayRow {
  storeId: number;
  day: Day;
  y: number | null;
  isOpen: boolean;
  holiday: string | null;
  /** JSON. */
  regressors: string;
}

/** Parses JSON texts of which most repeat; equal texts give the same frozen object. */
function makeRegressorParser(): (text: string) => Record<string, number> {
  const parsed = new Map<string, Record<string, number>>();
  return (text) => {
    const known = parsed.get(text);
    if (known) return known;
    const regressors = Object.freeze(JSON.parse(text) as Record<string, number>);
    if (parsed.size < CACHED_TEXTS) parsed.set(text, regressors);
    return regressors;
  };
}

/** Days by store, in the order of the rows. */
function groupByStore(rows: readonly DayRow[]): Map<number, StoreDay[]> {
  const parse = makeRegressorParser();
  const share = makeTextSharer();
  const stores = new Map<number, StoreDay[]>();
  for (const { storeId, day, y, isOpen, holiday, regressors } of rows) {
    const facts: StoreDay = {
      day: share(day),
      y,
      isOpen,
      holiday: holiday === null ? null : share(holiday),
      regressors: parse(regressors),
    };
    const days = stores.get(storeId);
    if (days) days.push(facts);
    else stores.set(storeId, [facts]);
  }
  return stores;
}

/** Makes the view of the daily facts that the database holds. Regressors of a day are frozen: days share them. */
export function makeSalesHistory(db: Queryable): SalesHistory {
  return {
    loadHistories: async (storeIds) => {
      const rows = await runQuery<DayRow>(
        db,
        `SELECT ${COLUMNS} FROM sales_day WHERE store_id = ANY ($1) AND y IS NOT NULL ORDER BY store_id, day`,
        [storeIds],
      );
      return new Map([...groupByStore(rows)].map(([id, days]) => [id, { days }]));
    },

    loadDays: async (storeIds, from, to) =>
      groupByStore(
        await runQuery<DayRow>(
          db,
          `SELECT ${COLUMNS} FROM sales_day
           WHERE store_id = ANY ($1) AND day >= $2 AND day < $3 ORDER BY store_id, day`,
          [storeIds, from, to],
        ),
      ),

    loadRecentDays: async (storeIds, count) =>
      groupByStore(
        await runQuery<DayRow>(
          db,
          `SELECT d.* FROM unnest($1::integer[]) AS s (id) CROSS JOIN LATERAL (
             SELECT ${COLUMNS} FROM sales_day
             WHERE store_id = s.id AND y IS NOT NULL ORDER BY day DESC LIMIT $2
           ) d ORDER BY d."storeId", d.day`,
          [[...new Set(storeIds)], count],
        ),
      ),
  };
}
