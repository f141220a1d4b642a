/** What stands in a cell: a text, a figure, or nothing. */
export type CsvCell = string | number | null;

/** A table as a spreadsheet takes it. */
export interface CsvTable {
  /** What each column holds, in words, with its unit. */
  header: readonly string[];
  /** As many cells as the header has. */
  rows: readonly (readonly CsvCell[])[];
}

/** A spreadsheet takes a text for a formula if it begins so, and a formula can send away what else is in it. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;
/** Says to spreadsheets that the file is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";
/** Figures are whole units, shares or indices; more decimals would be noise. */
const DECIMALS = 4;

/**
 * Writes a table as CSV by RFC 4180: UTF-8 with a mark, lines end with CRLF, figures have a dot and no grouping. A text that
 * would be a formula gets an apostrophe before it.
 */
export function toCsv({ header, rows }: CsvTable): string {
  const lines = [header, ...rows].map((cells) => cells.map(writeCell).join(","));
  return `${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`;
}

function writeCell(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return writeFigure(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function writeFigure(value: number): string {
  if (!Number.isFinite(value)) return "";
  const text = value.toFixed(DECIMALS).replace(/\.?0+$/, "");
  return text === "-0" ? "0" : text;
}
