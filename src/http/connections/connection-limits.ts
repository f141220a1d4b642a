/** How long clients may take, and hold what they do not use. Times in ms; 0 is no limit. */
export interface ConnectionLimits {
  /** Until the headers of a request are there, from its first byte or from the opening of the connection. */
  headersMs: number;
  /** Until all of a request is there, its body included. */
  requestMs: number;
  /** Between two requests of one connection. */
  keepAliveMs: number;
  /** Until an answer that is ready has been taken, and without a byte in either direction meanwhile. */
  sendMs: number;
  /** Longest headers of a request, bytes. */
  headerBytes: number;
  /** Until a WebSocket has sent `connection_init`. */
  socketInitMs: number;
  /** Between two pings of a WebSocket; a peer that has not answered one by the next is gone. */
  socketPingMs: number;
  /** Without an operation on a WebSocket. */
  socketIdleMs: number;
}

export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = Object.freeze({
  headersMs: 10_000,
  requestMs: 60_000,
  // proxies keep theirs for 60 s: who closes first must be the one that asks
  keepAliveMs: 65_000,
  sendMs: 120_000,
  headerBytes: 16_384,
  socketInitMs: 3_000,
  socketPingMs: 12_000,
  socketIdleMs: 15 * 60_000,
});
