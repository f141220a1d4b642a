import { basename } from "node:path";

import type { Day } from "../../model/day.js";
import { readCsv, type CsvFile, type RowDecoder } from "./csv-file.js";
import type { CsvHeader } from "./csv-header.js";
import type { Column, CsvRow } from "./csv-row.js";
import type { ProblemList } from "./import-error.js";
import { SeenDays } from "./seen-days.js";

/** What a row tells of its store and day. */
export interface SalesFacts {
  /** Null on a planned day. */
  y: number | null;
  isOpen: boolean;
  /** Null on other days. */
  holiday: string | null;
  regressors: Record<string, number>;
}

/** How the rows of a file of sales are understood. */
export interface SalesForm {
  store: Column;
  day: Column;
  /** Null in a file of plans. */
  sales: Column | null;
  /** Undefined when the row was refused. */
  readFacts: (row: CsvRow, day: Day) => SalesFacts | undefined;
}

/** A file of sales or plans. */
export interface SalesFile {
  path: string;
  makeForm: (header: CsvHeader) => SalesForm;
}

/** How far an import is. */
export interface ImportProgress {
  stage: "reading" | "merging";
  /** Name of the file being read; null while merging. */
  file: string | null;
  /** Share of that file that has been read, 0 to 1. */
  fraction: number;
  /** Rows read so far, of all files. */
  rowsRead: number;
}

/** Stores that sales may name, numbered as they come. */
export class StoreIndex {
  readonly codes: string[] = [];
  private readonly indexes = new Map<string, number>();

  constructor(private readonly isKnown: (code: string) => boolean) {}

  /** Number of the store; undefined when it is not known. */
  get(code: string): number | undefined {
    const index = this.indexes.get(code);
    if (index !== undefined || !this.isKnown(code)) return index;
    this.indexes.set(code, this.codes.length);
    return this.codes.push(code) - 1;
  }
}

/** What went by while rows streamed into the database. */
export interface Tally {
  rowsRead: number;
  /** First and last observed day; null without one. */
  firstDay: Day | null;
  lastDay: Day | null;
}

interface SalesStream {
  salesFiles: readonly SalesFile[];
  index: StoreIndex;
  problems: ProblemList;
  tally: Tally;
  onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/**
 * Lines for COPY (store index, day, open, y, holiday, regressors), file after file; where two files tell the same day of a
 * store, the first one counts. Once a row was refused the rest is only checked, for nothing will be stored.
 */
export async function* streamSales(stream: SalesStream): AsyncGenerator<string> {
  const { salesFiles, problems, tally, onProgress } = stream;
  const earlier: SeenDays[] = [];
  for (const { path, makeForm } of salesFiles) {
    const seen = new SeenDays();
    const file: CsvFile = {
      path,
      problems,
      onProgress: (bytesRead, bytesTotal) =>
        onProgress?.({
          stage: "reading",
          file: basename(path),
          fraction: bytesRead / bytesTotal,
          rowsRead: tally.rowsRead,
        }),
    };
    const makeDecoder = (header: CsvHeader) => makeLineDecoder(makeForm(header), stream, seen, earlier);
    for await (const lines of readCsv(file, makeDecoder)) yield lines.join("");
    earlier.push(seen);
  }
}

function makeLineDecoder(
  form: SalesForm,
  { index, problems, tally }: SalesStream,
  seen: SeenDays,
  earlier: readonly SeenDays[],
): RowDecoder<string> {
  return (row) => {
    tally.rowsRead++;
    const code = row.readStoreCode(form.store);
    const day = row.readDay(form.day);
    const facts = day === undefined ? undefined : form.readFacts(row, day);
    if (code === undefined || day === undefined || facts === undefined) return undefined;

    const store = index.get(code);
    if (store === undefined) {
      return row.refuse(form.store, "is an unknown store: it must be in the database or in a file of stores");
    }
    if (form.sales && facts.y !== null && facts.y > 0 && !facts.isOpen) {
      return row.refuse(form.sales, "must be 0 on a day on which the store is closed");
    }
    const twin = seen.getLine(store, day);
    if (twin > 0) {
      return row.refuse(form.day, `must stand only once for store ${code}, and line ${twin} has it already`);
    }
    seen.setLine(store, day, row.line);
    if (problems.count > 0 || earlier.some((days) => days.getLine(store, day) > 0)) return undefined;

    if (facts.y !== null) {
      if (tally.firstDay === null || day < tally.firstDay) tally.firstDay = day;
      if (tally.lastDay === null || day > tally.lastDay) tally.lastDay = day;
    }
    return toCopyLine(store, day, facts);
  };
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function toCopyText(text: string | null): string {
  return text === null ? "\\N" : text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? "");
}

function toCopyLine(storeIndex: number, day: Day, facts: SalesFacts): string {
  const { y, isOpen, holiday, regressors } = facts;
  // JSON of numbers by plain names has nothing that COPY would want escaped.
  const json = JSON.stringify(regressors);
  return `${storeIndex}\t${day}\t${isOpen ? "t" : "f"}\t${y ?? "\\N"}\t${toCopyText(holiday)}\t${json}\n`;
}
