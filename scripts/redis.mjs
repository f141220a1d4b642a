// A Redis for the tests of the queue: `node scripts/redis.mjs` installs redis-server if there is none and prints where it is.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SetupError } from "./prepare.mjs";

const HINT = "install redis-server 6.2 or newer, or name one in STORECAST_REDIS_SERVER";

function findRedis() {
  const given = process.env.STORECAST_REDIS_SERVER;
  if (given) return given;
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, "redis-server")).find(isProgram) ?? null;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not here
  }
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, error, stderr } = spawnSync("apt-get", args, { env, encoding: "utf8" });
  if (error || status !== 0) {
    throw new SetupError(`installing redis-server failed (${error?.message ?? stderr.trim()}): ${HINT}`);
  }
}

/** Path of a redis-server. */
export function ensureRedis() {
  const found = findRedis();
  if (found) return found;
  if (process.getuid?.() !== 0) throw new SetupError(`the tests need a Redis: ${HINT}`);
  process.stderr.write("storecast: installing redis-server for the tests ...\n");
  apt("update");
  apt("install", "-y", "--no-install-recommends", "redis-server");
  const installed = findRedis();
  if (!installed) throw new SetupError(`installing redis-server left none: ${HINT}`);
  return installed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(ensureRedis());
