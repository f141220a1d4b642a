import { describe, expect, test } from "@jest/globals";
import { CombinedError } from "@urql/core";
import { describeError } from "../../../web/src/api/problem-kind.js";

const answer = (...all: { message?: string; [extension: string]: unknown }[]) =>
  new CombinedError({
    graphQLErrors: all.map(({ message = "so it is", ...extensions }) => ({ message, extensions })),
  });
const silence = (status?: number) =>
  new CombinedError({
    networkError: new Error("no"),
    ...(status === undefined ? {} : { response: { status } }),
  });

describe("what an error means", () => {
  test.each([
    [{ code: "BAD_USER_INPUT" }, "bad-input"],
    [{ code: "LIMIT_EXCEEDED" }, "limit"],
    [{ code: "RATE_LIMITED" }, "rate-limited"],
    [{ code: "UNAUTHENTICATED" }, "unauthenticated"],
    [{ code: "FORBIDDEN" }, "forbidden"],
    [{ code: "SERVICE_UNAVAILABLE" }, "unavailable"],
    [{ code: "INTERNAL_SERVER_ERROR" }, "bug"],
    [{ code: "GRAPHQL_VALIDATION_FAILED" }, "bug"],
    [{}, "bug"],
  ])("%j is %s", (extensions, kind) => {
    expect(describeError(answer(extensions))).toMatchObject({ kind, message: "so it is" });
  });

  test.each([
    [undefined, "offline", true],
    [502, "offline", true],
    [500, "offline", true],
    [401, "unauthenticated", false],
    [403, "forbidden", false],
    [413, "limit", false],
    [429, "rate-limited", true],
  ])("no answer, with status %s, is %s", (status, kind, isRetryable) => {
    expect(describeError(silence(status))).toEqual({
      ...{ kind, isRetryable, message: null, service: null, requestId: null },
      retryAfterSeconds: null,
    });
  });

  test("who asked too often is told when to ask again, by the API or by what is before it", () => {
    const told = answer({ code: "RATE_LIMITED", isRetryable: true, retryAfterSeconds: 7 });
    expect(describeError(told)).toMatchObject({ retryAfterSeconds: 7, isRetryable: true });
    const before = (retryAfter: string) =>
      new CombinedError({
        networkError: new Error("no"),
        response: { status: 429, headers: new Headers({ "retry-after": retryAfter }) },
      });
    expect(describeError(before("12")).retryAfterSeconds).toBe(12);
    expect(describeError(before("Fri, 31 Jul 2015 10:00:00 GMT")).retryAfterSeconds).toBeNull();
  });

  test("a service that is down is named, and may be asked again", () => {
    const error = answer({ code: "SERVICE_UNAVAILABLE", service: "mlflow", isRetryable: true });
    expect(describeError(error)).toMatchObject({ service: "mlflow", isRetryable: true });
  });

  test("a service that this page does not know has no name", () => {
    expect(describeError(answer({ code: "SERVICE_UNAVAILABLE", service: "oracle" })).service).toBeNull();
  });

  test("a bug has the id to quote", () => {
    const error = answer({ code: "INTERNAL_SERVER_ERROR", requestId: "r-7" });
    expect(describeError(error)).toMatchObject({ requestId: "r-7", isRetryable: false });
  });

  test("of several, the one that the planner must act on is told", () => {
    const error = answer(
      { code: "INTERNAL_SERVER_ERROR" },
      { code: "SERVICE_UNAVAILABLE" },
      { code: "FORBIDDEN" },
    );
    expect(describeError(error).kind).toBe("forbidden");
  });
});
