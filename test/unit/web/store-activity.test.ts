import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  NO_ACTIVITY,
  takeNews,
  type JobNews,
  type StoreActivity,
} from "../../../web/src/live/store-activity.js";
import { makeJob } from "./live-jobs.js";

const queued: JobNews = { job: makeJob() };
const running = (progress: number, attempts = 1): JobNews => ({
  job: makeJob({ status: "RUNNING", attempts, progress }),
});
const failure = { code: "REGISTRY_UNAVAILABLE", message: "no answer" } as const;
const waitsAgain: JobNews = { job: makeJob({ status: "QUEUED", attempts: 1, failure }) };
const succeeded: JobNews = {
  job: makeJob({ status: "SUCCEEDED", attempts: 2, progress: 1 }),
  promoted: true,
};
const life = [queued, running(0), running(0.4), waitsAgain, running(0, 2), running(0.9, 2), succeeded];
const after = (news: readonly JobNews[], from: StoreActivity = NO_ACTIVITY) => news.reduce(takeNews, from);

describe("the activity of a store", () => {
  test.each([
    [1, { running: null, queued: queued.job }],
    [3, { running: running(0.4).job, queued: null }],
    [4, { running: null, queued: waitsAgain.job }],
    [6, { running: running(0.9, 2).job, queued: null }],
    [7, { running: null, queued: null, ended: { ...succeeded.job, promoted: true } }],
  ])("after %i events of a job", (count, expected) => {
    expect(after(life.slice(0, count))).toMatchObject(expected);
  });

  test.each(["FAILED", "CANCELLED"] as const)("ends when its job is %s", (status) => {
    const activity = after([queued, { job: makeJob({ status }) }]);
    expect(activity).toMatchObject({ running: null, queued: null, ended: { status, promoted: null } });
  });

  test("what is told again changes nothing, not even the object", () => {
    for (let count = 1; count <= life.length; count++) {
      const activity = after(life.slice(0, count));
      for (const news of life.slice(0, count)) expect(takeNews(activity, news)).toBe(activity);
    }
  });

  test("events in any order, with any of them repeated, come to the same as the last of them", () => {
    const order = fc.array(fc.integer({ min: 0, max: life.length - 1 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(order, (places) => {
        const activity = after(places.map((place) => life[place]!));
        expect(activity).toEqual(after([life[Math.max(...places)]!]));
      }),
    );
  });

  test("one more request is news", () => {
    const joined = makeJob({ requestCount: 2 });
    expect(after([queued, { job: joined }]).queued).toBe(joined);
  });

  test("a follow-up waits beside the job that runs, and takes its place", () => {
    const next = makeJob({ minute: 5 });
    const both = after([running(0.4), { job: next }]);
    expect(both).toMatchObject({ running: { id: "job-0" }, queued: { id: "job-5" } });
    // the end of the first was missed
    const second = makeJob({ minute: 5, status: "RUNNING", attempts: 1 });
    expect(takeNews(both, { job: second })).toMatchObject({ running: { id: "job-5" }, queued: null });
  });

  test("a cancelled follow-up leaves the job that runs", () => {
    const cancelled = makeJob({ minute: 5, status: "CANCELLED" });
    const activity = after([running(0.4), { job: makeJob({ minute: 5 }) }, { job: cancelled }]);
    expect(activity).toMatchObject({ running: { id: "job-0" }, queued: null });
    expect(after([running(0.6)], activity).running?.progress).toBe(0.6);
  });

  test("an event of a job before the last that ended is old", () => {
    const activity = after([{ job: makeJob({ minute: 5, status: "SUCCEEDED" }) }]);
    expect(takeNews(activity, running(0.4))).toBe(activity);
  });
});
