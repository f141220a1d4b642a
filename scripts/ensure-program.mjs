// Programs that the tests need and npm does not bring: found on PATH, or installed by apt.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupError } from "./prepare.mjs";

/** Path of the first of these programs that is on PATH; null without one. */
function findProgram(names) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram) ?? null;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not here
  }
}

/**
 * Path of a program: the one given, else one that is there, else one that is installed.
 *
 * @param what its name in messages
 * @param find looks for it; on PATH if absent
 * @param hint what a person can do where it cannot be installed
 */
export function ensureProgram({ what, given, names, packages, hint, find = () => findProgram(names) }) {
  const found = given || find();
  if (found) return found;
  if (process.getuid?.() !== 0) throw new SetupError(`the tests need ${what}: ${hint}`);
  process.stderr.write(`storecast: installing ${what} for the tests ...\n`);
  apt(["update"], what, hint);
  apt(["install", "-y", "--no-install-recommends", ...packages], what, hint);
  const installed = find();
  if (!installed) throw new SetupError(`installing ${what} left none: ${hint}`);
  return installed;
}

function apt(args, what, hint) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, error, stderr } = spawnSync("apt-get", args, { env, encoding: "utf8" });
  if (error || status !== 0) {
    throw new SetupError(`installing ${what} failed (${error?.message ?? stderr.trim()}): ${hint}`);
  }
}
