import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Bytes after which a start sets the old log aside. */
const ROTATE_AT = 20 * 1024 * 1024;
const WARN = 40;

/** The one log of all processes: JSON lines in a file, each with the process that wrote it. */
export interface Log {
  /** Takes over a stream of lines, pino's or plain. */
  follow(process: string, stream: Readable): void;
  /** Takes one line. */
  line(process: string, line: string): void;
  close(): Promise<void>;
}

/**
 * Opens the log.
 *
 * @param path file to append to; one old file is kept beside it with `.1`
 * @param now stamps lines that carry no time of their own
 * @param echo is shown warnings and errors, for the terminal
 */
export function openLog(path: string, now: () => Date, echo: (line: string) => void): Log {
  if (existsSync(path) && statSync(path).size > ROTATE_AT) renameSync(path, `${path}.1`);
  const file: WriteStream = createWriteStream(path, { flags: "a" });
  file.on("error", (error) => echo(`The log ${path} cannot be written: ${error.message}`));

  const line = (process: string, text: string) => {
    if (text.trim() === "") return;
    const entry = parseEntry(text);
    if (entry) {
      file.write(`${JSON.stringify({ process, ...entry })}\n`);
      const { level, msg, err } = entry as { level?: unknown; msg?: unknown; err?: { message?: string } };
      if (typeof level === "number" && level >= WARN) {
        echo(`[${process}] ${typeof msg === "string" ? msg : ""}${err?.message ? `: ${err.message}` : ""}`);
      }
    } else {
      file.write(`${JSON.stringify({ process, time: now().getTime(), msg: text })}\n`);
    }
  };

  return {
    line,
    follow: (process, stream) => {
      createInterface({ input: stream }).on("line", (text) => line(process, text));
    },
    close: () => new Promise((resolve) => file.end(resolve)),
  };
}

function parseEntry(text: string): Record<string, unknown> | null {
  if (!text.startsWith("{")) return null;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    // a plain line that happens to start with a brace is a plain line
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
