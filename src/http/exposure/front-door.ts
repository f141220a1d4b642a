import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Authenticator } from "../../access/session.js";
import { addressOf, noteAddress } from "../address.js";
import { createHttpServer } from "../connections/http-server.js";
import type { RefuseRequest } from "../http-errors.js";
import { guardAuthenticator } from "../rates/guarded-authenticator.js";
import { createOpenSockets } from "../rates/open-sockets.js";
import { createRateLimits, type RateLimits } from "../rates/rate-limits.js";
import type { Exposure } from "./exposure.js";
import { createOtherSites } from "./other-sites.js";
import { makeSecurityHeaders, type ContentPolicies } from "./security-headers.js";
import { createSocketDoor, type SocketDoor } from "./socket-door.js";
import { createTrustedProxies } from "./trusted-proxies.js";

/** What every request and socket comes through before anything is done for it. */
export interface FrontDoor {
  /** Not listening yet. */
  httpServer: Server;
  /** The authenticator for all ways in: it counts who comes, and who guesses. */
  authenticator: Authenticator;
  rates: RateLimits;
  sockets: SocketDoor;
  /** For answers that are pages. */
  policies: ContentPolicies;
  /** Sets the headers of every answer, and goes on unless the address has asked too often or nothing more is to be done. */
  enter(request: IncomingMessage, response: ServerResponse, next: () => void): void;
}

interface FrontDoorOptions {
  exposure: Exposure;
  authenticator: Authenticator;
  /** Other origins that the page asks, as the one who signs people in. */
  connectTo?: readonly string[];
  /** Is told which limit, for each request, socket or connection that is refused. */
  onRefused: (label: string) => void;
  getElapsedMs: () => number;
  /** Answers a request that comes too often. */
  refuse: RefuseRequest;
  logger: Logger;
}

/** Makes the front door of one process. */
export function createFrontDoor(options: FrontDoorOptions): FrontDoor {
  const { exposure, onRefused, getElapsedMs, refuse, logger, connectTo = [] } = options;
  const { isOpen } = options.authenticator;
  const proxies = createTrustedProxies(exposure.trustedProxies);
  const sites = createOtherSites(exposure, proxies);
  const rates = createRateLimits({ rates: exposure.rates, isOpen, onRefused });
  const { all, policies } = makeSecurityHeaders({
    isHttps: exposure.publicUrl?.startsWith("https:") ?? false,
    connectTo,
  });
  const headers = Object.entries(all);
  const httpServer = createHttpServer({ limits: exposure.connections, onRefused, getElapsedMs });
  const hasProxies = exposure.trustedProxies.length > 0;

  function findAddress(request: IncomingMessage): string {
    if (hasProxies) noteAddress(request, proxies.findAddress(request));
    return addressOf(request);
  }

  const openSockets = createOpenSockets({
    ...{ rates: exposure.rates, isOpen, onRefused, getElapsedMs },
    idleMs: exposure.connections.socketIdleMs,
  });
  httpServer.once("close", () => openSockets.stop());
  return {
    httpServer,
    authenticator: guardAuthenticator(options.authenticator, rates),
    rates,
    policies,
    sockets: createSocketDoor({ ...{ openSockets, rates, findAddress, logger }, ...sites }),
    enter(request, response, next) {
      for (const [name, value] of headers) response.setHeader(name, value);
      const address = findAddress(request);
      sites.share(request, response, () => {
        const admitted = isProbe(request) ? null : rates.admitAddress(address);
        if (admitted === null) next();
        else admitted.then(next, (error: unknown) => refuse(error, request, response));
      });
    },
  };
}

/** Whether a request watches over the API, which must be told however much is asked. */
function isProbe({ url = "" }: IncomingMessage): boolean {
  return url === "/metrics" || url.startsWith("/health/");
}
