/** Whether events arrive as they happen. */
export type SocketStatus =
  { state: "connected" } | { state: "connecting" } | { state: "lost"; /** When. */ since: Date };

/** The status of the socket, for `useSyncExternalStore`. */
export interface SocketStore {
  getStatus: () => SocketStatus;
  /** @returns ends the subscription */
  subscribe: (onChange: () => void) => () => void;
  /** Is called each time the socket is back: what happened meanwhile has not been told. */
  onReconnected: (catchUp: () => void) => () => void;
  /** For the socket alone. */
  report: (event: "connecting" | "connected" | "closed") => void;
}

/** @param now the true clock */
export function createSocketStore(now: () => Date): SocketStore {
  let status: SocketStatus = { state: "connecting" };
  let wasConnected = false;
  const watchers = new Set<() => void>();
  const catchUps = new Set<() => void>();
  const join = (set: Set<() => void>, callback: () => void) => {
    set.add(callback);
    return () => void set.delete(callback);
  };
  const change = (next: SocketStatus) => {
    status = next;
    for (const watch of watchers) watch();
  };
  return {
    getStatus: () => status,
    subscribe: (onChange) => join(watchers, onChange),
    onReconnected: (catchUp) => join(catchUps, catchUp),
    report(event) {
      if (event === "closed") {
        // it is lost since the first of the failures in a row
        if (status.state !== "lost") change({ state: "lost", since: now() });
      } else if (event === "connected") {
        change({ state: "connected" });
        if (wasConnected) for (const catchUp of catchUps) catchUp();
        wasConnected = true;
      } else if (status.state !== "lost") change({ state: "connecting" });
    },
  };
}
