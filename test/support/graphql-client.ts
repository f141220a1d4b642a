import { createClient, type Client, type FormattedExecutionResult } from "graphql-ws";
import WebSocket from "ws";
import type { TypedDocumentString } from "../gql/graphql.js";

/** An error as clients see it. */
export interface ClientError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; field?: string; service?: string; isRetryable?: boolean; requestId?: string };
}

export interface ClientAnswer<R> {
  status: number;
  requestId: string | null;
  data: R | null;
  errors: ClientError[];
}

/** Sends one operation over HTTP. */
export async function ask<R, V>(
  url: string,
  document: TypedDocumentString<R, V>,
  variables?: V,
  headers: Record<string, string> = {},
): Promise<ClientAnswer<R>> {
  return send<R>(url, { query: document.toString(), variables }, headers);
}

/** As {@link ask}, for text that the types would refuse. */
export async function askText(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<ClientAnswer<Record<string, unknown>>> {
  return send(url, { query, variables }, {});
}

async function send<R>(
  url: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<ClientAnswer<R>> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { data?: R | null; errors?: ClientError[] };
  return {
    status: response.status,
    requestId: response.headers.get("x-request-id"),
    data: answer.data ?? null,
    errors: answer.errors ?? [],
  };
}

/** Data of an operation that must succeed. */
export async function askData<R, V>(
  url: string,
  document: TypedDocumentString<R, V>,
  variables?: V,
): Promise<R> {
  const { data, errors } = await ask(url, document, variables);
  if (data === null || errors.length > 0) throw new Error(JSON.stringify(errors));
  return data;
}

/** A graphql-ws client over a real socket; dispose it. */
export function openSocket(url: string): Client {
  return createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    lazy: true,
    retryAttempts: 0,
  });
}

/** Results of a subscription, one at a time. */
export interface Subscribed<R> {
  next(): Promise<FormattedExecutionResult<R, unknown>>;
  /** Data of the next result, which must have no errors. */
  nextData(): Promise<R>;
  stop(): Promise<void>;
}

export function subscribe<R, V extends Record<string, unknown>>(
  client: Client,
  document: TypedDocumentString<R, V>,
  variables?: V,
): Subscribed<R> {
  const results = client.iterate<R>({ query: document.toString(), ...(variables ? { variables } : {}) });
  const next = async () => {
    const result = await results.next();
    if (result.done === true) throw new Error("the subscription has ended");
    return result.value;
  };
  return {
    next,
    async nextData() {
      const { data, errors } = await next();
      if (data == null || errors) throw new Error(JSON.stringify(errors));
      return data;
    },
    async stop() {
      await results.return?.();
    },
  };
}
