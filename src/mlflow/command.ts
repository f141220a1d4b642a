import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What became of a command that was started. */
export interface CommandResult {
  /** 0 for success; null if a signal ended it. */
  exitCode: number | null;
  /** Everything it wrote, stdout and stderr as they came, by line. */
  lines: string[];
}

/**
 * Runs a command to its end.
 *
 * @param onLine is called with each line as it is written
 * @throws the error of `spawn`, such as ENOENT for a command that is not there
 */
export function runCommand(
  command: string,
  args: readonly string[],
  onLine: (line: string) => void = () => undefined,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        onLine(line);
      });
    }
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, lines }));
  });
}
