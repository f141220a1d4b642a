import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { ensureDatabase, withDatabase } from "../../src/database/ensure-database.js";
import { findFreePort } from "./ports.js";

const ROOT = resolve(import.meta.dirname, "../..");
const PASSWORD = "p@ss: word/%";

/** A real PostgreSQL as a system packages it, with the client programs of its version. */
export interface PackagedPostgres {
  /** Folder of its programs. */
  bin: string;
  /** Makes an empty database and answers its URL; its password has signs that URLs must escape. */
  createDatabase(name: string): Promise<string>;
  /** Where a database is, whether it is there or not. */
  urlOf(name: string): string;
  stop(): Promise<void>;
}

/** Folder of its programs; the first call on a machine may install them. */
export function findPostgresPrograms(): string {
  return execFileSync(process.execPath, [join(ROOT, "scripts/postgresql.mjs")], { encoding: "utf8" }).trim();
}

/** It refuses to run as root. */
function findOwner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const ask = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: ask("-u"), gid: ask("-g") };
}

/** Starts one on a temporary folder: about 3 s. */
export async function startPackagedPostgres(): Promise<PackagedPostgres> {
  const bin = findPostgresPrograms();
  const owner = findOwner();
  const directory = await mkdtemp(join(tmpdir(), "storecast-packaged-"));
  if (owner.uid !== undefined) await chown(directory, owner.uid, owner.gid!);
  const data = join(directory, "data");
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, `${PASSWORD}\n`);
  const made = spawnSync(
    join(bin, "initdb"),
    [
      "-D",
      data,
      "-U",
      "keeper",
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
      "--encoding=UTF8",
      "--locale=C.UTF-8",
    ],
    {
      ...owner,
      cwd: directory,

      encoding: "utf8",
      env: { PATH: process.env["PATH"] },
    },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await findFreePort();
  const settings = ["listen_addresses=127.0.0.1", `port=${port}`, "unix_socket_directories=", "fsync=off"];
  const server = spawn(
    join(bin, "postgres"),
    ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    {
      ...owner,
      cwd: directory,
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const exited = once(server, "exit");
  await untilReady(server.stderr, exited);
  const url = `postgresql://keeper:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`;
  return {
    bin,
    urlOf: (name) => withDatabase(url, name),
    createDatabase: async (name) => {
      await ensureDatabase(withDatabase(url, name));
      return withDatabase(url, name);
    },
    stop: async () => {
      server.kill("SIGINT");
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function untilReady(log: NodeJS.ReadableStream, exited: Promise<unknown>): Promise<void> {
  let said = "";
  const ready = new Promise<void>((settle) =>
    log.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("ready to accept connections")) settle();
    }),
  );
  const ended = exited.then(() => {
    throw new Error(`PostgreSQL does not start: ${said}`);
  });
  await Promise.race([ready, ended]);
}
