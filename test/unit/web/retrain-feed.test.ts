import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { Client, CombinedError, type Exchange, type Operation, type OperationResult } from "@urql/core";
import { filter, makeSubject, merge, mergeMap, pipe, fromValue, map } from "wonka";
import { createJobStore } from "../../../web/src/live/job-store.js";
import { followRetrains } from "../../../web/src/live/retrain-feed.js";
import { at, makeJob } from "./live-jobs.js";

type Job = ReturnType<typeof makeJob>;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** An API whose events and jobs the test decides. */
function makeFeed(known: Job[] = []) {
  const state = { known, subscriptions: 0 };
  const results = makeSubject<Partial<OperationResult>>();
  const next = (result: Partial<OperationResult>) => results.next(result);
  let current: Operation | undefined;
  let reconnect: () => void = () => undefined;
  const exchange: Exchange = () => (operations) => {
    const answers = pipe(
      operations,
      filter(({ kind }) => kind === "query"),
      mergeMap((operation) => {
        const { codes } = operation.variables as { codes: string[] };
        const ofStores = state.known.filter(({ store }) => codes.includes(store.code));
        const data = { newest: { nodes: state.known }, ofStores: { nodes: ofStores } };
        return fromValue({ operation, data, stale: false, hasNext: false });
      }),
    );
    const events = pipe(
      operations,
      filter((operation) => {
        if (operation.kind !== "subscription") return false;
        current = operation;
        state.subscriptions += 1;
        return false;
      }),
      map((operation) => ({ operation, stale: false, hasNext: false })),
    );
    const told = pipe(
      results.source,
      map((result) => ({ operation: current!, stale: false, hasNext: true, ...result })),
    );
    return merge<OperationResult>([answers, events, told]);
  };
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [exchange] });
  const jobs = createJobStore((flush) => flush());
  const ended: string[] = [];
  jobs.onEnded(({ job }) => void ended.push(job.id));
  const stop = followRetrains({
    ...{ client, jobs },
    onReconnected: (catchUp) => {
      reconnect = catchUp;
      return () => undefined;
    },
  });
  return {
    ...{ state, jobs, ended, stop },
    tell: (job: Job, minute: number) => next({ data: { retrainEvents: { at: at(minute), job } } }),
    fail: () => next({ error: new CombinedError({ networkError: new Error("gone") }), hasNext: false }),
    reconnect: async () => {
      reconnect();
      await jest.advanceTimersByTimeAsync(0);
    },
  };
}

test("what is heard is under way", async () => {
  const { tell, jobs, stop } = makeFeed();
  await jest.advanceTimersByTimeAsync(0);
  tell(makeJob({ minute: 1 }), 1);
  expect(jobs.getStore("1").queued?.id).toBe("job-1");
  stop();
});

test("what had ended before the page looked is no news, after a gap either", async () => {
  const { reconnect, ended, stop } = makeFeed([makeJob({ minute: 1, status: "SUCCEEDED" })]);
  await jest.advanceTimersByTimeAsync(0);
  await reconnect();
  expect(ended).toEqual([]);
  stop();
});

test("what ended in a gap is heard after it, also of stores that had nothing under way", async () => {
  const { state, tell, reconnect, ended, stop } = makeFeed();
  await jest.advanceTimersByTimeAsync(0);
  tell(makeJob({ minute: 1 }), 1);
  const other = { id: "Store:2", code: "2", name: "Store 2" };
  state.known = [
    makeJob({ minute: 3, status: "FAILED", store: other }),
    makeJob({ minute: 1, status: "SUCCEEDED" }),
  ];
  await reconnect();
  expect(ended).toEqual(["job-1", "job-3"]);
  await reconnect();
  expect(ended).toHaveLength(2);
  stop();
});

test("a stream that fails is asked for anew, with growing pauses, and what it missed is heard", async () => {
  const { state, fail, ended, tell, stop } = makeFeed();
  await jest.advanceTimersByTimeAsync(0);
  tell(makeJob({ minute: 1 }), 1);
  fail();
  await jest.advanceTimersByTimeAsync(900);
  expect(state.subscriptions).toBe(1);
  state.known = [makeJob({ minute: 1, status: "SUCCEEDED" })];
  await jest.advanceTimersByTimeAsync(200);
  expect(state.subscriptions).toBe(2);
  expect(ended).toEqual(["job-1"]);
  fail();
  await jest.advanceTimersByTimeAsync(1_500);
  expect(state.subscriptions).toBe(2);
  await jest.advanceTimersByTimeAsync(600);
  expect(state.subscriptions).toBe(3);
  stop();
});
