import type { LiveJobFragment } from "../../../web/src/gql/graphql.js";

/** A job of store 1 that was queued in this minute. */
export function makeJob(change: Partial<LiveJobFragment> & { minute?: number } = {}): LiveJobFragment {
  const { minute = 0, ...rest } = change;
  const ended = rest.status === "SUCCEEDED" || rest.status === "FAILED" || rest.status === "CANCELLED";
  return {
    id: `job-${minute}`,
    status: "QUEUED",
    attempts: 0,
    progress: 0,
    requestCount: 1,
    queuedAt: at(minute),
    finishedAt: ended ? at(minute, 30) : null,
    failure: null,
    store: { id: "Store:1", code: "1", name: "Store 1" },
    ...rest,
  };
}

export function at(minute: number, second = 0): string {
  return new Date(Date.UTC(2015, 7, 1, 9, minute, second)).toISOString();
}

export function makeStore(code: string): LiveJobFragment["store"] {
  return { id: `Store:${code}`, code, name: `Store ${code}` };
}
