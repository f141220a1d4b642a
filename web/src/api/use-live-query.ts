import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import { createRequest } from "@urql/core";
import { useCallback, useEffect, useLayoutEffect, useState } from "react";
import { useClient } from "urql";
import { useEnvironment } from "../environment.js";
import { pauseMs } from "./back-off.js";
import { takeResult, UNANSWERED, type LiveState } from "./live-state.js";

export interface LiveQuery<Data> extends LiveState<Data> {
  /** Asks again at once. */
  retry: () => void;
}

interface Asked<Data> {
  /** Of which document and variables. */
  key: number;
  state: LiveState<Data>;
}

/**
 * Asks the API and goes on listening: after a mutation, when the socket is back, and, while the API or a service behind it
 * is gone, again and again with growing pauses. The last answer stays while later ones fail.
 */
export function useLiveQuery<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): LiveQuery<Data> {
  const client = useClient();
  const { now } = useEnvironment();
  const request = createRequest(document, variables);
  const { key } = request;
  const [asked, setAsked] = useState<Asked<Data>>({ key, state: UNANSWERED });
  const state = asked.key === key ? asked.state : UNANSWERED;

  // before the first paint: an answer in memory is shown without a flash of its skeleton
  useLayoutEffect(() => {
    const subscription = client.executeQuery<Data, Variables>(request).subscribe((result) => {
      const at = now();
      setAsked((last) => ({
        key,
        state: takeResult(last.key === key ? last.state : UNANSWERED, result, at),
      }));
    });
    return () => subscription.unsubscribe();
    // the key stands for the document and its variables
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, key, now]);

  const retry = useCallback(() => {
    const again = createRequest(document, variables);
    client.reexecuteOperation(
      client.createRequestOperation("query", again, { requestPolicy: "network-only" }),
    );
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, key]);

  const { problem } = state;
  useEffect(() => {
    if (!problem?.isRetryable) return undefined;
    const timer = setTimeout(retry, pauseMs(problem.failures, problem));
    return () => clearTimeout(timer);
  }, [problem, retry]);

  return { ...state, retry };
}
