import type { ServerResponse } from "node:http";
import type { OperationLabel } from "./operation-label.js";

/** What becomes known of a request while it is answered, for its line in the log. */
export interface RequestFacts {
  /** Name of who asks; never what it shows for it. */
  principal?: string;
  /** Address of the client, behind the proxies that are trusted. */
  address?: string;
  /** What was asked for, where it is GraphQL. */
  operations?: readonly OperationLabel[];
}

const known = new WeakMap<ServerResponse, RequestFacts>();

/** Adds to what is known of the request that this answers. */
export function noteFacts(response: ServerResponse, facts: RequestFacts): void {
  const before = known.get(response);
  if (before) Object.assign(before, facts);
  else known.set(response, facts);
}

/** What {@link noteFacts} was told. */
export function getFacts(response: ServerResponse): RequestFacts {
  return known.get(response) ?? {};
}
