import { beforeEach, describe, expect, test } from "@jest/globals";
import { makeStateLease, type StateLease } from "../../../src/database/state-lease.js";
import type { StateVersions } from "../../../src/database/state-versions.js";

/** A database whose answers the test gives by hand. */
interface Question {
  answer: (stores: number) => void;
  fail: () => void;
}

let nowMs: number;
let questions: Question[];
let followed: number[];
let failures: unknown[];
let lease: StateLease;

beforeEach(() => {
  nowMs = 10_000;
  questions = [];
  followed = [];
  failures = [];
  lease = makeStateLease({
    load: () =>
      new Promise((resolve, reject) =>
        questions.push({
          answer: (stores) => resolve(versionsOf(stores)),
          fail: () => reject(new Error("away")),
        }),
      ),
    follow: ({ stores }) => Promise.resolve(void followed.push(stores.number)),
    getElapsedMs: () => nowMs,
    onFailure: (error) => failures.push(error),
  });
});

const versionsOf = (number: number): StateVersions => ({
  stores: { name: `stores ${number}`, number },
  champions: { name: "champions 1", number: 1 },
});
/** Lets everything that waits for nothing run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const read = async () => (await lease.hold())?.stores.number ?? null;
/** Holds version 1 from now on. */
async function holdFirst(): Promise<void> {
  const first = read();
  questions[0]?.answer(1);
  expect(await first).toBe(1);
}

describe("a lease", () => {
  test("asks nothing before it is asked, and calls at once share a question", async () => {
    await settle();
    expect(questions).toHaveLength(0);
    const reads = Promise.all([read(), read(), read()]);
    questions[0]?.answer(1);
    expect(await reads).toEqual([1, 1, 1]);
    expect(questions).toHaveLength(1);
    expect(followed).toEqual([1]);
  });

  test("answers at once while it holds, and renews itself behind the back of whoever calls past its quarter", async () => {
    await holdFirst();
    nowMs += 199;
    expect(lease.hold()).toEqual(versionsOf(1));
    expect(questions).toHaveLength(1);
    nowMs += 1;
    expect([lease.hold(), lease.hold()]).toEqual([versionsOf(1), versionsOf(1)]);
    expect(questions).toHaveLength(2);
    questions[1]?.answer(2);
    await settle();
    expect(lease.hold()).toEqual(versionsOf(2));
    nowMs += 199;
    expect(lease.hold()).toEqual(versionsOf(2));
    expect(questions).toHaveLength(2);
  });

  test("ends after 0.8 s, however long its last question took", async () => {
    const slow = read();
    nowMs += 700;
    questions[0]?.answer(1);
    expect(await slow).toBe(1);
    nowMs += 99;
    expect(lease.hold()).toEqual(versionsOf(1));
    questions[1]?.fail();
    await settle();
    nowMs += 501;
    const next = read();
    questions[2]?.answer(2);
    expect(await next).toBe(2);
  });

  test("gives nobody an answer that was out of date when it was asked for", async () => {
    const early = read();
    nowMs += 900;
    const late = read();
    questions[0]?.answer(1);
    expect(await early).toBe(1);
    await settle();
    expect(questions).toHaveLength(2);
    questions[1]?.answer(2);
    expect(await late).toBe(2);
  });

  test("that is dropped asks again, also while a question is under way", async () => {
    await holdFirst();
    lease.drop();
    const next = read();
    lease.drop();
    const later = read();
    questions[1]?.answer(2);
    expect(await next).toBe(2);
    await settle();
    questions[2]?.answer(3);
    expect(await later).toBe(3);
    expect(lease.hold()).toEqual(versionsOf(3));
  });

  test("knows nothing while the database is away, and asks it once in half a second", async () => {
    await holdFirst();
    nowMs += 900;
    const failing = read();
    questions[1]?.fail();
    expect(await failing).toBeNull();
    expect([lease.hold(), lease.hold()]).toEqual([null, null]);
    expect(questions).toHaveLength(2);
    nowMs += 500;
    const next = read();
    questions[2]?.answer(4);
    expect(await next).toBe(4);
    expect(failures).toEqual([new Error("away")]);
    expect(lease.getCounts()).toEqual({ succeeded: 2, failed: 1, waits: 3 });
  });
});
