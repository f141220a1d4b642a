import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import proxyAddr from "proxy-addr";
import { addressOf } from "../address.js";

/** What proxies say of a request, where they are believed. */
export interface TrustedProxies {
  /** Address of the client: what `X-Forwarded-For` says of the last one that is no trusted proxy. */
  findAddress(request: IncomingMessage): string;
  /** What `X-Forwarded-Host` says; undefined without a trusted proxy. */
  findForwardedHost(request: IncomingMessage): string | undefined;
}

/** Believes nobody. */
const NOBODY: TrustedProxies = { findAddress: addressOf, findForwardedHost: () => undefined };

/** @throws TypeError for what is neither an address, nor a range, nor a name of one */
export function createTrustedProxies(trusted: readonly string[]): TrustedProxies {
  if (trusted.length === 0) return NOBODY;
  const isTrusted = proxyAddr.compile([...trusted]);
  return {
    findAddress(request) {
      const found = proxyAddr(request, isTrusted);
      // what a proxy passes on need be no address
      return isIP(found) === 0 ? addressOf(request) : found;
    },
    findForwardedHost(request) {
      if (!isTrusted(request.socket.remoteAddress ?? "", 0)) return undefined;
      const given = request.headers["x-forwarded-host"];
      return (Array.isArray(given) ? given[0] : given)?.split(",")[0]?.trim();
    },
  };
}

/** Whether a proxy can be told by this: an address, a range, or the name of one. */
export function isProxyName(text: string): boolean {
  try {
    proxyAddr.compile([text]);
    return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
}
