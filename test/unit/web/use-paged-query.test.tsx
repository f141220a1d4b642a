/** @jest-environment jsdom */
import { afterEach, describe, expect, test } from "@jest/globals";
import { Client, type Exchange, type TypedDocumentNode } from "@urql/core";
import { cleanup, render, waitFor } from "@testing-library/react";
import { parse } from "graphql";
import { Provider } from "urql";
import { filter, map, pipe } from "wonka";
import { usePagedQuery } from "../../../web/src/api/use-paged-query.js";
import { EnvironmentProvider } from "../../../web/src/environment.js";
import { makeEnvironment } from "./support.js";

interface Numbers {
  items: number[];
  next: string | null;
}
type Variables = { after?: string | null; least: number };

const NUMBERS = parse("query Numbers($after: String, $least: Int!) { items next }") as TypedDocumentNode<
  Numbers,
  Variables
>;
const getNext = ({ next }: Numbers) => next;

/** Answers with two numbers a page, up to a number, and remembers the cursors that were asked for. */
function makeClient(upTo: () => number) {
  const asked: (string | null)[] = [];
  const answer: Exchange = () => (operations) =>
    pipe(
      operations,
      filter(({ kind }) => kind === "query"),
      map((operation) => {
        const { after, least } = operation.variables as Variables;
        asked.push(after ?? null);
        const first = after == null ? least : Number(after) + 1;
        const items = [first, first + 1].filter((item) => item <= upTo());
        const next = first + 1 < upTo() ? String(first + 1) : null;
        return { operation, data: { items, next }, stale: false, hasNext: false };
      }),
    );
  const client = new Client({ url: "http://nowhere/", preferGetMethod: false, exchanges: [answer] });
  return { client, asked };
}

function Numbers({ variables }: { variables: { least: number } | null }) {
  const { pages, isWhole, retry } = usePagedQuery(NUMBERS, variables, getNext);
  const items = pages?.flatMap(({ state }) => state.data?.items ?? []).join(" ") ?? "nothing";
  return <button onClick={retry}>{`${items}${isWhole ? "." : ""}`}</button>;
}

function show(client: Client, variables: { least: number } | null) {
  const tree = (asked: { least: number } | null) => (
    <EnvironmentProvider value={makeEnvironment()}>
      <Provider value={client}>
        <Numbers variables={asked} />
      </Provider>
    </EnvironmentProvider>
  );
  const { container, rerender } = render(tree(variables));
  return { container, change: (next: { least: number } | null) => rerender(tree(next)) };
}

afterEach(cleanup);

describe("a list of several pages", () => {
  test("is asked for page after page until the last", async () => {
    const { client, asked } = makeClient(() => 5);
    const { container } = show(client, { least: 1 });
    await waitFor(() => expect(container.textContent).toBe("1 2 3 4 5."));
    expect(asked).toEqual([null, "2", "4"]);
  });

  test("is asked for anew when the variables change", async () => {
    const { client } = makeClient(() => 5);
    const { container, change } = show(client, { least: 1 });
    await waitFor(() => expect(container.textContent).toBe("1 2 3 4 5."));
    change({ least: 4 });
    await waitFor(() => expect(container.textContent).toBe("4 5."));
  });

  test("gets and loses pages as it changes", async () => {
    let upTo = 3;
    const { client } = makeClient(() => upTo);
    const { container } = show(client, { least: 1 });
    await waitFor(() => expect(container.textContent).toBe("1 2 3."));
    upTo = 2;
    container.querySelector("button")!.click();
    await waitFor(() => expect(container.textContent).toBe("1 2."));
    upTo = 4;
    container.querySelector("button")!.click();
    await waitFor(() => expect(container.textContent).toBe("1 2 3 4."));
  });

  test("is not asked for before it is known what to ask", async () => {
    const { client, asked } = makeClient(() => 2);
    const { container, change } = show(client, null);
    expect(container.textContent).toBe("nothing");
    expect(asked).toEqual([]);
    change({ least: 1 });
    await waitFor(() => expect(container.textContent).toBe("1 2."));
  });
});
