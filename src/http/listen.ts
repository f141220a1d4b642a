import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigurationError } from "../errors.js";

/** Where a server listens. */
export interface Place {
  /** As a client on this machine writes it, such as `http://127.0.0.1:4000`. */
  url: string;
  port: number;
}

/**
 * Listens.
 *
 * @param port 0 takes a free one
 * @throws ConfigurationError if the address cannot be listened on
 */
export function listen(server: Server, host: string, port: number): Promise<Place> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "the port is taken" : cause.message;
      reject(new ConfigurationError(`The API cannot listen on ${host}:${port}: ${why}.`, { cause }));
    });
    server.listen(port, host, () => {
      const { port: taken } = server.address() as AddressInfo;
      resolve({ url: `http://${hostOf(host)}:${taken}`, port: taken });
    });
  });
}

function hostOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
