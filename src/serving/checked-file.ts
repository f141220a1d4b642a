import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { getErrorCode } from "../mlflow/error-facts.js";

/** Ends the names of files that are being written. */
export const UNFINISHED = ".tmp";

/**
 * Writes a file that {@link readChecked} can tell from a damaged one. Whoever reads meanwhile, in any process, finds the old file or the
 * new one; of a failure nothing is left.
 *
 * @param title what the file holds and in which format, one line
 * @throws the file system's error, such as ENOSPC
 */
export async function writeChecked(path: string, title: string, body: string | Buffer): Promise<void> {
  const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
  const head = Buffer.from(`${title} ${getSha256(body)}\n`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(unfinished, Buffer.concat([head, Buffer.from(body)]), { flag: "wx" });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(ignore);
    throw error;
  }
}

/**
 * What {@link writeChecked} wrote; null if there is no file. It waits for the disk, for that is sooner done than a thread is asked to: 0.03 ms a model
 * of 9 kB, not 0.2.
 *
 * @throws Error for a file that is damaged or holds something else, and the file system's error
 */
export function readChecked(path: string, title: string): Buffer | null {
  const bytes = readIfPresent(path);
  if (bytes === null) return null;
  const end = bytes.indexOf("\n");
  const body = bytes.subarray(end + 1);
  if (end >= 0 && bytes.toString("latin1", 0, end) === `${title} ${getSha256(body)}`) return body;
  throw new Error(`${path} is damaged: it does not hold "${title}" with the checksum in its first line.`);
}

function readIfPresent(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    return nullIfAbsent(error);
  }
}

/** For the errors of files that another process may have removed. */
export function nullIfAbsent(error: unknown): null {
  if (getErrorCode(error) === "ENOENT") return null;
  throw error;
}

function getSha256(body: string | Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}

/** What went wrong first is what counts. */
function ignore(): void {}
