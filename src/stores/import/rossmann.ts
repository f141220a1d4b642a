import { join } from "node:path";

import type pg from "pg";

import { isoWeekday, type Day } from "../../model/day.js";
import type { ImportReport } from "../types.js";
import { findCsv } from "./csv-file.js";
import type { CsvHeader } from "./csv-header.js";
import { getEpochDay, type Column, type CsvRow } from "./csv-row.js";
import { findGermanState } from "./german-states.js";
import type { ProblemList } from "./import-error.js";
import { runImport } from "./run-import.js";
import type { ImportProgress, SalesFile, SalesForm } from "./sales-stream.js";
import { loadStoreFile } from "./store-file.js";
import { checkTimeZone, type StorePatch } from "./store-record.js";

/** How to import a folder of Rossmann's files. */
export interface RossmannImport {
  /** Has `train.csv` or `train.csv.gz` and `store.csv`; `test.csv` (planned days) and `store_states.csv` if there are any. */
  directory: string;
  /** IANA time zone of all stores; `Europe/Berlin` by default. */
  timeZone?: string;
  onProgress?: (progress: ImportProgress) => void;
}

/** Of stores whose state is not told. */
export const HOLIDAY_CALENDAR = "DE";
const NO_HOLIDAY = "0";
const HOLIDAYS = new Map([
  ["a", "public"],
  ["b", "easter"],
  ["c", "christmas"],
]);

/**
 * Imports Rossmann's files as they are; `docs/data.md` has the mapping.
 *
 * @throws ImportError with the problems of the files; InvalidInputError when another import is running
 */
export async function importRossmann(pool: pg.Pool, options: RossmannImport): Promise<ImportReport> {
  const { directory, timeZone = "Europe/Berlin", onProgress } = options;
  checkTimeZone(timeZone);
  const trainFile = (await findCsv(directory, "train.csv")) ?? join(directory, "train.csv");
  const testFile = await findCsv(directory, "test.csv");
  const salesFiles: SalesFile[] = [
    { path: trainFile, makeForm: makeTrainForm },
    ...(testFile ? [{ path: testFile, makeForm: makeTestForm }] : []),
  ];
  return await runImport(pool, {
    salesFiles,
    defaults: { timeZone, holidayCalendar: HOLIDAY_CALENDAR },
    loadStores: (problems) => loadRossmannStores(directory, problems),
    onProgress,
  });
}

/** Stores of a folder, with their regions where it has `store_states.csv`. */
export async function loadRossmannStores(directory: string, problems: ProblemList): Promise<StorePatch[]> {
  const statesFile = await findCsv(directory, "store_states.csv");
  const stores = await loadStores(join(directory, "store.csv"), problems);
  return statesFile ? await addStates(stores, statesFile, problems) : stores;
}

async function loadStores(path: string, problems: ProblemList): Promise<StorePatch[]> {
  return await loadStoreFile({ path, problems }, (header) => {
    const { Store } = header.require("Store");
    const others = header.columns.filter((column) => column !== Store);
    return {
      store: Store,
      readPatch: (row) => {
        const attributes = row.readAttributes(others);
        return attributes && { attributes };
      },
    };
  });
}

/** Adds the region and the holiday calendar of each store's state. */
async function addStates(
  stores: readonly StorePatch[],
  path: string,
  problems: ProblemList,
): Promise<StorePatch[]> {
  const byCode = new Map(stores.map((store) => [store.code, store]));
  const states = await loadStoreFile({ path, problems }, (header) => {
    const { Store, State } = header.require("Store", "State");
    return {
      store: Store,
      readPatch: (row) => {
        if (!byCode.has(row.get(Store)))
          return row.refuse(Store, "is an unknown store: it must be in store.csv");
        return findGermanState(row.get(State)) ?? row.refuse(State, "must be a state of Germany, such as NW");
      },
    };
  });
  for (const state of states) byCode.set(state.code, { ...byCode.get(state.code), ...state });
  return [...byCode.values()];
}

/** How rows of `train.csv` are understood. */
export function makeTrainForm(header: CsvHeader): SalesForm {
  const { Store, Date, Sales, ...rest } = header.require(
    "Store",
    "Date",
    "Sales",
    "Open",
    "Promo",
    "StateHoliday",
    "SchoolHoliday",
  );
  const readPlan = makePlanReader(header, rest);
  return {
    store: Store,
    day: Date,
    sales: Sales,
    readFacts: (row, day) => {
      const y = row.readSales(Sales);
      const plan = readPlan(row, day);
      return y === undefined || plan === undefined ? undefined : { ...plan, y };
    },
  };
}

function makeTestForm(header: CsvHeader): SalesForm {
  const { Store, Date, ...rest } = header.require(
    "Store",
    "Date",
    "Open",
    "Promo",
    "StateHoliday",
    "SchoolHoliday",
  );
  return { store: Store, day: Date, sales: null, readFacts: makePlanReader(header, rest) };
}

/** Reads what both files tell of a day, sales aside. */
function makePlanReader(
  header: CsvHeader,
  columns: Record<"Open" | "Promo" | "StateHoliday" | "SchoolHoliday", Column>,
) {
  const weekday = header.find("DayOfWeek");
  return (row: CsvRow, day: Day) => {
    // The file of plans that Kaggle publishes leaves some cells blank: such a store has no reason to be closed.
    const isOpen = row.isBlank(columns.Open) ? true : row.readFlag(columns.Open);
    const promo = row.readFlag(columns.Promo);
    const schoolHoliday = row.readFlag(columns.SchoolHoliday);
    const holiday = readHoliday(row, columns.StateHoliday);
    const trueWeekday = isoWeekday(getEpochDay(day));
    if (weekday && row.get(weekday) !== String(trueWeekday)) {
      return row.refuse(weekday, `must be ${trueWeekday}, the weekday of ${day} (1 = Monday)`);
    }
    if (isOpen === undefined || promo === undefined || schoolHoliday === undefined || holiday === undefined) {
      return undefined;
    }
    return {
      y: null,
      isOpen,
      holiday,
      regressors: { promo: Number(promo), school_holiday: Number(schoolHoliday) },
    };
  };
}

function readHoliday(row: CsvRow, column: Column): string | null | undefined {
  const code = row.get(column);
  return code === NO_HOLIDAY ? null : (HOLIDAYS.get(code) ?? row.refuse(column, "must be 0, a, b or c"));
}
