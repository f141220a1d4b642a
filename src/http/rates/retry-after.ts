import type { HTTPGraphQLHead } from "@apollo/server";
import type { FormattedExecutionResult } from "graphql";

/** Tells in the head of an answer when what was asked too often may be asked again; status 429 where nothing else was answered. */
export function tellWhenToRetry(head: HTTPGraphQLHead, { data, errors }: FormattedExecutionResult): void {
  const waits = (errors ?? []).flatMap(({ extensions }) => {
    const seconds = extensions?.["retryAfterSeconds"];
    return typeof seconds === "number" ? [seconds] : [];
  });
  if (waits.length === 0) return;
  head.headers.set("retry-after", String(Math.max(...waits)));
  if (Object.values(data ?? {}).every((value) => value === null)) head.status = 429;
}
