import type { RetrainStatus } from "./types.js";

/** What the rule looks at, for one store of the batch that is cancelled. */
export interface CancelState {
  /** The job that answers the batch's request for the store. */
  status: RetrainStatus;
  /** Requests that the job answers, this one included. */
  requestCount: number;
}

/** The first leaves the store as it is; the next withdraws the request, the last ends the job too. */
export type CancelDecision = "LEAVE" | "WITHDRAW" | "CANCEL_JOB";

/** Decides what cancelling a batch does for one of its stores: only what waits is given up, and a job only when nobody asks for it any more. */
export function decideCancel({ status, requestCount }: CancelState): CancelDecision {
  if (status !== "QUEUED") return "LEAVE";
  return requestCount > 1 ? "WITHDRAW" : "CANCEL_JOB";
}
