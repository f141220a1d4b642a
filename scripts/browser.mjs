// A browser for the tests that look at pages: `node scripts/browser.mjs` installs Chromium if there is none and prints where it is.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SetupError } from "./prepare.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const HINT = "install Chromium or Chrome, or name one in STORECAST_CHROMIUM";

function findBrowser() {
  const given = process.env.STORECAST_CHROMIUM;
  if (given) return given;
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram) ?? null;
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
    throw new SetupError(`installing Chromium failed (${error?.message ?? stderr.trim()}): ${HINT}`);
  }
}

/** Path of a Chromium. Debian's package is the one that brings all its libraries. */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (process.getuid?.() !== 0) throw new SetupError(`the tests need a browser: ${HINT}`);
  process.stderr.write("storecast: installing Chromium for the tests ...\n");
  apt("update");
  apt("install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core");
  const installed = findBrowser();
  if (!installed) throw new SetupError(`installing Chromium left no browser: ${HINT}`);
  return installed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(ensureBrowser());
