import { readFileSync } from "node:fs";
import { ConfigurationError } from "../errors.js";

type Environment = Record<string, string | undefined>;

const SUFFIX = "_FILE";

/**
 * Takes settings out of files: `DATABASE_URL_FILE=/run/secrets/database-url` says where the value of `DATABASE_URL` is, so that a secret
 * stands neither in a container's description nor in its environment. A file is read once, and the line break at its end is not part of
 * the value.
 *
 * @param environment variables by name; an empty one counts as absent
 * @param settings names that may be given so; `_FILE` variables of other programs are left alone
 * @returns the environment with the values, without the variables that named files
 * @throws ConfigurationError that names every file that cannot be used, and every setting that is given in both ways; it repeats no value
 */
export function readFileSettings(environment: Environment, settings: readonly string[]): Environment {
  const filled: Environment = { ...environment };
  const wrong: string[] = [];
  for (const setting of settings) {
    const variable = `${setting}${SUFFIX}`;
    const path = environment[variable];
    delete filled[variable];
    if (!path) continue;
    if (environment[setting]) {
      wrong.push(`${setting} and ${variable} are both set: keep one of them`);
      continue;
    }
    const read = readValue(path);
    if ("problem" in read) wrong.push(`${variable}=${JSON.stringify(path)} ${read.problem}`);
    else filled[setting] = read.value;
  }
  if (wrong.length > 0) throw new ConfigurationError(`The configuration is wrong: ${wrong.join("; ")}.`);
  return filled;
}

function readValue(path: string): { value: string } | { problem: string } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return { problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})` };
  }
  const value = text.replace(/\r?\n$/, "");
  return value === "" ? { problem: "is an empty file" } : { value };
}
