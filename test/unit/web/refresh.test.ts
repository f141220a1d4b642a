import { describe, expect, test } from "@jest/globals";
import type { RefreshBatchFragment } from "../../../web/src/gql/graphql.js";
import { NO_ACTIVITY, takeNews } from "../../../web/src/live/store-activity.js";
import { sumBatches } from "../../../web/src/refresh/batch-sum.js";
import { digest, isInView } from "../../../web/src/refresh/digest.js";
import { NEW_REQUEST, takeAnswer, type RefreshResult } from "../../../web/src/refresh/refresh-request.js";
import { chooseTarget, keyOf, planFilters, splitFilter } from "../../../web/src/refresh/refresh-target.js";
import { tellStory } from "../../../web/src/refresh/store-story.js";
import { at, makeJob, makeStore } from "./live-jobs.js";

const NOTHING = { stores: [], regions: [], search: "", statuses: [] };

describe("what a button refreshes", () => {
  test.each([
    ["the chosen stores", { ...NOTHING, stores: ["7"], regions: ["BE"] }, { kind: "stores", codes: ["7"] }],
    ["the regions that are shown", { ...NOTHING, regions: ["BE"] }, { kind: "regions", ids: ["BE"] }],
    [
      "what is left of a region by a search",
      { ...NOTHING, regions: ["BE"], search: "1" },
      { kind: "stores", codes: ["1", "2"] },
    ],
    [
      "what is left of a region by a status",
      { ...NOTHING, regions: ["BE"], statuses: ["STALE" as const] },
      { kind: "stores", codes: ["1", "2"] },
    ],
    ["all that is shown", NOTHING, { kind: "stores", codes: ["1", "2"] }],
  ])("%s", (_, selection, expected) => expect(chooseTarget(selection, ["1", "2"])).toEqual(expected));

  test("the same stores in another order are the same", () => {
    const key = (codes: string[]) => keyOf({ kind: "stores", codes });
    expect(key(["2", "1"])).toBe(key(["1", "2"]));
    expect(key(["1,2"])).not.toBe(key(["1", "2"]));
    expect(keyOf({ kind: "store", code: "1" })).not.toBe(key(["1"]));
  });

  test("stores are asked for by at most 2,000 in a request, each once", () => {
    const codes = Array.from({ length: 4_100 }, (_, index) => String(index));
    const filters = planFilters({ kind: "stores", codes });
    expect(filters.map(({ storeIds }) => storeIds?.length)).toEqual([2_000, 2_000, 100]);
    expect(filters.flatMap(({ storeIds }) => storeIds)).toEqual(codes);
  });

  test("regions are asked for together, and each by itself where that is too much", () => {
    const [filter] = planFilters({ kind: "regions", ids: ["BE", "HH"] });
    expect(filter).toEqual({ regionIds: ["BE", "HH"] });
    expect(splitFilter(filter!)).toEqual([{ regionIds: ["BE"] }, { regionIds: ["HH"] }]);
    expect(splitFilter({ regionIds: ["BE"] })).toEqual([]);
  });
});

const result = (code: string, outcome: RefreshResult["outcome"], requestCount = 1): RefreshResult => ({
  ...{ outcome, store: { code } },
  job: outcome === "UP_TO_DATE" ? null : { id: `job ${code}`, requestCount },
});

test("the answers of several requests are told as one", () => {
  const first = takeAnswer(NEW_REQUEST, {
    batch: { id: "a" },
    results: [result("1", "ENQUEUED"), result("2", "DEDUPLICATED", 3), result("3", "UP_TO_DATE")],
    userErrors: [],
  });
  const both = takeAnswer(first, {
    batch: { id: "b" },
    results: [result("4", "DEDUPLICATED", 2)],
    userErrors: [{ message: "no such region" }],
  });
  expect(both).toMatchObject({
    batches: ["a", "b"],
    ...{ enqueued: 1, joined: 2, requestsJoined: 3, upToDate: ["3"], refusal: "no such region" },
  });
  expect([...both.jobs.values()]).toEqual(["1", "2", "4"]);
});

const batch = (
  counts: Partial<RefreshBatchFragment["counts"]>,
  change: Partial<RefreshBatchFragment> = {},
) => ({
  id: "a",
  status: "RUNNING" as const,
  progress: 0,
  expectedFinish: null,
  counts: { stores: 0, upToDate: 0, queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0, ...counts },
  ...change,
});

describe("batches as one", () => {
  test("there is nothing to sum", () => expect(sumBatches([])).toBeNull());

  test("each weighs as many stores as it has to train", () => {
    const sum = sumBatches([
      batch({ stores: 31, upToDate: 1, succeeded: 30 }, { progress: 1 }),
      batch({ stores: 10, queued: 10 }, { progress: 0, expectedFinish: at(9) }),
    ]);
    expect(sum).toMatchObject({ progress: 0.75, isOpen: true, expectedFinish: at(9) });
    expect(sum?.counts).toMatchObject({ stores: 41, upToDate: 1, queued: 10, succeeded: 30 });
  });

  test("the end is the last of theirs, and not known while one of theirs is not", () => {
    const early = batch({ stores: 1, running: 1 }, { expectedFinish: at(3) });
    const late = batch({ stores: 1, running: 1 }, { expectedFinish: at(8) });
    expect(sumBatches([early, late])?.expectedFinish).toBe(at(8));
    expect(sumBatches([early, batch({ stores: 1, queued: 1 })])?.expectedFinish).toBeNull();
  });

  test("those without a job are done", () => {
    expect(sumBatches([batch({ stores: 2, upToDate: 2 })])).toMatchObject({ progress: 1, isOpen: false });
  });
});

describe("the story of one store's refresh", () => {
  const asked = { ...NEW_REQUEST, isAsking: false };
  const joined = { ...asked, joined: 1, requestsJoined: 2, jobs: new Map([["job-0", "1"]]) };
  const after = (...jobs: ReturnType<typeof makeJob>[]) =>
    jobs.reduce((activity, job) => takeNews(activity, { job }), NO_ACTIVITY);
  const failure = { code: "TIMED_OUT", message: "60 s" } as const;

  test("there is none before anybody asks", () => {
    expect(tellStory(null, NO_ACTIVITY)).toEqual({ kind: "none" });
  });

  test("what others asked for is told too", () => {
    expect(tellStory(null, after(makeJob()))).toMatchObject({ kind: "queued", requests: 0 });
  });

  test("who joined is told with how many, as last heard", () => {
    expect(tellStory(joined, after(makeJob()))).toMatchObject({ kind: "queued", requests: 2 });
    const running = makeJob({ status: "RUNNING", attempts: 1, progress: 0.4, requestCount: 3 });
    expect(tellStory(joined, after(running))).toEqual({ kind: "running", requests: 3, progress: 0.4 });
  });

  test("between two attempts it says why the last one failed", () => {
    const story = tellStory(null, after(makeJob({ attempts: 1, failure })));
    expect(story).toMatchObject({ kind: "queued", failure, isNext: false });
  });

  test("a follow-up that was asked for here is waited for, others' is not", () => {
    const both = after(makeJob({ status: "RUNNING", attempts: 1 }), makeJob({ minute: 5 }));
    expect(tellStory(null, both).kind).toBe("running");
    const mine = { ...asked, enqueued: 1, jobs: new Map([["job-5", "1"]]) };
    expect(tellStory(mine, both)).toMatchObject({ kind: "queued", isNext: true });
  });

  test("it ends as the job did", () => {
    expect(tellStory(asked, after(makeJob({ status: "FAILED", failure })))).toMatchObject({
      ...{ kind: "failed", failure, at: at(0, 30) },
    });
    expect(tellStory(asked, after(makeJob({ status: "CANCELLED" }))).kind).toBe("cancelled");
    expect(tellStory(asked, after(makeJob({ status: "SUCCEEDED" })))).toMatchObject({ kind: "done" });
  });

  test("a newest version that has seen all data is told, until something goes on", () => {
    const upToDate = { ...asked, upToDate: ["1"] };
    expect(tellStory(upToDate, after(makeJob({ status: "SUCCEEDED" }))).kind).toBe("up-to-date");
    expect(tellStory(upToDate, after(makeJob())).kind).toBe("queued");
  });

  test("no answer is told unless something goes on all the same", () => {
    const problem = {
      kind: "offline",
      message: null,
      service: null,
      requestId: null,
      retryAfterSeconds: null,
    } as const;
    const unanswered = { ...asked, problem: { ...problem, isRetryable: true } };
    expect(tellStory(unanswered, NO_ACTIVITY)).toMatchObject({ kind: "unanswered", problem });
    expect(tellStory(unanswered, after(makeJob())).kind).toBe("queued");
  });

  test("a refusal is told before all", () => {
    expect(tellStory({ ...asked, refusal: "no such store" }, after(makeJob()))).toEqual({
      ...{ kind: "refused", message: "no such store" },
    });
  });
});

describe("what is told elsewhere", () => {
  test("ends are counted, with the store where all is about one", () => {
    const ends = [
      { job: makeJob({ status: "SUCCEEDED" }) },
      { job: makeJob({ minute: 1, status: "FAILED" }) },
    ];
    expect(digest(ends)).toMatchObject({ succeeded: 1, failed: 1, cancelled: 0, only: { code: "1" } });
    const other = { job: makeJob({ status: "CANCELLED", store: makeStore("2") }) };
    expect(digest([...ends, other])).toMatchObject({ cancelled: 1, only: null });
  });

  test.each([
    ["/", true],
    ["/activity", true],
    ["/stores/A%201", true],
    ["/stores/2", false],
    ["/compare", false],
  ])("on %s the end of store A 1 is in view: %s", (path, expected) => {
    expect(isInView({ kind: "store", code: "A 1" }, { path, stores: [] })).toBe(expected);
  });

  test("a store that is compared is in view, a region is not", () => {
    const place = { path: "/compare", stores: ["1"] };
    expect(isInView({ kind: "store", code: "1" }, place)).toBe(true);
    expect(isInView({ kind: "regions", ids: ["BE"] }, place)).toBe(false);
  });
});
