// A second Node beside the one that runs this, for the tests that hold results across versions: `node scripts/other-node.mjs` installs it
// if it is missing and prints where its binary is. In a folder of its own, since as a package of ours it would run npm's scripts.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, SetupError } from "./prepare.mjs";

/** The newest long-term version, or the oldest supported one to whom that is not another. */
const VERSIONS = { newest: "24.21.0", oldest: "20.20.2" };

/** Path of the other Node's binary. */
export function ensureOtherNode() {
  const isNewest = process.versions.node.split(".")[0] === VERSIONS.newest.split(".")[0];
  const version = isNewest ? VERSIONS.oldest : VERSIONS.newest;
  const system = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${system}-${process.arch}`;
  const directory = join(root, "test", `.node-${version}`);
  const binary = join(directory, "node_modules", name, "bin", system === "win" ? "node.exe" : "node");
  if (existsSync(binary)) return binary;

  process.stderr.write(`storecast: installing Node ${version} for the tests ...\n`);
  mkdirSync(join(root, "test"), { recursive: true });
  // swapped in whole, so that half a download is never taken for one
  const fresh = mkdtempSync(join(root, "test", ".node-fresh-"));
  try {
    const npm = [
      "install",
      "--prefix",
      fresh,
      "--no-save",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      `${name}@${version}`,
    ];
    const { status, error, stderr } = spawnSync("npm", npm, { cwd: fresh, encoding: "utf8" });
    if (error || status !== 0) {
      throw new SetupError(`installing Node ${version} failed: ${error?.message ?? stderr.trim()}`);
    }
    rmSync(directory, { recursive: true, force: true });
    renameSync(fresh, directory);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return binary;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(ensureOtherNode());
