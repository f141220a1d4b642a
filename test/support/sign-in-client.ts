import { createClient } from "graphql-ws";
import WebSocket from "ws";
import type { ClientError } from "./graphql-client.js";

/** What an API answers to whoever asks who they are. */
export interface SignInAnswer {
  status: number;
  code: string | undefined;
  message: string | undefined;
  error: ClientError | undefined;
  viewer: Record<string, unknown> | undefined;
  headers: Headers;
}

const VIEWER = "{ viewer { name isAnyone role regions { name } expiresAt } }";

/** Asks an API who one is to it, with these headers. */
export async function askViewer(url: string, headers: Record<string, string> = {}): Promise<SignInAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query: VIEWER }),
  });
  const { data, errors } = (await response.json()) as {
    data?: { viewer?: Record<string, unknown> } | null;
    errors?: ClientError[];
  };
  const [error] = errors ?? [];
  const { status } = response;
  const { code } = error?.extensions ?? {};
  return { status, code, message: error?.message, error, viewer: data?.viewer, headers: response.headers };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A socket from the moment it was opened. */
export interface OpenedSocket {
  /** Resolves to who one is to it; rejects where the socket is closed before. */
  viewer: Promise<unknown>;
  /** Code and reason that it is closed with. */
  closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

/** Opens a socket with these parameters, or these headers, and keeps it open. */
export function openSignedInSocket(
  url: string,
  connectionParams: Record<string, unknown>,
  headers: Record<string, string> = {},
): OpenedSocket {
  class SocketWithHeaders extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers });
    }
  }
  let tell: (closed: { code: number; reason: string }) => void;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => (tell = resolve));
  const client = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: SocketWithHeaders,
    connectionParams,
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
    on: { closed: (event) => tell(event as { code: number; reason: string }) },
  });
  const ask = async () => {
    for await (const { data } of client.iterate<{ viewer: unknown }>({ query: VIEWER })) return data?.viewer;
    throw new Error("the socket gave no answer");
  };
  const viewer = ask();
  // Who only waits for the end asks for no answer.
  viewer.catch(() => undefined);
  return { viewer, closed, close: () => void client.dispose() };
}
