import { createServer } from "node:net";
import type { PortSetting } from "../config.js";
import { ConfigurationError } from "../errors.js";

/** How far past a taken default port the search goes. */
const SEARCH_LENGTH = 100;

/** Whether this address and port can be listened on. */
function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") return resolve(false);
      if (error.code === "EACCES") return resolve(false);
      reject(
        new ConfigurationError(`HOST=${host} cannot be listened on: ${error.message}.`, { cause: error }),
      );
    });
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * The port to use: the one set, or, where it is only the default and taken, the next free one.
 *
 * @param variable its name in the environment, for messages
 * @param notify is told when another port than the default is used
 * @throws ConfigurationError when a port asked for by name is taken
 */
export async function choosePort(
  setting: PortSetting,
  host: string,
  variable: string,
  notify: (sentence: string) => void,
): Promise<number> {
  if (await isFree(host, setting.port)) return setting.port;
  if (setting.isExplicit) {
    throw new ConfigurationError(
      `${variable}=${setting.port} is taken on ${host}: stop what listens there, or set ${variable} to a free port.`,
    );
  }
  for (let port = setting.port + 1; port <= setting.port + SEARCH_LENGTH; port++) {
    if (!(await isFree(host, port))) continue;
    notify(`Port ${setting.port} is taken, so ${variable} is ${port} this time.`);
    return port;
  }
  throw new ConfigurationError(
    `Ports ${setting.port} to ${setting.port + SEARCH_LENGTH} are all taken on ${host}: set ${variable} to a free one.`,
  );
}
