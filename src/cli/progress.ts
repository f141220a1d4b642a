import cliProgress from "cli-progress";
import type { Runtime } from "./runtime.js";

/** Shows how far a piece of work is: a bar on a terminal, a plain line now and then in a pipe. */
export interface Progress {
  update(done: number, total: number, note?: string): void;
  stop(): void;
}

/** Share of the work between two plain lines. */
const PLAIN_STEP = 0.1;

/** Starts showing progress on standard error, so that standard output stays what a script reads. */
export function startProgress(runtime: Runtime, title: string): Progress {
  return runtime.stderr.isTTY ? startBar(runtime, title) : startLines(runtime, title);
}

function startBar(runtime: Runtime, title: string): Progress {
  const bar = new cliProgress.SingleBar({
    format: `${title} [{bar}] {value}/{total} {note}`,
    stream: runtime.stderr,
    hideCursor: true,
    barCompleteChar: "=",
    barIncompleteChar: " ",
  });
  bar.start(1, 0, { note: "" });
  return {
    update: (done, total, note = "") => {
      bar.setTotal(total);
      bar.update(done, { note });
    },
    stop: () => bar.stop(),
  };
}

function startLines(runtime: Runtime, title: string): Progress {
  let shown = -1;
  return {
    update: (done, total, note = "") => {
      const step = total === 0 ? 1 : Math.floor(done / total / PLAIN_STEP);
      if (step <= shown) return;
      shown = step;
      runtime.stderr.write(`${title}: ${done}/${total}${note ? ` ${note}` : ""}\n`);
    },
    stop: () => undefined,
  };
}
