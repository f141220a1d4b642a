import type pg from "pg";

import { transaction } from "../../database/pool.js";
import { InvalidInputError } from "../../errors.js";
import type { ImportReport } from "../types.js";
import { ProblemList } from "./import-error.js";
import { copyToStaging, loadStoreRecords, mergeDays, mergeStores, tryLockImports } from "./merge.js";
import { StoreIndex, streamSales, type ImportProgress, type SalesFile, type Tally } from "./sales-stream.js";
import { makeStoreRecord, type StorePatch, type StoreRecord } from "./store-record.js";

/** What to import, after the mapping of the files' form. */
export interface ImportPlan {
  /** Reads what the files tell of stores; null when there is no such file. */
  loadStores: ((problems: ProblemList) => Promise<StorePatch[]>) | null;
  /** Where two files tell the same day of a store, the first one counts. */
  salesFiles: readonly SalesFile[];
  /** What new stores have that no file tells. */
  defaults: Partial<StoreRecord>;
  onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/**
 * Imports files in one transaction: all of them or nothing.
 *
 * @throws ImportError with the problems of the files; InvalidInputError when another import is running;
 * ServiceUnavailableError when the database is away
 */
export async function runImport(pool: pg.Pool, plan: ImportPlan): Promise<ImportReport> {
  return await transaction(pool, async (client) => {
    if (!(await tryLockImports(client))) {
      throw new InvalidInputError("Another import is running: wait until it is done, then import again.");
    }
    const problems = new ProblemList();
    const known = await loadStoreRecords(client);
    const patches = plan.loadStores ? await plan.loadStores(problems) : [];
    problems.throwIfAny();
    const told = new Map(patches.map((patch) => [patch.code, patch]));
    const isFirstImport = known.size === 0 && plan.loadStores === null;
    const index = new StoreIndex((code) => isFirstImport || told.has(code) || known.has(code));
    const tally: Tally = { rowsRead: 0, firstDay: null, lastDay: null };

    await copyToStaging(client, streamSales({ ...plan, index, problems, tally }));
    problems.throwIfAny();
    plan.onProgress?.({ stage: "merging", file: null, fraction: 0, rowsRead: tally.rowsRead });
    const codes = new Set([...told.keys(), ...index.codes]);
    await mergeStores(
      client,
      [...codes].map((code) => ({
        ...(known.get(code) ?? makeStoreRecord(code, plan.defaults)),
        ...told.get(code),
      })),
    );
    const { inserted, updated, changedStoreCodes } = await mergeDays(client, index.codes);
    return {
      stores: codes.size,
      rowsRead: tally.rowsRead,
      rowsInserted: inserted,
      rowsUpdated: updated,
      rowsUnchanged: tally.rowsRead - inserted - updated,
      firstDay: tally.firstDay,
      lastDay: tally.lastDay,
      changedStoreCodes,
      namedStoreCodes: [...index.codes],
    };
  });
}
