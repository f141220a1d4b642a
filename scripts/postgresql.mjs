// A PostgreSQL with pg_dump for the tests of backups: `node scripts/postgresql.mjs` installs one if there is none and prints the folder of its programs.
// The one that comes with npm is a server alone.
import { accessSync, constants, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureProgram } from "./ensure-program.mjs";

const PROGRAMS = ["initdb", "postgres", "pg_dump", "pg_restore", "psql"];
/** Where Debian and its relatives put each version. */
const VERSIONS = "/usr/lib/postgresql";

function hasAll(folder) {
  try {
    for (const program of PROGRAMS) accessSync(join(folder, program), constants.X_OK);
    return true;
  } catch {
    return false; // not here
  }
}

function listVersions() {
  try {
    return readdirSync(VERSIONS).sort((one, other) => Number(other) - Number(one));
  } catch {
    return []; // no such system
  }
}

function findFolder() {
  const folders = (process.env.PATH ?? "").split(":").filter(Boolean);
  const packaged = listVersions().map((version) => join(VERSIONS, version, "bin"));
  return [...packaged, ...folders].find(hasAll);
}

/** Folder with the programs of a PostgreSQL, server and client of one version. */
export function ensurePostgresql() {
  return ensureProgram({
    what: "PostgreSQL with pg_dump",
    given: process.env.STORECAST_POSTGRESQL_BIN,
    names: [],
    packages: ["postgresql"],
    hint: "install PostgreSQL 14 or newer, server and client, or name the folder of its programs in STORECAST_POSTGRESQL_BIN",
    find: findFolder,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(ensurePostgresql());
