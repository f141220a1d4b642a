import type pg from "pg";

import { checkHolidayCalendar } from "../calendar.js";
import type { ImportReport } from "../types.js";
import type { CsvHeader } from "./csv-header.js";
import type { Column, CsvRow } from "./csv-row.js";
import { runImport } from "./run-import.js";
import type { ImportProgress, SalesForm } from "./sales-stream.js";
import { checkTimeZone } from "./store-record.js";
import { loadPlainStores } from "./plain-stores.js";

/** How to import sales in the plain form. */
export interface SalesImport {
  /** `store,date,y[,open,promo,school_holiday,holiday][,any other column = regressor]`, in any order. */
  salesFile: string;
  /** `store[,name,region,region_name,time_zone,holiday_calendar][,any other column = attribute]`, in any order. */
  storesFile?: string | undefined;
  /** IANA time zone of new stores of which the stores file tells none; `UTC` by default. */
  timeZone?: string | undefined;
  /** Holiday calendar of such stores, such as `DE-NW`; none by default. */
  holidayCalendar?: string | undefined;
  onProgress?: ((progress: ImportProgress) => void) | undefined;
}

const REGRESSOR_PATTERN = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;
/** Names that Prophet has for columns of its own. */
const RESERVED =
  /^(ds|y|cap|floor|t|y_scaled|cap_scaled|((trend|additive_terms|multiplicative_terms|daily|weekly|yearly|holidays|zeros|extra_regressors_additive|extra_regressors_multiplicative|yhat)(_lower|_upper)?))$/;

/**
 * Imports sales in the plain form; `docs/data.md` has the mapping. Without a stores file the stores of the sales file are made
 * while the database has none; later a new store must be told by a stores file, so that a slip of the pen makes no store.
 *
 * @throws ImportError with the problems of the files; InvalidInputError for a wrong option or when another import is running
 */
export async function importSales(pool: pg.Pool, options: SalesImport): Promise<ImportReport> {
  const { salesFile, storesFile, timeZone = "UTC", holidayCalendar = null, onProgress } = options;
  checkTimeZone(timeZone);
  if (holidayCalendar !== null) checkHolidayCalendar(holidayCalendar);
  return await runImport(pool, {
    salesFiles: [{ path: salesFile, makeForm: makeSalesForm }],
    loadStores: storesFile === undefined ? null : (problems) => loadPlainStores(storesFile, problems),
    defaults: { timeZone, holidayCalendar },
    onProgress,
  });
}

function makeSalesForm(header: CsvHeader): SalesForm {
  const { store, date, y } = header.require("store", "date", "y");
  const open = header.find("open");
  const holiday = header.find("holiday");
  const regressors = header.columns.filter((c) => ![store, date, y, open, holiday].includes(c));
  for (const column of regressors) {
    if (!REGRESSOR_PATTERN.test(column.name) || RESERVED.test(column.name)) {
      header.refuse(
        column,
        "is no name for a regressor: it must be letters, digits and underscores, and none of Prophet's own columns",
      );
    }
  }
  return {
    store,
    day: date,
    sales: y,
    readFacts: (row) => {
      const sales = row.isBlank(y) ? null : row.readSales(y);
      const isOpen = !open || row.isBlank(open) ? true : row.readFlag(open);
      const kind = holiday ? row.readText(holiday) : "";
      const values = readRegressors(row, regressors);
      if (sales === undefined || isOpen === undefined || kind === undefined || !values) return undefined;
      return { y: sales, isOpen, holiday: kind === "" || kind === "0" ? null : kind, regressors: values };
    },
  };
}

function readRegressors(row: CsvRow, columns: readonly Column[]): Record<string, number> | undefined {
  const values: Record<string, number> = {};
  let isRefused = false;
  for (const column of columns) {
    const value = row.readRegressor(column);
    if (value === undefined) isRefused = true;
    else values[column.name] = value;
  }
  return isRefused ? undefined : values;
}
