import { CloseCode } from "graphql-ws";
import type { Authenticator, Credentials, Session } from "../../access/session.js";
import { AppError, UnauthenticatedError } from "../../errors.js";

/** The part of a WebSocket that sessions end with. */
interface ClosingSocket {
  close(code: number, reason: string): void;
  once(event: "close", listener: () => void): unknown;
}

/** Who is on the sockets of an API. */
export interface SocketSessions {
  /**
   * The session of a socket, from now on watched; null where it was closed because it shows nothing that holds, or because `admit` threw an AppError.
   */
  open(
    socket: ClosingSocket,
    credentials: Credentials,
    admit?: (session: Session) => void,
  ): Promise<Session | null>;
  /** Watches no more. */
  close(): void;
}

interface SocketSessionsOptions {
  authenticator: Authenticator;
  now: () => Date;
  /** Milliseconds between two looks at whether what sockets have shown still holds; 5 s if absent. */
  recheckMs?: number | undefined;
}

const RECHECK_MS = 5_000;

/** Longest reason that a socket can be closed with, bytes. */
const MAX_REASON_BYTES = 123;

/** Longest that a timer of Node can wait, ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Tells who is on a socket, and closes it once that no longer holds: to the moment when it expires, and within seconds of a revocation. A socket
 * is closed with 4401 where nobody may be told, with 4403 where somebody was: that client may come back with what holds longer.
 */
export function createSocketSessions(options: SocketSessionsOptions): SocketSessions {
  const { authenticator, now } = options;
  const watched = new Map<ClosingSocket, Credentials>();
  const timer = setInterval(() => {
    for (const [socket, credentials] of watched) void recheck(socket, credentials);
  }, options.recheckMs ?? RECHECK_MS);
  timer.unref();

  async function recheck(socket: ClosingSocket, credentials: Credentials): Promise<void> {
    try {
      await authenticator.authenticate(credentials);
    } catch (error) {
      // Whoever was let in stays while it cannot be told.
      if (error instanceof UnauthenticatedError) end(socket, CloseCode.Forbidden, error);
    }
  }

  function end(socket: ClosingSocket, code: CloseCode, error: AppError): void {
    watched.delete(socket);
    socket.close(code, fitReason(`${error.code}: ${error.message}`));
  }

  /** A timer that ends the session to the moment; a later end than timers know is left to the looks. */
  function endWhenExpired(socket: ClosingSocket, expiresAt: Date): void {
    const ms = expiresAt.getTime() - now().getTime();
    if (ms > LONGEST_TIMER_MS) return;
    const expired = new UnauthenticatedError("What was shown has expired.");
    const expiry = setTimeout(() => end(socket, CloseCode.Forbidden, expired), ms);
    socket.once("close", () => clearTimeout(expiry));
  }

  return {
    async open(socket, credentials, admit) {
      try {
        const session = await authenticator.authenticate(credentials);
        admit?.(session);
        if (!authenticator.isOpen) {
          watched.set(socket, credentials);
          socket.once("close", () => watched.delete(socket));
        }
        if (session.expiresAt) endWhenExpired(socket, session.expiresAt);
        return session;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        end(socket, error.code === "UNAUTHENTICATED" ? CloseCode.Unauthorized : CloseCode.Forbidden, error);
        return null;
      }
    },
    close: () => clearInterval(timer),
  };
}

/** As many whole characters as there is room for. */
function fitReason(text: string): string {
  let reason = text;
  while (Buffer.byteLength(reason) > MAX_REASON_BYTES) reason = reason.slice(0, -1);
  return reason;
}
