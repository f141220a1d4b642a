import type { IncomingMessage } from "node:http";

/** Address of the client that a request comes from. */
export function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? "";
}
