import { describe, expect, test } from "@jest/globals";
import { CombinedError } from "@urql/core";
import { GraphQLError } from "graphql";
import { NO_PAGES, takePage } from "../../../web/src/api/pages.js";

const AT = new Date("2015-08-01T09:00:00Z");
const answer = (data: string, after: string | null = null) => ({ data, after, stale: false });

describe("the pages of a list", () => {
  test("come one after the other, and each is renewed in its place", () => {
    const two = takePage(takePage<string>(NO_PAGES, 0, answer("a"), AT), 1, answer("b", "c1"), AT);
    expect(two.map(({ after, state }) => [after, state.data])).toEqual([
      [null, "a"],
      ["c1", "b"],
    ]);
    expect(takePage(two, 0, answer("A"), AT).map(({ state }) => state.data)).toEqual(["A", "b"]);
  });

  test("tell why parts are null", () => {
    const path = ["forecasts", "nodes", 3];
    const error = new CombinedError({ graphQLErrors: [new GraphQLError("no model", { path })] });
    const [page] = takePage<string>(NO_PAGES, 0, { ...answer("a"), error }, AT);
    expect(page?.gaps).toEqual([{ path, message: "no model" }]);
    expect(page?.state.problem).not.toBeNull();
  });

  test("keep what they have while it cannot be asked for", () => {
    const before = takePage<string>(NO_PAGES, 0, answer("a"), AT);
    const error = new CombinedError({ networkError: new Error("gone") });
    const [page] = takePage(before, 0, { data: undefined, error, after: null, stale: false }, AT);
    expect(page?.state).toMatchObject({ data: "a", problem: { kind: "offline", since: AT } });
  });

  test("that begin elsewhere are other pages", () => {
    const before = takePage(takePage<string>(NO_PAGES, 0, answer("a"), AT), 1, answer("b", "c1"), AT);
    const error = new CombinedError({ networkError: new Error("gone") });
    const [, page] = takePage(before, 1, { data: undefined, error, after: "c2", stale: false }, AT);
    expect(page).toMatchObject({ after: "c2", state: { data: undefined } });
  });
});
