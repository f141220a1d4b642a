import type { IncomingMessage } from "node:http";

/** An IPv4 address as a server that listens on IPv6 is told it. */
const MAPPED = "::ffff:";

const found = new WeakMap<IncomingMessage, string>();

/** Remembers where a request comes from, as trusted proxies have told. */
export function noteAddress(request: IncomingMessage, address: string): void {
  found.set(request, plain(address));
}

/** Address of the client that a request comes from: behind the proxies that are trusted, once {@link noteAddress} was told. */
export function addressOf(request: IncomingMessage): string {
  return found.get(request) ?? plain(request.socket.remoteAddress ?? "");
}

function plain(address: string): string {
  return address.startsWith(MAPPED) && address.includes(".") ? address.slice(MAPPED.length) : address;
}
