import { createReadStream } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import { CsvError, parse } from "csv-parse";

import { errorCode } from "../../database/database-error.js";
import { InvalidInputError } from "../../errors.js";
import { makeHeader, type CsvHeader } from "./csv-header.js";
import { CsvRow } from "./csv-row.js";
import type { ProblemList } from "./import-error.js";

const CHUNK_BYTES = 65_536;
const BATCH_ROWS = 1_000;
/** A longer record is a quote that was never closed. */
const RECORD_BYTES = 1_048_576;
const NEWLINE = 10;
const DIRECTORY_FAULTS: Record<string, string> = {
  ENOENT: "must exist",
  ENOTDIR: "must be a directory",
  EACCES: "must be readable",
};
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** A file to import, and where what is wrong with it goes. */
export interface CsvFile {
  path: string;
  problems: ProblemList;
  /** Called now and then with the bytes read of the file as it lies on the disk. */
  onProgress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
}

/**
 * Finds a file of that name, plain or with `.gz` after it; undefined when there is neither.
 *
 * @throws InvalidInputError when the directory cannot be read
 */
export async function findCsv(directory: string, name: string): Promise<string | undefined> {
  try {
    const names = await readdir(directory);
    const found = [name, `${name}.gz`].find((candidate) => names.includes(candidate));
    return found && join(directory, found);
  } catch (cause) {
    const rule = DIRECTORY_FAULTS[errorCode(cause) ?? ""];
    if (!rule) throw cause;
    throw new InvalidInputError(`The directory "${directory}" ${rule}.`, "directory", { cause });
  }
}

/** Turns the row in hand into a value; undefined when it was refused or is of no use. */
export type RowDecoder<T> = (row: CsvRow) => T | undefined;

/**
 * Reads a CSV file with a header, plain or gzip (told by its first bytes, not its name), in bounded memory, and yields what
 * the decoder makes of its rows in batches. A fault of a row is noted and reading goes on; a fault of the file ends it.
 *
 * @param makeDecoder called once with the header
 * @throws ImportError when the file cannot be read to its end
 */
export async function* readCsv<T>(
  file: CsvFile,
  makeDecoder: (header: CsvHeader) => RowDecoder<T>,
): AsyncGenerator<T[]> {
  const name = basename(file.path);
  const row = new CsvRow(name, file.problems);
  const tail = { lastByte: NEWLINE };
  let decode: RowDecoder<T> | undefined;
  let width = 0;
  let rowCount = 0;
  let batch: T[] = [];
  try {
    row.line = 0;
    for await (const record of await openRecords(file, tail)) {
      row.line++;
      if (record.length === 1 && record[0] === "") continue;
      if (!decode) {
        decode = makeDecoder(makeHeader(name, record, file.problems));
        width = record.length;
        continue;
      }
      rowCount++;
      row.cells = record;
      const value = record.length === width ? decode(row) : refuseWidth(row, width);
      row.line += countNewlines(record);
      if (value === undefined) continue;
      batch.push(value);
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    const fault = describeFault(error, row.line);
    if (!fault) throw error;
    file.problems.add({ file: name, column: null, value: null, ...fault });
    throw file.problems.toError(error);
  }
  if (rowCount === 0) {
    const rule = decode ? "must have rows below the header" : "must not be empty: it has no header";
    file.problems.add({ file: name, line: null, column: null, value: null, rule });
  } else if (tail.lastByte !== NEWLINE) {
    row.refuseRow(
      "is the last line and has no line end, as if the file were cut off: add a line end if it is complete",
    );
  }
  if (batch.length > 0) yield batch;
}

async function openRecords(file: CsvFile, tail: { lastByte: number }): Promise<AsyncIterable<string[]>> {
  const handle = await open(file.path);
  let size: number;
  const magic = Buffer.alloc(2);
  try {
    ({ size } = await handle.stat());
    await handle.read(magic, 0, 2, 0);
  } finally {
    await handle.close();
  }
  const raw = createReadStream(file.path, { highWaterMark: CHUNK_BYTES });
  const parser = parse({ bom: true, relax_column_count: true, max_record_size: RECORD_BYTES });
  const bytes = async function* (source: Readable) {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      tail.lastByte = chunk.at(-1) ?? tail.lastByte;
      file.onProgress?.(raw.bytesRead, size);
      yield chunk;
    }
  };
  // The parser is destroyed with whatever error ends the pipeline, and whoever iterates over it gets that error.
  const settle = () => undefined;
  return magic.equals(GZIP_MAGIC)
    ? pipeline(raw, createGunzip({ chunkSize: CHUNK_BYTES }), bytes, parser, settle)
    : pipeline(raw, bytes, parser, settle);
}

function refuseWidth(row: CsvRow, width: number): undefined {
  return row.refuseRow(`has ${row.cells.length} cells: it must have ${width}, as the header has`);
}

/** Line ends inside quotes. */
function countNewlines(record: readonly string[]): number {
  let count = 0;
  for (const cell of record) if (cell.includes("\n")) count += cell.split("\n").length - 1;
  return count;
}

/** What is wrong with the file when reading it failed; null when the failure is not the file's. */
function describeFault(error: unknown, line: number): { line: number | null; rule: string } | null {
  if (error instanceof CsvError) {
    const { lines } = error as CsvError & { lines?: number };
    return { line: lines ?? line, rule: `is not valid CSV: ${error.message}` };
  }
  switch (errorCode(error) ?? "") {
    case "Z_BUF_ERROR":
      return { line, rule: "is where the gzip file is cut off: it must be complete" };
    case "Z_DATA_ERROR":
      return { line, rule: "is where the gzip file is damaged: it must be complete and unchanged" };
    case "ENOENT":
      return { line: null, rule: "must exist" };
    case "EISDIR":
      return { line: null, rule: "must be a file, not a directory" };
    case "EACCES":
      return { line: null, rule: "must be readable" };
    default:
      return null;
  }
}
