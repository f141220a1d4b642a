import { IncomingMessage, type ServerResponse } from "node:http";
import { Socket } from "node:net";
import helmet from "helmet";

/** Headers by name, ready to be set. */
export type Headers = Readonly<Record<string, string>>;

/** Policies by what an answer is; each is the value of `content-security-policy`. */
export interface ContentPolicies {
  /** For data, which no browser should show as a page. */
  data: string;
  /** For the planner's page. */
  page: string;
  /** For a page of others that brings scripts of its own: GraphiQL. */
  tool: string;
}

export interface SecurityHeaders {
  /** For every answer; the policy is the one for data. */
  all: Headers;
  policies: ContentPolicies;
}

interface HeaderOptions {
  /** Whether browsers reach the API by HTTPS, and are to do so from now on. */
  isHttps: boolean;
  /** Other origins that the page asks, as the one who signs people in. */
  connectTo?: readonly string[];
}

const YEAR_SECONDS = 31_536_000;

type Directives = Record<string, readonly string[]>;

const CLOSED: Directives = {
  "base-uri": ["'none'"],
  "frame-ancestors": ["'none'"],
  "object-src": ["'none'"],
};

/** Computes what helmet says, once: answers are too many to ask it for each. */
export function makeSecurityHeaders({ isHttps, connectTo = [] }: HeaderOptions): SecurityHeaders {
  const https: Directives = isHttps ? { "upgrade-insecure-requests": [] } : {};
  const policyOf = (directives: Directives) =>
    run(helmet.contentSecurityPolicy({ useDefaults: false, directives }))["content-security-policy"] ?? "";
  const all = run(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { "default-src": ["'none'"], "base-uri": ["'none'"], "frame-ancestors": ["'none'"] },
      },
      strictTransportSecurity: isHttps && { maxAge: YEAR_SECONDS, includeSubDomains: false },
      xFrameOptions: { action: "deny" },
    }),
  );
  return {
    all,
    policies: {
      data: all["content-security-policy"] ?? "",
      page: policyOf({
        "default-src": ["'self'"],
        "connect-src": ["'self'", ...connectTo],
        "form-action": ["'self'"],
        ...CLOSED,
        ...https,
      }),
      tool: policyOf({
        "default-src": ["'self'"],
        "script-src": ["'self'", "'unsafe-inline'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'", "data:"],
        "worker-src": ["'self'", "blob:", "data:"],
        "connect-src": ["'self'"],
        ...CLOSED,
        ...https,
      }),
    },
  };
}

type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** What a middleware sets whatever it is asked. */
function run(middleware: Middleware): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => void (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  middleware(new IncomingMessage(new Socket()), response as unknown as ServerResponse, (error) => {
    if (error) throw new Error("helmet makes no headers of these settings", { cause: error });
  });
  return headers;
}
