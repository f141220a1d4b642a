import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { ReadinessCheck } from "./health.js";

/** The time between being told to stop and stopping: who sends requests here learns to send them elsewhere. */
export interface Drain {
  /** Fails from the beginning of the drain on. */
  check: ReadinessCheck;
  /** Has the client of this answer open another connection for its next request, which then goes elsewhere. */
  note(response: ServerResponse): void;
  /** Begins; resolves when it is time to stop. */
  begin(): Promise<void>;
}

export function makeDrain(drainMs: number): Drain {
  let isDraining = false;
  return {
    check: () => (isDraining ? Promise.reject(new Error("The API is asked to stop.")) : Promise.resolve()),
    note: (response) => {
      if (isDraining) response.setHeader("connection", "close");
    },
    begin: async () => {
      isDraining = true;
      if (drainMs > 0) await delay(drainMs);
    },
  };
}
