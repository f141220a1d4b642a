import { once } from "node:events";
import { createServer, request as startRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request on its way through a {@link Proxy}. */
export interface ProxiedCall {
  method: string;
  /** Path without the query. */
  path: string;
  /** From its question mark on; empty without one. */
  query: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
  /** Asks the server. */
  forward(): Promise<ProxiedAnswer>;
  /** Sends the server half of the body, then hangs up on it. */
  forwardHalf(): Promise<void>;
}

/** An answer on its way back. */
export interface ProxiedAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer | string;
}

/** What becomes of a call: an answer, or a connection that is cut. */
export type Fate = ProxiedAnswer | "reset";

/** A proxy before a real server that misbehaves as told. */
export interface Proxy {
  url: string;
  /** Calls so far, such as `POST /api/2.0/mlflow/runs/create`, in order of arrival. */
  calls: string[];
  /** Decides the fate of calls; null lets all through. */
  intercept: ((call: ProxiedCall) => Promise<Fate>) | null;
  close(): Promise<void>;
}

/** A JSON answer. */
export function makeAnswer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): ProxiedAnswer {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/**
 * Starts a proxy on the loopback.
 *
 * @param target address of the server behind it
 * @param wrap makes the server that listens, such as one with TLS; plain HTTP by default
 */
export async function startProxy(
  target: string,
  wrap: {
    protocol: "http" | "https";
    createServer: (listener: Parameters<typeof createServer>[1]) => Server;
  } = {
    ...{ protocol: "http", createServer: (listener) => createServer(listener) },
  },
): Promise<Proxy> {
  const { hostname, port } = new URL(target);

  function ask(incoming: IncomingMessage) {
    const { method, url: path, headers } = incoming;
    // the server checks the host that it is asked as
    return startRequest({
      hostname,
      port,
      method,
      path,
      headers: { ...headers, host: `${hostname}:${port}` },
    });
  }

  async function forward(incoming: IncomingMessage, body: Buffer): Promise<ProxiedAnswer> {
    const outgoing = ask(incoming).end(body);
    const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
    const headers = { ...answer.headers };
    // the body is sent on in one piece
    delete headers["transfer-encoding"];
    return { status: answer.statusCode ?? 0, headers, body: await buffer(answer) };
  }

  async function forwardHalf(incoming: IncomingMessage, body: Buffer): Promise<void> {
    const outgoing = ask(incoming);
    const closed = once(outgoing, "close");
    // whoever hangs up hears of it as an error
    outgoing.on("error", () => undefined);
    await new Promise<void>((sent) => outgoing.write(body.subarray(0, body.length >> 1), () => sent()));
    outgoing.destroy();
    await closed;
  }

  const server = wrap.createServer((incoming, outgoing) => {
    void (async () => {
      const body = await buffer(incoming);
      const address = new URL(incoming.url ?? "", "http://proxy");
      const call: ProxiedCall = {
        ...{ method: incoming.method ?? "", path: address.pathname, query: address.search, body },
        headers: incoming.headers,
        forward: () => forward(incoming, body),
        forwardHalf: () => forwardHalf(incoming, body),
      };
      proxy.calls.push(`${call.method} ${call.path}`);
      const fate = await (proxy.intercept ?? ((passing) => passing.forward()))(call);
      if (fate === "reset") outgoing.socket?.resetAndDestroy();
      else outgoing.writeHead(fate.status, fate.headers).end(fate.body);
    })().catch((error: unknown) =>
      outgoing.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy: Proxy = {
    url: `${wrap.protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    intercept: null,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return proxy;
}
