import { createContext, useContext, useSyncExternalStore } from "react";
import type { SocketStatus, SocketStore } from "./socket-status.js";

const SocketContext = createContext<SocketStore | null>(null);

export const SocketProvider = SocketContext.Provider;

/** Whether events arrive as they happen, now. */
export function useSocketStatus(): SocketStatus {
  const store = useContext(SocketContext);
  if (!store) throw new Error("useSocketStatus() is used outside SocketProvider");
  return useSyncExternalStore(store.subscribe, store.getStatus);
}
