import { describe, expect, test } from "@jest/globals";
import { Client, CombinedError, type Exchange, type Operation } from "@urql/core";
import { filter, map, pipe } from "wonka";
import { createJobStore } from "../../../web/src/live/job-store.js";
import { createRefreshDesk, type FinishedRefresh } from "../../../web/src/refresh/refresh-desk.js";
import { keyOf, type RefreshTarget } from "../../../web/src/refresh/refresh-target.js";
import { makeJob, makeStore } from "./live-jobs.js";

type Input = { filter: { storeIds?: string[]; regionIds?: string[] }; force: boolean };

/** A desk whose API answers so; what it was asked is noted. */
function makeDesk(answer: (input: Input) => object | CombinedError | null) {
  const inputs: Input[] = [];
  const waits: number[] = [];
  const exchange: Exchange = () => (operations) =>
    pipe(
      operations,
      filter(({ kind }) => kind === "mutation"),
      map((operation: Operation) => {
        const { input } = operation.variables as { input: Input };
        inputs.push(input);
        const answered = answer(input);
        const result =
          answered instanceof CombinedError ? { error: answered } : { data: { storesRetrain: answered } };
        return { operation, ...result, stale: false, hasNext: false };
      }),
    );
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [exchange] });
  const jobs = createJobStore((flush) => flush());
  const desk = createRefreshDesk(client, jobs, (ms) => {
    waits.push(ms);
    return Promise.resolve();
  });
  const finished: FinishedRefresh[] = [];
  desk.onFinished((press) => void finished.push(press));
  return { desk, jobs, inputs, waits, finished };
}

const jobOf = (code: string, change: Parameters<typeof makeJob>[0] = {}) =>
  makeJob({ id: `of ${code}`, store: makeStore(code), ...change });
const enqueue = ({ filter: { storeIds = [] } }: Input) => ({
  batch: { id: `batch ${storeIds.join()}` },
  results: storeIds.map((code) => ({ outcome: "ENQUEUED", store: makeStore(code), job: jobOf(code) })),
  userErrors: [],
});
const STORE: RefreshTarget = { kind: "store", code: "1" };
const TWO: RefreshTarget = { kind: "stores", codes: ["1", "2"] };

test("what is queued is under way at once, before any event", async () => {
  const { desk, jobs } = makeDesk(enqueue);
  await desk.ask(TWO);
  expect(desk.getRequest(keyOf(TWO))).toMatchObject({ isAsking: false, enqueued: 2 });
  expect(jobs.getFleet()).toMatchObject({ queued: 2 });
});

test("while it is asked, a second press asks nothing", async () => {
  const { desk, inputs } = makeDesk(enqueue);
  await Promise.all([desk.ask(STORE), desk.ask(STORE)]);
  expect(inputs).toHaveLength(1);
});

test("a press is finished when the last of its jobs has ended, and not before", async () => {
  const { desk, jobs, finished } = makeDesk(enqueue);
  await desk.ask(TWO);
  jobs.take({ job: jobOf("1", { status: "SUCCEEDED", attempts: 1 }), promoted: true });
  jobs.take({ job: jobOf("3", { status: "SUCCEEDED", attempts: 1 }) });
  expect(finished).toEqual([]);
  jobs.take({ job: jobOf("2", { status: "FAILED", attempts: 1 }) });
  expect(finished).toHaveLength(1);
  expect(finished[0]?.ended.map(({ job }) => job.status)).toEqual(["SUCCEEDED", "FAILED"]);
});

test("a job that ended before the answer came is not waited for", async () => {
  const { desk, jobs, finished } = makeDesk((input) => {
    jobs.take({ job: jobOf("1", { status: "SUCCEEDED", attempts: 1 }), promoted: true });
    return enqueue(input);
  });
  await desk.ask(STORE);
  expect(finished).toHaveLength(1);
  expect(jobs.getFleet()).toMatchObject({ queued: 0 });
});

test("regions that come to too many stores are asked for one by one", async () => {
  const { desk, inputs } = makeDesk(({ filter: { regionIds = [] } }) => ({
    ...{ batch: regionIds.length > 1 ? null : { id: `batch ${regionIds[0]}` }, results: [] },
    userErrors: regionIds.length > 1 ? [{ code: "TOO_MANY_STORES", message: "too many" }] : [],
  }));
  const target: RefreshTarget = { kind: "regions", ids: ["BE", "HH"] };
  await desk.ask(target);
  expect(inputs.map((input) => input.filter.regionIds)).toEqual([["BE", "HH"], ["BE"], ["HH"]]);
  expect(desk.getRequest(keyOf(target))).toMatchObject({ batches: ["batch BE", "batch HH"], refusal: null });
});

test("force is for the stores that were up to date", async () => {
  const { desk, inputs } = makeDesk((input) =>
    input.force
      ? enqueue(input)
      : {
          batch: { id: "first" },
          results: [
            { outcome: "ENQUEUED", store: makeStore("1"), job: jobOf("1") },
            { outcome: "UP_TO_DATE", store: makeStore("2"), job: null },
          ],
          userErrors: [],
        },
  );
  await desk.ask(TWO);
  await desk.force(TWO);
  expect(inputs.at(-1)).toEqual({ filter: { storeIds: ["2"] }, force: true });
  expect(desk.getRequest(keyOf(TWO))).toMatchObject({ batches: ["first", "batch 2"], upToDate: [] });
});

test("an answer that did not come is told", async () => {
  const { desk } = makeDesk(() => null);
  await desk.ask(STORE);
  expect(desk.getRequest(keyOf(STORE))).toMatchObject({ isAsking: false, batches: [] });
});

describe("who asks too often", () => {
  const refuse = (retryAfterSeconds: number) =>
    new CombinedError({
      graphQLErrors: [
        { message: "too often", extensions: { code: "RATE_LIMITED", isRetryable: true, retryAfterSeconds } },
      ],
    });

  test("is asked for again by itself when the API says", async () => {
    let refusals = 1;
    const { desk, inputs, waits } = makeDesk((input) => (refusals-- > 0 ? refuse(20) : enqueue(input)));
    await desk.ask(TWO);
    expect(waits).toEqual([20_000]);
    expect(inputs).toHaveLength(2);
    expect(desk.getRequest(keyOf(TWO))).toMatchObject({ isAsking: false, enqueued: 2, problem: null });
  });

  test("decides for themselves where it takes long", async () => {
    const { desk, waits } = makeDesk(() => refuse(1_800));
    await desk.ask(STORE);
    expect(waits).toEqual([]);
    expect(desk.getRequest(keyOf(STORE))).toMatchObject({
      isAsking: false,
      problem: { kind: "rate-limited", retryAfterSeconds: 1_800 },
    });
  });
});
