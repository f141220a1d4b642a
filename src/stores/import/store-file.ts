import { readCsv, type CsvFile } from "./csv-file.js";
import type { CsvHeader } from "./csv-header.js";
import type { Column, CsvRow } from "./csv-row.js";
import type { StorePatch } from "./store-record.js";

/** How the rows of a file of stores are understood. */
export interface StoreForm {
  store: Column;
  /** What the row tells besides the code; undefined when it was refused. */
  readPatch: (row: CsvRow) => Omit<StorePatch, "code"> | undefined;
}

/** Reads a file that has one row a store. Faults of rows are noted in the file's problems. */
export async function loadStoreFile(
  file: CsvFile,
  makeForm: (header: CsvHeader) => StoreForm,
): Promise<StorePatch[]> {
  const lines = new Map<string, number>();
  const makeDecoder = (header: CsvHeader) => {
    const form = makeForm(header);
    return (row: CsvRow): StorePatch | undefined => {
      const code = row.readStoreCode(form.store);
      const patch = form.readPatch(row);
      if (code === undefined || patch === undefined) return undefined;
      const twin = lines.get(code);
      if (twin !== undefined) {
        return row.refuse(form.store, `must stand only once, and line ${twin} has it already`);
      }
      lines.set(code, row.line);
      return { ...patch, code };
    };
  };
  const patches: StorePatch[] = [];
  for await (const batch of readCsv(file, makeDecoder)) patches.push(...batch);
  return patches;
}
