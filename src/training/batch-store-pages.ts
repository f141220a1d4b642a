import type pg from "pg";

import { runQuery } from "../database/pool.js";
import { InvalidInputError } from "../errors.js";
import type { BatchStore, BatchStoresRequest, RetrainBatchService } from "./batch-types.js";
import type { RetrainOutcome } from "./types.js";

interface PageRow {
  position: number;
  total_count: number;
  is_after_known: boolean;
  /** Null, as all that follows, where the page is empty. */
  store_id: number | null;
  code: string;
  outcome: RetrainOutcome;
  state: "OPEN" | "ENDED" | "WITHDRAWN";
  job_id: string | null;
}

/** Arrays of arrays must all be of one length, so the regions come as JSON. */
const IS_OF_REGION = `(wanted.region_codes IS NULL OR
         store.region_code IN (SELECT json_array_elements_text(wanted.region_codes)))`;

/** Pages of stores of any number of batches, in one statement. */
export async function loadStorePages(
  pool: pg.Pool,
  requests: readonly BatchStoresRequest[],
): ReturnType<RetrainBatchService["loadBatchStores"]> {
  const rows = await runQuery<PageRow>(
    pool,
    `SELECT wanted.position, page.*,
       (
         SELECT count(*) FROM retrain_batch_store asked JOIN store ON store.id = asked.store_id
         WHERE asked.batch_id = wanted.batch_id AND ${IS_OF_REGION}
       ) AS total_count,
       wanted.after IS NULL OR EXISTS (
         SELECT FROM retrain_batch_store asked JOIN store ON store.id = asked.store_id
         WHERE asked.batch_id = wanted.batch_id AND store.code = wanted.after
       ) AS is_after_known
     FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::json[]) WITH ORDINALITY
       AS wanted (batch_id, first, after, region_codes, position)
     LEFT JOIN LATERAL (
       SELECT asked.store_id, store.code, store.code_number, asked.outcome, asked.state, asked.job_id
       FROM retrain_batch_store asked JOIN store ON store.id = asked.store_id
       WHERE asked.batch_id = wanted.batch_id AND ${IS_OF_REGION} AND (wanted.after IS NULL OR
         (store.code_number, store.code) > (SELECT code_number, code FROM store WHERE code = wanted.after))
       ORDER BY store.code_number, store.code LIMIT wanted.first + 1
     ) AS page ON true
     ORDER BY wanted.position, page.code_number, page.code`,
    [
      requests.map(({ batchId }) => batchId),
      requests.map(({ first }) => first),
      requests.map(({ after }) => after ?? null),
      requests.map(({ regionCodes }) => (regionCodes === undefined ? null : JSON.stringify(regionCodes))),
    ],
  );
  const pages: PageRow[][] = requests.map(() => []);
  for (const row of rows) pages[row.position - 1]?.push(row);
  return requests.map(({ first, after }, index) => {
    const page = pages[index] ?? [];
    if (page[0]?.is_after_known === false) {
      return new InvalidInputError(`after points to ${after}, which is not in this list.`, "after");
    }
    const stores = page.flatMap(toBatchStore);
    return {
      items: stores.slice(0, first),
      hasNextPage: stores.length > first,
      totalCount: page[0]?.total_count ?? 0,
    };
  });
}

function toBatchStore(row: PageRow): BatchStore[] {
  if (row.store_id === null) return [];
  const { store_id: storeId, code: storeCode, outcome, state, job_id: jobId } = row;
  return [{ storeId, storeCode, outcome, isWithdrawn: state === "WITHDRAWN", jobId }];
}
