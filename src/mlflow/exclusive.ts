import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Node has no lock that the kernel takes back when its holder dies; Python has. */
const HOLD_LOCK = `
import fcntl, sys
lock = open(sys.argv[1], "w")
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("waiting", flush=True)
    fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
`;

/**
 * Does a piece of work while no other process on this machine does one under the same lock file. The lock ends with
 * this process, however it ends.
 *
 * @param python executable of Python 3
 * @param onWait is called once if another process holds the lock
 */
export async function exclusively<T>(
  python: string,
  lockFile: string,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const holder = spawn(python, ["-c", HOLD_LOCK, lockFile], { stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(holder, "close");
  const complaints: string[] = [];
  createInterface({ input: holder.stderr }).on("line", (line) => complaints.push(line));
  try {
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: holder.stdout }).on("line", (line) => {
        if (line === "held") resolve();
        else onWait();
      });
      ended.then(
        () => reject(new Error(`${lockFile} could not be locked: ${complaints.at(-1) ?? "no reason given"}`)),
        reject,
      );
    });
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
