import type { LiveJobFragment } from "../gql/graphql.js";
import type { StoreActivity } from "../live/store-activity.js";
import type { ProblemFacts } from "../api/problem-kind.js";
import type { RefreshRequest } from "./refresh-request.js";

type Failure = NonNullable<LiveJobFragment["failure"]>;

/** What there is to say of one store's refresh. */
export type StoreStory =
  | { kind: "none" | "asking" | "cancelled" | "up-to-date" }
  /** Too much was asked for in a short time; it is asked for again by itself. */
  | { kind: "held-back"; seconds: number }
  | { kind: "refused"; message: string }
  | { kind: "unanswered"; problem: ProblemFacts }
  | {
      kind: "queued";
      /** Requests that the job answers, if this one joined it; else 0. */
      requests: number;
      /** Why its last attempt failed; another one follows. */
      failure: Failure | null;
      /** Whether it waits for a running job of the same store. */
      isNext: boolean;
    }
  | { kind: "running"; requests: number; progress: number }
  | { kind: "done"; at: string | null; promoted: boolean | null }
  | { kind: "failed"; at: string | null; failure: Failure | null };

/**
 * @param request what the last press came to, if there was one
 * @param activity what is under way for the store, whoever asked
 */
export function tellStory(request: RefreshRequest | null, activity: StoreActivity): StoreStory {
  if (request?.isAsking) {
    const seconds = request.problem?.retryAfterSeconds;
    return seconds == null ? { kind: "asking" } : { kind: "held-back", seconds };
  }
  if (request?.refusal != null) return { kind: "refused", message: request.refusal };
  const { running, queued, ended } = activity;
  const requestsOf = ({ id, requestCount }: LiveJobFragment) =>
    request && request.joined > 0 && request.jobs.has(id)
      ? Math.max(requestCount, request.requestsJoined)
      : 0;
  // a follow-up that was asked for here is what the person waits for
  if (queued && (!running || request?.jobs.has(queued.id))) {
    const failure = queued.failure ?? null;
    return { kind: "queued", requests: requestsOf(queued), failure, isNext: running !== null };
  }
  if (running) return { kind: "running", requests: requestsOf(running), progress: running.progress };
  if (request?.problem) return { kind: "unanswered", problem: request.problem };
  if (request && request.upToDate.length > 0) return { kind: "up-to-date" };
  if (!ended) return { kind: "none" };
  const at = ended.finishedAt ?? null;
  if (ended.status === "FAILED") return { kind: "failed", at, failure: ended.failure ?? null };
  if (ended.status === "CANCELLED") return { kind: "cancelled" };
  return { kind: "done", at, promoted: ended.promoted };
}
