import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Home } from "./home.js";

/** A child that was started, and when its process began: pids are used again, the pair is not. */
const Remembered = z.array(z.object({ name: z.string(), pid: z.number(), began: z.string() }));
type Remembered = z.infer<typeof Remembered>;

const POLL_MS = 50;
/** How long children whose parent was killed may take to stop by themselves, in ms. */
const GRACE_MS = 10_000;

/** When the process began, as the system tells it; null when there is none with this pid. */
function getBeginning(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // fields after the command, which is in brackets and may hold spaces; the 22nd of all is the start time
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? null);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return null;
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  if (process.platform === "linux") return null;
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch (error) {
    // ps exits with 1 when there is no such process
    if ((error as { status?: number }).status === 1) return null;
    throw error;
  }
}

function readRemembered(home: Home): Remembered {
  try {
    return Remembered.parse(JSON.parse(readFileSync(home.children, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    // cut short by a crash: it named processes of a machine state that is gone
    if (error instanceof SyntaxError || error instanceof z.ZodError) return [];
    throw error;
  }
}

/** Writes down a child, so that the next start finds it should this process be killed. */
export function rememberChild(home: Home, name: string, pid: number): void {
  const began = getBeginning(pid);
  if (began === null) return;
  const alive = readRemembered(home).filter((child) => getBeginning(child.pid) === child.began);
  writeFileSync(home.children, JSON.stringify([...alive, { name, pid, began }]));
}

/** Waits for the children of a killed parent to stop by themselves, and ends those that do not. */
export async function endOrphans(home: Home, notify: (sentence: string) => void): Promise<void> {
  const isAlive = (child: Remembered[number]) => getBeginning(child.pid) === child.began;
  const deadline = performance.now() + GRACE_MS;
  let orphans = readRemembered(home).filter(isAlive);
  if (orphans.length > 0) {
    notify(`Waiting for ${orphans.map((child) => child.name).join(", ")} of an earlier start to stop.`);
  }
  while (orphans.length > 0) {
    await delay(POLL_MS);
    orphans = orphans.filter(isAlive);
    if (performance.now() > deadline) orphans.forEach((child) => process.kill(child.pid, "SIGKILL"));
  }
  rmSync(home.children, { force: true });
}
