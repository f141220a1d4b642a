import type { TypedDocumentNode } from "@urql/core";
import { createRequest } from "@urql/core";
import { useCallback, useEffect, useLayoutEffect, useState } from "react";
import { useClient } from "urql";
import { useEnvironment } from "../environment.js";
import { pauseMs } from "./back-off.js";
import type { LiveProblem } from "./live-state.js";
import { NO_PAGES, takePage, type Page } from "./pages.js";

export interface PagedQuery<Data> {
  /** The pages that have come, in their order; undefined before the first. */
  pages: readonly Page<Data>[] | undefined;
  /** Of the first page that has one. */
  problem: LiveProblem | null;
  /** Whether the last page has come. */
  isWhole: boolean;
  /** Asks again at once. */
  retry: () => void;
}

interface Asked<Data> {
  /** Of which document and variables. */
  key: number;
  pages: readonly Page<Data>[];
}

/**
 * Asks for all pages of a list, one after the other, and goes on listening to each as `useLiveQuery` does.
 *
 * @param variables without `after`; null asks nothing yet
 * @param nextOf cursor to ask on from; null on the last page. Must be the same function each time
 */
export function usePagedQuery<Data, Variables extends { after?: string | null | undefined }>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, "after"> | null,
  nextOf: (data: Data) => string | null,
): PagedQuery<Data> {
  const client = useClient();
  const { now } = useEnvironment();
  const { key } = createRequest(document, { ...variables, after: null } as Variables);
  const isAsking = variables !== null;
  const [asked, setAsked] = useState<Asked<Data>>({ key, pages: NO_PAGES });
  const pages = isAsking && asked.key === key ? asked.pages : NO_PAGES;
  const requestPage = (after: string | null) =>
    createRequest(document, { ...variables, after } as unknown as Variables);

  useLayoutEffect(() => {
    if (!isAsking) return undefined;
    let known: readonly Page<Data>[] = NO_PAGES;
    const ends: (() => void)[] = [];
    const follow = (place: number, after: string | null) => {
      const source = client.executeQuery<Data, Variables>(requestPage(after));
      let hasEnded = false;
      const subscription = source.subscribe((result) => {
        if (hasEnded) return;
        const before = known;
        known = takePage(before, place, { ...result, after }, now());
        const { data } = known[place]!.state;
        const next = data ? nextOf(data) : null;
        if (next !== (known[place + 1]?.after ?? null)) {
          known = known.slice(0, place + 1);
          for (const end of ends.splice(place + 1)) end();
          if (next !== null) follow(place + 1, next);
        }
        setAsked({ key, pages: known });
      });
      ends[place] = () => {
        hasEnded = true;
        subscription.unsubscribe();
      };
    };
    follow(0, null);
    return () => {
      for (const end of ends) end();
    };
    // the key stands for the document and its variables
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, isAsking, key, nextOf, now]);

  const troubled = pages.filter(({ state }) => state.problem !== null);
  const retry = useCallback(() => {
    for (const { after } of troubled.length > 0 ? troubled : pages) {
      client.reexecuteOperation(
        client.createRequestOperation("query", requestPage(after), { requestPolicy: "network-only" }),
      );
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, key, pages]);

  const problem = troubled[0]?.state.problem ?? null;
  useEffect(() => {
    if (!problem?.isRetryable) return undefined;
    const timer = setTimeout(retry, pauseMs(problem.failures, problem));
    return () => clearTimeout(timer);
  }, [problem, retry]);

  const arrived = pages.filter(({ state }) => state.data !== undefined);
  const last = arrived.at(-1)?.state.data;
  return {
    pages: arrived.length > 0 ? arrived : undefined,
    problem,
    isWhole: last !== undefined && nextOf(last) === null,
    retry,
  };
}
