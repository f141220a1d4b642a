import type { ProblemFacts } from "../api/problem-kind.js";
import type { RetrainOutcome } from "../gql/graphql.js";

/** What one press of the button came to; several requests to the API where one could not name all stores. */
export interface RefreshRequest {
  /** Whether answers are awaited. */
  isAsking: boolean;
  /** Ids of its batches, one a request. */
  batches: readonly string[];
  /** Stores for which a new job was queued. */
  enqueued: number;
  /** Stores whose job was there already. */
  joined: number;
  /** Most requests that a job answers which was joined, this one included; 0 if none was. */
  requestsJoined: number;
  /** Stores whose newest version has seen all data. */
  upToDate: readonly string[];
  /** Codes of the jobs' stores by the ids of the jobs. */
  jobs: ReadonlyMap<string, string>;
  /** Why the API refused, in its words; null if it did not. */
  refusal: string | null;
  /** Why no answer came; null if one did. */
  problem: ProblemFacts | null;
}

/** What the API says of one store. */
export interface RefreshResult {
  outcome: RetrainOutcome;
  store: { code: string };
  job?: { id: string; requestCount: number } | null;
}

/** What the API says of one request. */
export interface RefreshAnswer {
  batch?: { id: string } | null;
  results: readonly RefreshResult[];
  userErrors: readonly { message: string }[];
}

export const NEW_REQUEST: RefreshRequest = {
  ...{ isAsking: true, batches: [], enqueued: 0, joined: 0, requestsJoined: 0 },
  ...{ upToDate: [], jobs: new Map<string, string>(), refusal: null, problem: null },
};

/** The request after one of its answers. */
export function takeAnswer(request: RefreshRequest, answer: RefreshAnswer): RefreshRequest {
  const { batch, results, userErrors } = answer;
  const having = (outcome: RetrainOutcome) => results.filter((result) => result.outcome === outcome);
  const joined = having("DEDUPLICATED");
  const jobs = new Map(request.jobs);
  for (const { job, store } of results) if (job) jobs.set(job.id, store.code);
  return {
    ...request,
    batches: [...request.batches, ...(batch ? [batch.id] : [])],
    enqueued: request.enqueued + having("ENQUEUED").length,
    joined: request.joined + joined.length,
    requestsJoined: Math.max(request.requestsJoined, ...joined.map(({ job }) => job?.requestCount ?? 0)),
    upToDate: [...request.upToDate, ...having("UP_TO_DATE").map(({ store }) => store.code)],
    jobs,
    refusal: request.refusal ?? userErrors[0]?.message ?? null,
  };
}
