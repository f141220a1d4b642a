import { expect, jest, test } from "@jest/globals";
import { createJobStore } from "../../../web/src/live/job-store.js";
import { getLastInstant, selectMissed } from "../../../web/src/live/missed-jobs.js";
import { throttle } from "../../../web/src/live/throttle.js";
import { at, makeJob, makeStore } from "./live-jobs.js";

function makeJobs() {
  const flushes: (() => void)[] = [];
  const jobs = createJobStore((flush) => void flushes.push(flush));
  return { jobs, flush: () => flushes.splice(0).forEach((run) => run()) };
}
const jobOf = (code: string, status: "QUEUED" | "RUNNING" | "SUCCEEDED") =>
  makeJob({ id: `of ${code}`, store: makeStore(code), status, attempts: status === "QUEUED" ? 0 : 1 });

test("jobs are counted over all stores, and what comes together is told together", () => {
  const { jobs, flush } = makeJobs();
  let told = 0;
  jobs.subscribeFleet(() => void told++);
  for (const code of ["1", "2", "3"]) jobs.take({ job: jobOf(code, "QUEUED") });
  jobs.take({ job: jobOf("1", "RUNNING") });
  expect(told).toBe(0);
  flush();
  expect(told).toBe(1);
  expect(jobs.getFleet()).toMatchObject({ queued: 2, running: 1 });
  jobs.take({ job: jobOf("1", "SUCCEEDED") });
  flush();
  expect(jobs.getFleet()).toMatchObject({ queued: 2, running: 0 });
  expect(jobs.getActiveCodes()).toEqual(["2", "3"]);
});

test("only those who watch a store are told of it, until they leave", () => {
  const { jobs } = makeJobs();
  const told: string[] = [];
  const leave = jobs.subscribeStore("1", () => void told.push("1"));
  jobs.subscribeStore("2", () => void told.push("2"));
  jobs.take({ job: jobOf("1", "QUEUED") });
  leave();
  jobs.take({ job: jobOf("1", "RUNNING") });
  expect(told).toEqual(["1"]);
});

test("an end is told once, however often it is heard", () => {
  const { jobs } = makeJobs();
  const ended: string[] = [];
  jobs.onEnded(({ job }) => void ended.push(job.id));
  for (const status of ["QUEUED", "SUCCEEDED", "SUCCEEDED", "RUNNING", "SUCCEEDED"] as const)
    jobs.take({ job: jobOf("1", status) });
  expect(ended).toEqual(["of 1"]);
});

test("after a gap, news is what is under way, what was thought to be, and what ended since; oldest first", () => {
  const old = makeJob({ minute: 1, status: "SUCCEEDED" });
  const awaited = makeJob({ minute: 2, status: "FAILED" });
  const missed = makeJob({ minute: 20, status: "SUCCEEDED" });
  const running = makeJob({ minute: 30, status: "RUNNING" });
  const heardThrough = Date.parse(at(10));
  const found = selectMissed(
    [running, missed, awaited, old, missed],
    heardThrough,
    ({ id }) => id === "job-2",
  );
  expect(found.map(({ id }) => id)).toEqual(["job-2", "job-20", "job-30"]);
});

test("jobs speak of the last instant at which one of them ended or was queued", () => {
  expect(getLastInstant([])).toBe(-Infinity);
  expect(getLastInstant([makeJob({ minute: 3 }), makeJob({ minute: 2, status: "FAILED" })])).toBe(
    Date.parse(at(3)),
  );
});

test("a throttled call is made at once, then at the end of each pause that had one", () => {
  jest.useFakeTimers();
  let calls = 0;
  const throttled = throttle(() => void calls++, 1_000);
  for (let call = 0; call < 5; call++) throttled.call();
  expect(calls).toBe(1);
  jest.advanceTimersByTime(1_000);
  expect(calls).toBe(2);
  jest.advanceTimersByTime(5_000);
  expect(calls).toBe(2);
  throttled.call();
  throttled.call();
  throttled.cancel();
  jest.advanceTimersByTime(5_000);
  expect(calls).toBe(3);
  jest.useRealTimers();
});
