import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { Principal } from "../../access/principal.js";
import { AppError, ForbiddenError, toGraphQLError } from "../../errors.js";
import { headersOf, statusOf } from "../http-errors.js";
import { addressOf } from "../address.js";
import type { ClosableSocket, Connection, OpenSockets } from "../rates/open-sockets.js";
import type { RateLimits } from "../rates/rate-limits.js";

/** Refuses a handshake, as `ws` has it. */
type Verify = (
  info: { req: IncomingMessage },
  tell: (isWelcome: boolean, status?: number, body?: string, headers?: Record<string, string>) => void,
) => void;

/** What a WebSocket comes through. */
export interface SocketDoor {
  /** Before the handshake: pages of other sites, and addresses with too many sockets or requests, are refused. */
  verify: Verify;
  /** Counts a socket until it closes. */
  open(socket: ClosableSocket, request: IncomingMessage): void;
  /** Once it is known who it is. @throws RateLimitedError for a person with too many sockets */
  join(connection: Connection, socket: ClosableSocket, principal: Principal): void;
  /** Before the operation of this id. Rejects with RateLimitedError. */
  admit(connection: Connection, id: string, principal: Principal, address: string): Promise<void>;
}

interface SocketDoorOptions {
  openSockets: OpenSockets;
  rates: RateLimits;
  findAddress: (request: IncomingMessage) => string;
  mayOpenSocket: (request: IncomingMessage) => boolean;
  logger: Logger;
}

/** Makes the door for sockets. */
export function createSocketDoor(options: SocketDoorOptions): SocketDoor {
  const { openSockets, rates, findAddress, mayOpenSocket, logger } = options;

  async function letIn(request: IncomingMessage, welcome: () => void): Promise<void> {
    const address = findAddress(request);
    if (!mayOpenSocket(request)) {
      throw new ForbiddenError("Pages of other sites may not open sockets here (STORECAST_CORS_ORIGINS).");
    }
    await rates.admitAddress(address);
    openSockets.check(address);
    // counts it at once, so that no other comes between
    welcome();
  }

  return {
    verify({ req: request }, tell) {
      letIn(request, () => tell(true)).catch((error: unknown) => {
        if (!(error instanceof AppError)) logger.error({ err: error }, "a socket could not be opened");
        const { message, extensions } = toGraphQLError(error, "");
        const [status, headers] =
          error instanceof AppError ? [statusOf(error), headersOf(error)] : [500, undefined];
        tell(false, status, JSON.stringify({ errors: [{ message, extensions }] }), {
          ...headers,
          "content-type": "application/json; charset=utf-8",
        });
      });
    },
    open: (socket, request) => openSockets.open(socket, addressOf(request)),
    join: (connection, socket, principal) => openSockets.join(connection, socket, principal),
    async admit(connection, id, principal, address) {
      await rates.admitAddress(address);
      await rates.admitPerson(principal);
      openSockets.openOperation(connection, id);
    },
  };
}
