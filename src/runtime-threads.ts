import { readdirSync, readFileSync } from "node:fs";
import { constants, getPriority, platform, setPriority } from "node:os";

/** What there is of them unless it is set (`--v8-pool-size`), with the one that hands out delayed work. */
const V8_THREADS = 5;
/** As Node.js calls them from version 22 on. */
const V8_NAMES = /^(V8Worker|DelayedTaskSche)/;

/**
 * Lets the threads in which V8 compiles and collects garbage give way to the one that answers. They are four, so that on a core that is short they
 * have most of it for a tenth of a second and more, and whoever asks waits. Linux counts niceness by thread; elsewhere nothing is done.
 *
 * To be called in the main thread, early: without names they are known by having come first.
 */
export function lowerV8Threads(niceness: number = constants.priority.PRIORITY_BELOW_NORMAL): void {
  if (platform() !== "linux") return;
  try {
    for (const thread of listV8Threads()) {
      // Who started the process may have lowered it further.
      if (getPriority(thread) < niceness) setPriority(thread, niceness);
    }
  } catch (error) {
    // A sandbox may forbid it, and all works without.
    process.emitWarning(`V8's threads keep their priority: ${String(error)}`);
  }
}

/** Ids of threads, as Linux counts them. */
function listV8Threads(): number[] {
  const others = readdirSync("/proc/self/task")
    .map(Number)
    .filter((thread) => thread !== process.pid)
    .sort((a, b) => a - b);
  const named = others.filter((thread) =>
    V8_NAMES.test(readFileSync(`/proc/self/task/${thread}/comm`, "utf8")),
  );
  return named.length > 0 ? named : others.slice(0, V8_THREADS);
}
