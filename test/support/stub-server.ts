import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as a {@link StubServer} got it. */
export interface StubRequest {
  method: string;
  /** Path with its query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An HTTP server on the loopback that misbehaves as told. */
export interface StubServer {
  url: string;
  /** All requests, oldest first. */
  requests: StubRequest[];
  /** Answers of the coming requests, the last one for all after it. */
  script: ((response: ServerResponse) => void)[];
  close(): Promise<void>;
}

/** Answers with JSON. */
export const answerJson = (status: number, body: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
};

/** Answers with a page or plain text. */
export const answerText = (status: number, type: string, body: string) => (response: ServerResponse) => {
  response.writeHead(status, { "Content-Type": type }).end(body);
};

/** Cuts the connection without an answer. */
export const reset = (response: ServerResponse) => {
  response.socket?.resetAndDestroy();
};

export async function startStubServer(): Promise<StubServer> {
  const requests: StubRequest[] = [];
  const script: StubServer["script"] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      const answer = script.length > 1 ? script.shift() : script[0];
      answer?.(response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    script,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
