import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ConfigurationError } from "../errors.js";
import { runCommand, type CommandResult } from "./command.js";
import { getErrorCode } from "./error-facts.js";
import { exclusively } from "./exclusive.js";
import { toConfigurationError } from "./python-failure.js";

/** Oldest Python that the lock files are made for. */
const MINIMUM_PYTHON = [3, 10] as const;
/** Installed where the machine has no uv of its own. */
const UV_REQUIREMENT = "uv==0.13.9";
/** Name of the file that says which lock file a complete environment was made from. */
const STAMP = "storecast-lock.sha256";

/** Which environment to make, and of what. */
export interface PythonEnvironmentOptions {
  /** Lock file: every package pinned with `==`. */
  requirements: string;
  /** Folder of the environment; made, and renewed when the lock file changes. */
  directory: string;
  /** Python to make it with, a name on the PATH or a path; `python3` by default. */
  python?: string;
  /** uv to install with; the one on the PATH by default, else one is fetched. */
  uv?: string;
  /** Is told what takes time, in sentences. */
  log: (sentence: string) => void;
}

/**
 * Makes sure that a Python environment holds what the lock file says. Does nothing, quickly, when it does; where two
 * processes call at once, one works and the other waits for it. Never leaves a half-made environment at `directory`.
 *
 * @returns path of the environment's Python; its scripts in `bin/` work too
 * @throws ConfigurationError for want of Python, of the network, of disk space or of permission
 */
export async function ensurePythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const directory = resolve(options.directory);
  const executable = join(directory, "bin", "python");
  const stamp = createHash("sha256")
    .update(await readFile(options.requirements))
    .digest("hex");
  if (await isComplete(directory, executable, stamp)) return executable;

  const python = await findPython(options.python ?? "python3");
  try {
    await mkdir(dirname(directory), { recursive: true });
    const onWait = () => options.log(`Waiting for another process that prepares ${directory}.`);
    await exclusively(python, `${directory}.lock`, onWait, async () => {
      if (await isComplete(directory, executable, stamp)) return;
      options.log(`Installing the Python packages of ${options.requirements} in ${directory}.`);
      await removeLeftovers(directory);
      const partial = `${directory}.partial-${process.pid}`;
      try {
        await install(partial, python, options);
        await writeFile(join(partial, STAMP), stamp);
        await rm(directory, { recursive: true, force: true });
        await rename(partial, directory);
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
    });
  } catch (error) {
    throw toConfigurationError(error, directory);
  }
  return executable;
}

async function isComplete(directory: string, executable: string, stamp: string): Promise<boolean> {
  try {
    // follows the link, so that an upgrade of the machine's Python is noticed
    await access(executable, constants.X_OK);
    return (await readFile(join(directory, STAMP), "utf8")) === stamp;
  } catch (error) {
    if (getErrorCode(error) === "ENOENT") return false;
    throw toConfigurationError(error, directory);
  }
}

/** Folders that a killed process left behind. */
async function removeLeftovers(directory: string): Promise<void> {
  const prefix = `${basename(directory)}.partial-`;
  for (const name of await readdir(dirname(directory))) {
    if (name.startsWith(prefix)) await rm(join(dirname(directory), name), { recursive: true, force: true });
  }
}

/** Path of the interpreter behind a command, checked for its version. */
async function findPython(command: string): Promise<string> {
  const minimum = MINIMUM_PYTHON.join(".");
  const script = "import sys; print(*sys.version_info[:2]); print(sys.executable)";
  const advice = `install Python ${minimum} or newer, or name one in STORECAST_PYTHON`;
  let result: CommandResult;
  try {
    result = await runCommand(command, ["-c", script]);
  } catch (error) {
    throw new ConfigurationError(`Python was not found as "${command}"; ${advice}.`, { cause: error });
  }
  const [version, executable] = result.lines.slice(-2);
  const [major, minor] = (version ?? "").split(" ").map(Number);
  if (result.exitCode !== 0 || executable === undefined || major === undefined || minor === undefined) {
    throw new ConfigurationError(`"${command}" is not a Python that works (${lastLine(result)}); ${advice}.`);
  }
  if (major < MINIMUM_PYTHON[0] || (major === MINIMUM_PYTHON[0] && minor < MINIMUM_PYTHON[1])) {
    throw new ConfigurationError(`"${command}" is Python ${major}.${minor}, too old for MLflow; ${advice}.`);
  }
  return executable;
}

async function install(directory: string, python: string, options: PythonEnvironmentOptions): Promise<void> {
  const tools = join(directory, "..", `${basename(directory)}-uv`);
  try {
    const uv = (await findUv(options.uv ?? "uv")) ?? (await fetchUv(tools, python, options.log));
    await succeed(uv, [
      ...["venv", "--quiet", "--relocatable"],
      ...["--python", python, "--no-python-downloads", directory],
    ]);
    // Python compiles what it imports when it first does, a tenth of it all: compiling all of it takes most of a minute.
    await succeed(uv, [
      ...["pip", "install", "--quiet"],
      ...["--python", join(directory, "bin", "python"), "--requirements", options.requirements],
    ]);
  } finally {
    await rm(tools, { recursive: true, force: true });
  }
}

async function findUv(command: string): Promise<string | null> {
  try {
    return (await runCommand(command, ["--version"])).exitCode === 0 ? command : null;
  } catch (error) {
    if (getErrorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** uv installs in seconds what takes pip more than a minute, so that fetching it first pays. */
async function fetchUv(directory: string, python: string, log: (sentence: string) => void): Promise<string> {
  log("Fetching uv, which installs Python packages.");
  const made = await runCommand(python, ["-m", "venv", directory]);
  if (made.exitCode !== 0) {
    if (!made.lines.some((line) => /ensurepip|No module named venv/.test(line))) throw failure("venv", made);
    throw new ConfigurationError(
      `${python} lacks its venv module; install it (on Debian and Ubuntu: apt install python3-venv), or install uv.`,
    );
  }
  await succeed(join(directory, "bin", "python"), ["-m", "pip", "install", "--quiet", UV_REQUIREMENT]);
  return join(directory, "bin", "uv");
}

async function succeed(command: string, args: readonly string[]): Promise<void> {
  const result = await runCommand(command, args);
  if (result.exitCode !== 0) throw failure(basename(command), result);
}

function failure(program: string, result: CommandResult): Error {
  return new Error(`${program}: ${result.lines.join("\n")}`);
}

const lastLine = (result: CommandResult) =>
  result.lines
    .filter((line) => line.trim() !== "")
    .at(-1)
    ?.trim() ?? "it said nothing";
