import type { Day } from "../format/day.js";
import { toCsv, type CsvTable } from "./csv.js";
import { fileName } from "./file-name.js";

/** A file to save. */
export interface ExportFile {
  name: string;
  content: Blob;
}

/** @param what, day see {@link fileName} */
export function csvFile(what: readonly string[], day: Day, table: CsvTable): ExportFile {
  const content = new Blob([toCsv(table)], { type: "text/csv;charset=utf-8" });
  return { name: fileName(what, day, "csv"), content };
}

export function pngFile(what: readonly string[], day: Day, content: Blob): ExportFile {
  return { name: fileName(what, day, "png"), content };
}

/** Gives a file to the browser, which saves it where the person has it. */
export function saveFile({ name, content }: ExportFile): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // the browser has taken it by the next turn
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
