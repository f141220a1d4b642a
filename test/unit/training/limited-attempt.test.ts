import { describe, expect, test } from "@jest/globals";

import { onAbort, runLimitedAttempt } from "../../../src/training/limited-attempt.js";
import { HandedBackError } from "../../../src/training/retrain-failure.js";

const never = new AbortController().signal;
const limits = { limitMs: 60_000, lost: never, stopping: never };

/** Works until it is told that it is over, and throws why. */
const untilOver = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => onAbort(signal, () => reject(new Error("cut"))));

describe("an attempt with limits", () => {
  test("answers what it comes to", async () => {
    await expect(runLimitedAttempt(() => Promise.resolve(7), limits)).resolves.toBe(7);
    await expect(runLimitedAttempt(() => Promise.reject(new Error("no")), limits)).rejects.toThrow("no");
  });

  test("is over when its time is, and the message has setting and value", async () => {
    await expect(runLimitedAttempt(untilOver, { ...limits, limitMs: 10 })).rejects.toMatchObject({
      ...{ name: "TrainingError", code: "TIMED_OUT", isRetryable: true },
      message: "The attempt took longer than its limit of 0.01 s (STORECAST_ATTEMPT_LIMIT_SECONDS).",
    });
  });

  test("that was given to another worker is lost, one whose worker stops is handed back", async () => {
    await expect(
      runLimitedAttempt(untilOver, { ...limits, lost: AbortSignal.abort("the lock was lost") }),
    ).rejects.toMatchObject({
      name: "AttemptLostError",
      message: "The attempt was taken away: the lock was lost.",
    });
    const reason = new HandedBackError("The worker stops.");
    await expect(
      runLimitedAttempt(untilOver, { ...limits, stopping: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });

  test("that comes to its end all the same counts", async () => {
    const late = (signal: AbortSignal) =>
      new Promise<number>((resolve) => signal.addEventListener("abort", () => resolve(7)));
    await expect(runLimitedAttempt(late, { ...limits, limitMs: 10 })).resolves.toBe(7);
  });
});
