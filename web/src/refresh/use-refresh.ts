import { createContext, useCallback, useContext, useState, useSyncExternalStore } from "react";
import type { RefreshDesk } from "./refresh-desk.js";
import type { RefreshRequest } from "./refresh-request.js";
import { keyOf, type RefreshTarget } from "./refresh-target.js";

const DeskContext = createContext<RefreshDesk | null>(null);

export const RefreshProvider = DeskContext.Provider;

export function useRefreshDesk(): RefreshDesk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("useRefreshDesk() is used outside RefreshProvider");
  return desk;
}

export interface RefreshHook {
  /** What the last press in this window came to; null before the first. */
  request: RefreshRequest | null;
  ask: () => void;
  /** Trains the stores that were found up to date all the same. */
  force: () => void;
  cancel: () => void;
  isCancelling: boolean;
  /** Why the last cancellation was refused; null if it was not. */
  cancelRefusal: string | null;
}

/** Asking for a refresh of one target, and what came of it. */
export function useRefresh(target: RefreshTarget): RefreshHook {
  const desk = useRefreshDesk();
  const key = keyOf(target);
  const request = useSyncExternalStore(desk.subscribe, () => desk.getRequest(key));
  const [isCancelling, setIsCancelling] = useState(false);
  const [cancelRefusal, setCancelRefusal] = useState<string | null>(null);
  const cancel = useCallback(() => {
    setIsCancelling(true);
    void desk.cancel(request?.batches ?? []).then((refusal) => {
      setIsCancelling(false);
      setCancelRefusal(refusal);
    });
  }, [desk, request]);
  return {
    request,
    ask: () => void desk.ask(target),
    force: () => void desk.force(target),
    cancel,
    isCancelling,
    cancelRefusal,
  };
}
