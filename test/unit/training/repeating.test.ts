import { describe, expect, test } from "@jest/globals";

import { startRepeating } from "../../../src/training/repeating.js";
import { waitUntil } from "../../support/wait.js";

/** Work that ends when it is told to. */
const makeWork = () => {
  const ends: (() => void)[] = [];
  const run = () => new Promise<void>((resolve) => ends.push(resolve));
  return { ends, run };
};

const never = (error: unknown) => {
  throw error;
};

describe("repeated work", () => {
  test("runs at once and again after the interval", async () => {
    const { ends, run } = makeWork();
    const repeating = startRepeating({ intervalMs: 1, run, onError: never });
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await waitUntil(() => ends.length === 2);
    ends[1]?.();
    await repeating.stop();
  });

  test("asked for during a run it runs once more after it, however often it was asked", async () => {
    const { ends, run } = makeWork();
    const repeating = startRepeating({ intervalMs: 3_600_000, run, onError: never });
    repeating.runSoon();
    repeating.runSoon();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await waitUntil(() => ends.length === 2);
    ends[1]?.();
    await Promise.resolve();
    await repeating.stop();
    expect(ends).toHaveLength(2);
  });

  test("asked for between two runs it runs at once", async () => {
    const { ends, run } = makeWork();
    const repeating = startRepeating({ intervalMs: 3_600_000, run, onError: never });
    ends[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    repeating.runSoon();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await repeating.stop();
  });

  test("a run that fails is told and does not end the repetition", async () => {
    const errors: unknown[] = [];
    let runs = 0;
    const repeating = startRepeating({
      intervalMs: 1,
      run: () => Promise.reject(new Error(`run ${++runs}`)),
      onError: (error) => errors.push(error),
    });
    await waitUntil(() => errors.length >= 2);
    await repeating.stop();
    expect(errors[1]).toEqual(new Error("run 2"));
  });

  test("stopping waits for the run that is on, and nothing follows", async () => {
    const { ends, run } = makeWork();
    const repeating = startRepeating({ intervalMs: 1, run, onError: never });
    let isStopped = false;
    const stopping = repeating.stop().then(() => (isStopped = true));
    repeating.runSoon();
    await new Promise((resolve) => setImmediate(resolve));
    expect(isStopped).toBe(false);
    ends[0]?.();
    await stopping;
    expect(ends).toHaveLength(1);
  });
});
