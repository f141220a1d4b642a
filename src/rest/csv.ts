import { stringify } from "csv-stringify/sync";
import type { CsvForm } from "./route.js";

/**
 * An answer as CSV of RFC 4180 with a line of names. Text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
export function writeCsv<A>(form: CsvForm<A>, answer: A): string {
  return stringify(form.toRows(answer), {
    ...{ header: true, columns: [...form.columns], record_delimiter: "windows" },
    escape_formulas: true,
    cast: { boolean: String },
  });
}
