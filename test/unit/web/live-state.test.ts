import { describe, expect, test } from "@jest/globals";
import { CombinedError } from "@urql/core";
import { backOffMs, pauseMs } from "../../../web/src/api/back-off.js";
import { takeResult, UNANSWERED, type LiveState } from "../../../web/src/api/live-state.js";

const at = (minute: number) => new Date(Date.UTC(2015, 7, 1, 9, minute));
const offline = new CombinedError({ networkError: new Error("no") });
const partly = new CombinedError({
  graphQLErrors: [
    { message: "MLflow does not answer", extensions: { code: "SERVICE_UNAVAILABLE", service: "mlflow" } },
  ],
});
const start: LiveState<string> = UNANSWERED;

describe("a question that is asked again and again", () => {
  test("an answer is kept, and nothing is wrong", () => {
    const state = takeResult(start, { data: "a", stale: false }, at(0));
    expect(state).toEqual({ data: "a", problem: null, isFetching: false });
  });

  test("a remembered answer is shown while a fresh one is fetched", () => {
    expect(takeResult(start, { data: "a", stale: true }, at(0)).isFetching).toBe(true);
  });

  test("failures are counted since the first, and the last answer stays", () => {
    let state = takeResult(start, { data: "a", stale: false }, at(0));
    state = takeResult(state, { error: offline, stale: false }, at(2));
    state = takeResult(state, { error: offline, stale: false }, at(3));
    expect(state.data).toBe("a");
    expect(state.problem).toMatchObject({ kind: "offline", since: at(2), failures: 2 });
  });

  test("an answer ends a problem; the next begins anew", () => {
    let state = takeResult(start, { error: offline, stale: false }, at(2));
    state = takeResult(state, { data: "b", stale: false }, at(4));
    expect(state.problem).toBeNull();
    state = takeResult(state, { error: offline, stale: false }, at(9));
    expect(state.problem).toMatchObject({ since: at(9), failures: 1 });
  });

  test("half an answer is shown beside what is wrong with the rest", () => {
    const state = takeResult(start, { data: "half", error: partly, stale: false }, at(1));
    expect(state.data).toBe("half");
    expect(state.problem).toMatchObject({ kind: "unavailable", service: "mlflow" });
  });

  test("it is asked again no sooner than the API says", () => {
    const tooOften = new CombinedError({
      graphQLErrors: [
        { message: "no", extensions: { code: "RATE_LIMITED", isRetryable: true, retryAfterSeconds: 60 } },
      ],
    });
    const { problem } = takeResult(start, { error: tooOften, stale: false }, at(1));
    expect(problem).toMatchObject({ kind: "rate-limited", retryAt: at(2) });
    expect(pauseMs(7, { retryAfterSeconds: 2 })).toBe(30_000);
  });

  test("what cannot come right by itself is not asked again", () => {
    const refused = new CombinedError({
      graphQLErrors: [{ message: "no", extensions: { code: "FORBIDDEN" } }],
    });
    expect(takeResult(start, { error: refused, stale: false }, at(1)).problem?.retryAt).toBeNull();
  });

  test("pauses grow from one second to half a minute", () => {
    expect([1, 2, 3, 5, 6, 50].map(backOffMs)).toEqual([1_000, 2_000, 4_000, 16_000, 30_000, 30_000]);
  });
});
