import { ConfigurationError } from "../errors.js";
import { getErrorMessage } from "./error-facts.js";

const NO_NETWORK =
  /dns error|error sending request|Failed to (fetch|download)|Connection(Error| refused| reset)|NewConnectionError|Temporary failure in name resolution|No matching distribution|network is unreachable/i;
const NO_SPACE = /ENOSPC|No space left on device|EDQUOT|Disk quota exceeded/i;
const NO_PERMISSION = /EACCES|EPERM|EROFS|Permission denied|Read-only file system/i;

/** One sentence for whatever kept the environment from being made; the details are its cause. */
export function toConfigurationError(error: unknown, directory: string): ConfigurationError {
  if (error instanceof ConfigurationError) return error;
  const text = getErrorMessage(error);
  const options = { cause: error };
  if (NO_SPACE.test(text)) {
    return new ConfigurationError(
      `No disk space for ${directory}; free 1.5 GB there and start again.`,
      options,
    );
  }
  if (NO_PERMISSION.test(text)) {
    return new ConfigurationError(`${directory} cannot be written; give this user the right to.`, options);
  }
  if (NO_NETWORK.test(text)) {
    const advice = "check the network or its proxy, and start again";
    return new ConfigurationError(`The Python packages could not be fetched; ${advice}.`, options);
  }
  const reason = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .at(-1)
    ?.trim();
  return new ConfigurationError(
    `The Python packages could not be installed in ${directory}: ${reason}.`,
    options,
  );
}
