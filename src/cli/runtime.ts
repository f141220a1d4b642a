import { hostname, userInfo } from "node:os";
import { pino, type DestinationStream, type Logger } from "pino";
import type { Config } from "../config.js";
import { CREDENTIAL_PATHS, hideSecrets, listSecrets } from "../observability/hidden-secrets.js";

/** What the process has of the outside world; made in main.ts, passed to every command. */
export interface Runtime {
  env: Record<string, string | undefined>;
  /** The true clock, for stamps. */
  now: () => Date;
  /** The clock that decides "today": pinned by STORECAST_TODAY. */
  businessNow: () => Date;
  /** In [0, 1), for jitter. */
  random: () => number;
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  /** Aborted by Ctrl-C, SIGTERM, or the death of the parent process. */
  stopping: AbortSignal;
  /** Tells the parent process something, when it started us as a child. */
  tellParent: (message: unknown) => void;
  isChild: boolean;
}

/** Everything a command has to work with. */
export interface CommandContext {
  runtime: Runtime;
  config: Config;
  /** Sets what the process exits with; 0 unless a command says otherwise. */
  exitWith: (code: number) => void;
}

/** Logs JSON lines to standard output, as a child's parent and a container's collector expect. */
export function createServiceLogger(
  { config, runtime }: CommandContext,
  process: string,
  getTraceId?: () => string | undefined,
): Logger {
  return createLogger(config, process, runtime.stdout, getTraceId);
}

/**
 * Logs JSON lines wherever they are wanted, without credentials.
 *
 * @param getTraceId of what runs when a line is written, which then has it
 */
export function createLogger(
  config: Config,
  process: string,
  destination: Pick<DestinationStream, "write">,
  getTraceId?: () => string | undefined,
): Logger {
  const mixin = () => {
    const traceId = getTraceId?.();
    return traceId === undefined ? {} : { traceId };
  };
  return pino(
    {
      level: config.logLevel,
      base: { process, host: hostname() },
      redact: { paths: [...CREDENTIAL_PATHS], censor: "***" },
      ...(getTraceId ? { mixin } : {}),
    },
    hideSecrets(destination, listSecrets(config)),
  );
}

/** For commands that a person runs: silent but for warnings, which go to standard error. */
export function createCommandLogger({ config, runtime }: CommandContext, process: string): Logger {
  const level = ["info", "debug", "trace"].includes(config.logLevel) ? "warn" : config.logLevel;
  return createLogger({ ...config, logLevel: level }, process, runtime.stderr);
}

/** Who runs this command, for runs and jobs that ask. */
export function getUser(): string {
  return userInfo().username;
}

/** Resolves when the process is asked to stop. */
export function whenStopping(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
