import { describe, expect, test } from "@jest/globals";
import { ServiceUnavailableError } from "../../../src/errors.js";
import { RetrainStream } from "../../../src/live/retrain-stream.js";
import type { RetrainEvent, RetrainJob } from "../../../src/training/types.js";
import { makeJob } from "../../support/memory-retrain.js";

const at = new Date("2015-08-01T07:00:00Z");
const queued = (id: string, attempts = 0): RetrainEvent => ({
  kind: "QUEUED",
  job: makeJob({ id, storeId: 1, attempts }),
  at,
});
const running = (id: string, attempts: number, progress: number): RetrainEvent => ({
  kind: "RUNNING",
  job: makeJob({ id, storeId: 1, status: "RUNNING", attempts, progress, startedAt: at }),
  at,
});
const failed = (id: string, attempts: number, willRetry: boolean): RetrainEvent => ({
  kind: "FAILED",
  job: makeJob({ id, storeId: 1, status: willRetry ? "QUEUED" : "FAILED", attempts }),
  at,
  willRetry,
});
const succeeded = (id: string, attempts: number): RetrainEvent => ({
  kind: "SUCCEEDED",
  job: makeJob({ id, storeId: 1, status: "SUCCEEDED", attempts, version: 1 }),
  at,
});

const nameOf = ({ kind, job }: RetrainEvent) =>
  `${job.id} ${kind} ${job.attempts}${kind === "RUNNING" ? ` ${job.progress}` : ""}`;

function open(capacity?: number, isWanted: (job: RetrainJob) => boolean = () => true) {
  let ends = 0;
  const stream = new RetrainStream(isWanted, () => ends++, capacity);
  return { stream, ends: () => ends };
}

/** Everything that waits, without waiting for more. */
async function drain(stream: RetrainStream): Promise<string[]> {
  const names: string[] = [];
  const marker = queued("marker");
  stream.push(marker);
  for (;;) {
    const { value, done } = await stream.next();
    if (done === true || value === marker) return names;
    names.push(value instanceof Error ? value.message : nameOf(value));
  }
}

describe("current state first", () => {
  test("events that came before the state are behind it, and those it shows already are dropped", async () => {
    const { stream } = open();
    stream.push(queued("a"));
    stream.push(running("a", 1, 0));
    stream.push(queued("b"));
    stream.push(running("b", 1, 0.5));
    stream.start([running("a", 1, 0.2).job, queued("b").job]);
    stream.push(running("a", 1, 0.2));
    expect(await drain(stream)).toEqual(["a RUNNING 1 0.2", "b QUEUED 0", "b RUNNING 1 0.5"]);
  });

  test("a job that ended while the state was read is told by its end alone", async () => {
    const { stream } = open();
    stream.push(succeeded("a", 1));
    stream.start([]);
    expect(await drain(stream)).toEqual(["a SUCCEEDED 1"]);
  });

  test("a state older than the events is followed by all of them", async () => {
    const { stream } = open();
    stream.push(running("a", 1, 0));
    stream.push(failed("a", 1, true));
    stream.push(queued("a", 1));
    stream.push(running("a", 2, 0));
    stream.push(succeeded("a", 2));
    stream.start([queued("a").job]);
    expect(await drain(stream)).toEqual([
      "a QUEUED 0",
      "a RUNNING 1 0",
      "a FAILED 1",
      "a QUEUED 1",
      "a RUNNING 2 0",
      "a SUCCEEDED 2",
    ]);
  });

  test("a job that waits for its second attempt is past the failure of the first", async () => {
    const { stream } = open();
    stream.start([queued("a", 1).job]);
    stream.push(running("a", 1, 0.9));
    stream.push(failed("a", 1, true));
    stream.push(running("a", 2, 0));
    expect(await drain(stream)).toEqual(["a QUEUED 1", "a RUNNING 2 0"]);
  });

  test("a job that waits for another attempt is shown by the failure of the last", async () => {
    const { stream } = open();
    const failure = { code: "TIMED_OUT" as const, message: "Past 60 s.", isRetryable: true };
    stream.start([{ ...queued("a", 1).job, failure }]);
    expect((await stream.next()).value).toMatchObject({ kind: "FAILED", willRetry: true, job: { failure } });
  });

  test("nothing is read before the state is known", async () => {
    const { stream } = open();
    stream.push(running("a", 1, 0));
    const first = stream.next();
    stream.start([queued("b").job]);
    expect(nameOf((await first).value as RetrainEvent)).toBe("b QUEUED 0");
    expect(await drain(stream)).toEqual(["a RUNNING 1 0"]);
  });
});

describe("slow readers", () => {
  test("a current state beyond the capacity is read whole, before what happens", async () => {
    const { stream, ends } = open(2);
    stream.start(["a", "b", "c", "d"].map((id) => queued(id).job));
    stream.push(running("a", 1, 0));
    expect(ends()).toBe(0);
    const names = ["a QUEUED 0", "b QUEUED 0", "c QUEUED 0", "d QUEUED 0", "a RUNNING 1 0"];
    expect(await drain(stream)).toEqual(names);
  });

  test("a reader is behind while more than 256 events wait, until it has read some or has gone", async () => {
    const { stream } = open();
    stream.start([]);
    for (let index = 0; index < 256; index++) stream.push(queued(`job-${index}`));
    expect(stream.whenCaughtUp()).toBeNull();
    stream.push(queued("one more"));
    const caughtUp = stream.whenCaughtUp();
    await stream.next();
    await caughtUp;
    expect(stream.whenCaughtUp()).toBeNull();
    stream.push(queued("and another"));
    const gone = stream.whenCaughtUp();
    expect(gone).not.toBeNull();
    await stream.return();
    await gone;
  });

  test("of an attempt's progress only the latest waits, in its place", async () => {
    const { stream } = open();
    stream.start([]);
    for (const progress of [0, 0.3, 0.6]) stream.push(running("a", 1, progress));
    stream.push(queued("b"));
    stream.push(running("a", 1, 0.9));
    expect(await drain(stream)).toEqual(["a RUNNING 1 0.9", "b QUEUED 0"]);
  });

  test("past its capacity the stream ends with an error that says so", async () => {
    const { stream, ends } = open(3);
    stream.start([]);
    for (const id of ["a", "b", "c", "d", "e"]) stream.push(queued(id));
    expect(ends()).toBe(1);
    const { value } = await stream.next();
    expect(value).toBeInstanceOf(ServiceUnavailableError);
    expect((value as Error).message).toBe(
      "More than 3 events waited for this subscriber; subscribe again for the current state.",
    );
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test("a flood before the state is known ends the stream with the same error", async () => {
    const { stream, ends } = open(3);
    for (const id of ["a", "b", "c", "d", "e"]) stream.push(queued(id));
    stream.start([queued("a").job]);
    expect(ends()).toBe(1);
    expect((await stream.next()).value).toBeInstanceOf(ServiceUnavailableError);
    expect((await stream.next()).done).toBe(true);
  });
});

test("a job that was cancelled is past its waiting", async () => {
  const { stream } = open();
  const cancelled = makeJob({ id: "a", storeId: 1, status: "CANCELLED", requestCount: 0 });
  stream.push({ kind: "CANCELLED", job: cancelled, at });
  stream.start([queued("a").job]);
  expect(await drain(stream)).toEqual(["a QUEUED 0", "a CANCELLED 0"]);
});

describe("ends", () => {
  test("a reader that waits is released when the subscriber leaves, and is told once", async () => {
    const { stream, ends } = open();
    stream.start([]);
    const waiting = stream.next();
    await stream.return();
    await stream.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(ends()).toBe(1);
    stream.push(queued("a"));
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test("jobs that are not wanted do not wait", async () => {
    const { stream } = open(10, (job) => job.id === "b");
    stream.start([]);
    stream.push(queued("a"));
    const next = stream.next();
    stream.push(queued("b"));
    expect(nameOf((await next).value as RetrainEvent)).toBe("b QUEUED 0");
  });
});
