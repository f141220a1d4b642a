/**
 * Texts as pandas writes them into Prophet's JSON: each is JSON within a string of JSON. They are put together escaped as they will stand there,
 * for escaping a history as a whole would cost as much again as writing it.
 */

/** A value of JSON that is written already. */
export interface Written {
  json: string;
}

/** A column of a table. Cells are JSON, escaped. */
export interface Column {
  name: string;
  type: "datetime" | "number" | "integer" | "boolean" | "string";
  /** Strings are pandas 3's own type. */
  extDtype?: "str";
  cells: readonly string[];
}

/** A string's JSON as it stands within a string of JSON. */
export function quote(text: string): string {
  return escape(JSON.stringify(text));
}

/** A column of numbers with all their digits. */
export function numbers(name: string, values: ArrayLike<number>): Column {
  const cells = new Array<string>(values.length);
  for (let i = 0; i < values.length; i++) cells[i] = String(values[i]);
  return { name, type: "number", cells };
}

/**
 * pandas' `orient="split"` of a series.
 *
 * @param data JSON, escaped
 */
export function makeSeriesText(
  name: string | null,
  index: readonly number[],
  data: readonly string[],
): Written {
  const head = escape(`{"name":${JSON.stringify(name)},"index":[`);
  return { json: `"${head}${index.join(",")}${escape('],"data":[')}${data.join(",")}]}"` };
}

/** pandas' `orient="table"` of at least one column, all equally long. */
export function makeTableText(columns: readonly Column[]): Written {
  const fields = columns.map(({ name, type, extDtype }) => ({ name, type, ...(extDtype && { extDtype }) }));
  const schema = JSON.stringify({ fields, pandas_version: "1.4.0" });
  const rows = columns[0]?.cells.length ?? 0;
  const width = columns.length;
  const pieces = new Array<string>(rows * width + 2);
  pieces[0] = `"${escape(`{"schema":${schema},"data":[`)}`;
  pieces[rows * width + 1] = ']}"';
  columns.forEach(({ name, cells }, i) => {
    const before = `${i === 0 ? "{" : ","}${escape(`${JSON.stringify(name)}:`)}`;
    const after = i === width - 1 ? "}," : "";
    let cell = "";
    let piece = "";
    for (let row = 0; row < rows; row++) {
      // Most columns repeat themselves for days, and one text that stands in many places is put together faster than many.
      if (cells[row] !== cell) {
        cell = cells[row]!;
        piece = before + cell + after;
      }
      pieces[row * width + i + 1] = piece;
    }
  });
  // The comma after the last row.
  if (rows > 0) pieces[rows * width] = pieces[rows * width]!.slice(0, -1);
  return { json: pieces.join("") };
}

/** An object of JSON; values that are written already stay as they are. */
export function writeObject(fields: Record<string, unknown>): string {
  const texts = Object.entries(fields).map(
    ([key, value]) => `${JSON.stringify(key)}:${isWritten(value) ? value.json : JSON.stringify(value)}`,
  );
  return `{${texts.join(",")}}`;
}

function isWritten(value: unknown): value is Written {
  return typeof value === "object" && value !== null && "json" in value;
}

function escape(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
