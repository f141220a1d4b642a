import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { types } from "node:util";
import { ConfigurationError } from "../../errors.js";
import type { SampleOptions } from "./options.js";
import { generateSample } from "./generate.js";
import { makeStateRows, makeStoreRows, makeTestRows, makeTrainRows, type Chunks } from "./rows.js";

/** What was written. */
export interface SampleReport {
  directory: string;
  stores: number;
  /** Observed rows, those of `train.csv`. */
  rows: number;
  /** Planned rows, those of `test.csv`. */
  plannedRows: number;
}

/** Called with the rows written so far and the rows there will be. */
export type SampleProgress = (done: number, total: number) => void;

const PLANNED_FILE = "test.csv";

/**
 * Writes a generated chain in the files of the Rossmann set: `train.csv`, `store.csv`, `store_states.csv` and, unless no days are planned,
 * `test.csv`. Files of these names are replaced, all at the end, so that an interrupted run leaves none of them half written.
 *
 * @param directory made when missing
 * @throws InvalidInputError for options out of range, ConfigurationError where the directory cannot be written
 */
export async function writeSample(
  directory: string,
  options: SampleOptions,
  onProgress?: SampleProgress,
): Promise<SampleReport> {
  const { span, chain, stores: source } = generateSample(options);
  const stores = [...source];
  const observed = span.end - span.start + 1;
  const rows = stores.reduce((sum, { isRecorded }) => sum + count(isRecorded, observed), 0);
  const plannedRows = stores.length * (span.plannedThrough - span.end);

  let done = 0;
  const report = (lines: number) => onProgress?.((done += lines), rows + plannedRows);
  const files: [name: string, chunks: Chunks][] = [
    ["store.csv", makeStoreRows(stores, options.seed, span)],
    ["store_states.csv", makeStateRows(stores)],
    ["train.csv", reportLines(makeTrainRows(stores, chain, span), report)],
  ];
  if (plannedRows > 0) {
    files.push([PLANNED_FILE, reportLines(makeTestRows(stores, chain, span), report)]);
  }
  await replaceFiles(directory, files);
  // Plans of an earlier chain would speak of other days.
  if (plannedRows === 0) await rm(join(directory, PLANNED_FILE), { force: true });
  return { directory, stores: stores.length, rows, plannedRows };
}

async function replaceFiles(
  directory: string,
  files: readonly (readonly [name: string, chunks: Chunks])[],
): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    const partial = await mkdtemp(join(directory, ".sample-"));
    try {
      for (const [name, chunks] of files) {
        await pipeline(Readable.from(chunks), createWriteStream(join(partial, name)));
      }
      for (const [name] of files) await rename(join(partial, name), join(directory, name));
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const problem = `The sample cannot be written to ${directory}: ${error.message}.`;
    throw new ConfigurationError(problem, { cause: error });
  }
}

/** Passes chunks on, the header first, and tells how many lines each of the others held once it was asked for the next. */
function* reportLines(chunks: Chunks, report: (lines: number) => void): Chunks {
  let isHeader = true;
  for (const chunk of chunks) {
    yield chunk;
    if (!isHeader) report(chunk.split("\n").length - 1);
    isHeader = false;
  }
}

function count(marks: Uint8Array, days: number): number {
  return marks.subarray(0, days).reduce((sum, mark) => sum + mark, 0);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return types.isNativeError(error) && "syscall" in error;
}
