import type { IncomingMessage, ServerResponse } from "node:http";
import cors from "cors";
import type { Exposure } from "./exposure.js";
import type { TrustedProxies } from "./trusted-proxies.js";

/** Pages of which sites may ask. */
export interface OtherSites {
  /** Tells browsers that pages of listed sites may read the answer; ends what only asks whether they may. */
  share(request: IncomingMessage, response: ServerResponse, next: () => void): void;
  /** Whether a socket is opened by a page of this site or a listed one, or by no page at all. */
  mayOpenSocket(request: IncomingMessage): boolean;
}

/** How long a browser may remember what it was told it may send, seconds. */
const MAX_AGE = 600;

const REQUEST_HEADERS = [
  ...[
    "authorization",
    "x-api-key",
    "content-type",
    "accept",
    "apollo-require-preflight",
    "x-apollo-operation-name",
  ],
  ...["x-request-id", "traceparent", "tracestate"],
];
const ANSWER_HEADERS = ["x-request-id", "retry-after", "www-authenticate", "etag", "content-disposition"];

/** Nobody but the API's own page, where no site is listed. There are no cookies, so none are allowed. */
export function createOtherSites(
  { corsOrigins, publicUrl }: Pick<Exposure, "corsOrigins" | "publicUrl">,
  proxies: Pick<TrustedProxies, "findForwardedHost">,
): OtherSites {
  const listed = new Set(corsOrigins);
  if (publicUrl !== null) listed.add(new URL(publicUrl).origin);
  const tell = cors({
    origin: [...corsOrigins],
    methods: ["GET", "HEAD", "POST"],
    allowedHeaders: REQUEST_HEADERS,
    exposedHeaders: ANSWER_HEADERS,
    maxAge: MAX_AGE,
  });
  return {
    share(request, response, next) {
      if (corsOrigins.length === 0) next();
      else tell(request, response, next);
    },
    mayOpenSocket(request) {
      const { origin, host } = request.headers;
      if (origin === undefined || listed.has(origin)) return true;
      if (!URL.canParse(origin)) return false;
      const from = new URL(origin).host;
      return from === host || from === proxies.findForwardedHost(request);
    },
  };
}
