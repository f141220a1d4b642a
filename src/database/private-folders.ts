import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Bit of the capability that lets a process enter folders whatever their mode. */
const CAP_DAC_OVERRIDE = 1n << 1n;
const OTHERS_MAY_ENTER = 0o001;

/** The nearest folder on the way to this path, itself included, that only its owner may enter; null without one. */
export function findPrivateFolder(path: string): string | null {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & OTHERS_MAY_ENTER) === 0) return folder;
  }
  return null;
}

/** Whether what this process starts under another user may enter private folders all the same. */
export function mayChildrenEnterPrivateFolders(): boolean {
  if (process.platform !== "linux") return false;
  const ambient = /^CapAmb:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return ambient !== undefined && (BigInt(`0x${ambient}`) & CAP_DAC_OVERRIDE) !== 0n;
}

/**
 * Words to put before a command that starts PostgreSQL for root. PostgreSQL refuses to be root, and the user it runs as may not
 * enter, say, `/root` or a temporary folder; so it keeps root's right to enter, and no other one.
 *
 * @param paths what PostgreSQL must reach: its program and its data
 * @returns empty where nothing is needed, or where the system has no `setpriv`: then the start says what is wrong
 */
export function getEnteringPrefix(paths: readonly string[]): string[] {
  const isRoot = process.getuid?.() === 0;
  if (process.platform !== "linux" || !isRoot || mayChildrenEnterPrivateFolders()) return [];
  if (paths.every((path) => findPrivateFolder(path) === null)) return [];
  const prefix = [
    "setpriv",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",
    "--",
  ];
  try {
    execFileSync(prefix[0]!, [...prefix.slice(1), "true"], { stdio: "ignore" });
    return prefix;
  } catch (error) {
    const { code, status } = error as { code?: string; status?: number | null };
    // not installed, or not allowed to a root with fewer rights
    if (code === "ENOENT" || typeof status === "number") return [];
    throw error;
  }
}
