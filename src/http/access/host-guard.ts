import type { IncomingMessage, ServerResponse } from "node:http";
import { isLoopback } from "../../config/loopback.js";
import { ForbiddenError } from "../../errors.js";
import type { RefuseRequest } from "../http-errors.js";

/** Paths that ask nobody's leave: probes come by address, and deliveries are signed. */
const EXEMPT = /^\/(health|hooks)\//;

const PORT = /:\d+$/;

/** Lets in requests that were sent to a name of this API. */
export interface HostGuard {
  /** Whether a request names a host that is known. */
  knows(request: IncomingMessage): boolean;
  /** Refuses a request that does not; says whether it may go on. */
  admit(request: IncomingMessage, response: ServerResponse): boolean;
}

/**
 * For an API that asks nobody who they are, because only its own machine reaches it. A page from anywhere is run by a browser on that machine: it can have its
 * own name lead to this address, and then read what it likes; its requests still carry that name.
 *
 * @param allowedHosts names beside those of this machine; null to let in any
 */
export function createHostGuard(allowedHosts: readonly string[] | null, refuse: RefuseRequest): HostGuard {
  if (!allowedHosts) return { knows: () => true, admit: () => true };
  const allowed = new Set(allowedHosts.map((name) => name.toLowerCase()));

  function isKnown(host: string): boolean {
    const name = host.toLowerCase().replace(PORT, "");
    return allowed.has(name) || isLoopback(name === "[::1]" ? "::1" : name);
  }

  const knows = ({ url = "", headers }: IncomingMessage) =>
    EXEMPT.test(url) || (headers.host !== undefined && isKnown(headers.host));
  return {
    knows,
    admit(request, response) {
      if (knows(request)) return true;
      const named = JSON.stringify((request.headers.host ?? "").slice(0, 200));
      const message = `Nobody signs in here, so only requests to this machine's own names are answered, and Host is ${named}: add that name to STORECAST_ALLOWED_HOSTS if it is right.`;
      refuse(new ForbiddenError(message), request, response);
      return false;
    },
  };
}
