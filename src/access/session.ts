import type { IncomingHttpHeaders } from "node:http";
import { ANYONE, type Principal } from "./principal.js";

/** A principal that has shown who it is. */
export interface Session {
  readonly principal: Principal;
  /** When what it showed ends; null where it does not. */
  readonly expiresAt: Date | null;
}

/** Who asks, and from where. */
export interface Caller {
  /** Id of the HTTP request or socket operation; errors and the log carry it. */
  readonly requestId: string;
  readonly session: Session;
  /** Address of the client, behind the proxies that are trusted. */
  readonly address: string;
}

/** What a caller shows: headers of HTTP, or parameters of a socket. */
export interface Credentials {
  /** `Bearer` and a token or an API key. */
  authorization: string | undefined;
  /** An API key alone. */
  apiKey?: string | undefined;
  /** Where it comes from, for the count of guesses. */
  address?: string;
}

/** Tells who asks. */
export interface Authenticator {
  /** Whether everybody is let in: there is nobody to be told apart. */
  readonly isOpen: boolean;
  /**
   * @throws UnauthenticatedError naming what is missing or wrong, never the credentials
   * @throws ForbiddenError for those who are known and may do nothing here
   * @throws ServiceUnavailableError where that cannot be told now
   */
  authenticate(credentials: Credentials): Promise<Session>;
}

const OPEN: Session = Object.freeze({ principal: ANYONE, expiresAt: null });
const opened = Promise.resolve(OPEN);

/** Lets everybody in, as {@link ANYONE}: for an API that only its own machine reaches. */
export const openDoor: Authenticator = { isOpen: true, authenticate: () => opened };

/** What a request shows. */
export function credentialsOf(headers: IncomingHttpHeaders): Credentials {
  const apiKey = headers["x-api-key"];
  return { authorization: headers.authorization, apiKey: Array.isArray(apiKey) ? apiKey[0] : apiKey };
}

/** What a socket shows: its parameters, which pages can set, or else the request that opened it. */
export function credentialsOfSocket(
  parameters: Readonly<Record<string, unknown>> | null | undefined,
  headers: IncomingHttpHeaders,
): Credentials {
  const { authorization, apiKey } = parameters ?? {};
  if (typeof authorization !== "string" && typeof apiKey !== "string") return credentialsOf(headers);
  return {
    authorization: typeof authorization === "string" ? authorization : undefined,
    apiKey: typeof apiKey === "string" ? apiKey : undefined,
  };
}
