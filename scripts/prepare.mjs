// Brings a clone to the point where the product can run: packages and build, only what is missing.
// Runs before anything is installed, hence Node's own modules only.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A failure that one sentence explains. */
export class SetupError extends Error {}

function run(what, command, args, env = process.env) {
  process.stderr.write(`storecast: ${what} ...\n`);
  // npm's own words are for npm's users; they are shown only when it fails
  const done = spawnSync(command, args, { cwd: root, env, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (done.error) throw new SetupError(`${what} failed: ${done.error.message}`);
  if (done.status !== 0) {
    process.stderr.write(done.stdout + done.stderr);
    throw new SetupError(`${what} failed (exit code ${done.status}); its output is above`);
  }
}

export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(`Node ${process.versions.node} is too old: install Node 20.19 or newer`);
  }
}

/** Installs the locked packages unless this very lock is installed already. */
export function ensurePackages() {
  const lock = join(root, "package-lock.json");
  const stamp = join(root, "node_modules/.storecast-lock");
  const wanted = createHash("sha256").update(readFileSync(lock)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const installed = join(root, "node_modules/.package-lock.json");
  const isCurrent = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
  if (!isCurrent) {
    run("installing packages (npm ci)", "npm", ["ci", "--include=dev", "--no-audit", "--no-fund"]);
  }
  writeFileSync(stamp, wanted);
}

function newestChange(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

/** Compiles src, and the page, to dist unless dist is newer; an installation without sources is built already. */
export function ensureBuild() {
  if (!existsSync(join(root, "src"))) return;
  const inputs = ["src", "web", "tsconfig.json", "tsconfig.build.json"].map((name) => join(root, name));
  const stamp = join(root, "dist/.built");
  if (existsSync(stamp) && statSync(stamp).mtimeMs > Math.max(...inputs.map(newestChange))) return;
  const fresh = join(root, `dist.${process.pid}`);
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  try {
    run("building", process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", fresh]);
    const vite = join(root, "node_modules/vite/bin/vite.js");
    const page = ["--config", "web/vite.config.ts", "--outDir", join(fresh, "web"), "--logLevel", "warn"];
    run("building the page", process.execPath, [vite, "build", ...page]);
    writeFileSync(join(fresh, ".built"), "");
    // swapped in whole, so that a process that starts meanwhile never finds half a build
    rmSync(join(root, "dist"), { recursive: true, force: true });
    renameSync(fresh, join(root, "dist"));
  } catch (error) {
    const wasBuiltMeanwhile = error.code === "ENOTEMPTY" && existsSync(stamp);
    if (!wasBuiltMeanwhile) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
