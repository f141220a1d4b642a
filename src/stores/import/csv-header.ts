import type { Column } from "./csv-row.js";
import type { ProblemList } from "./import-error.js";

/** Columns of a file by name. */
export class CsvHeader {
  constructor(
    readonly file: string,
    readonly columns: readonly Column[],
    private readonly problems: ProblemList,
  ) {}

  find(name: string): Column | undefined {
    return this.columns.find((column) => column.name === name);
  }

  /** The named columns; one that is missing refuses the file. */
  require<Name extends string>(...names: Name[]): Record<Name, Column> {
    const found = names.map((name) => [name, this.find(name)] as const);
    for (const [name, column] of found) {
      if (column) continue;
      const rule = `is missing: the header must have it, and has ${this.columns.map((c) => c.name).join(", ")}`;
      this.problems.add({ file: this.file, line: 1, column: name, value: null, rule });
    }
    this.problems.throwIfAny();
    return Object.fromEntries(found) as Record<Name, Column>;
  }

  /** Notes that a column may not be there. */
  refuse(column: Column, rule: string): void {
    this.problems.add({ file: this.file, line: 1, column: column.name, value: null, rule });
  }
}

/**
 * Makes the header of a file from its first record.
 *
 * @throws ImportError when a column has no name or stands twice
 */
export function makeHeader(file: string, names: readonly string[], problems: ProblemList): CsvHeader {
  const header = new CsvHeader(
    file,
    names.map((name, index) => ({ name: name.trim(), index })),
    problems,
  );
  for (const column of header.columns) {
    if (header.find(column.name) !== column) header.refuse(column, "must stand in the header only once");
    if (column.name === "") header.refuse(column, `must have a name: it is column ${column.index + 1}`);
  }
  problems.throwIfAny();
  return header;
}
