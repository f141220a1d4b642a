import { once } from "node:events";
import {
  createServer,
  request as startRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";

/** A proxy before several processes of an API, that sends nothing to those who say that they are not ready, and takes the next one where one refuses a connection, as Kubernetes' services and Caddy do. */
export interface Balancer {
  url: string;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

/** Between two looks at whether a process is ready, ms. */
const PROBE_MS = 100;

/** @param ports of the processes, on the loopback; all of them are ready */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const sockets = new Set<Socket>();
  const ready = new Set(ports);
  let turn = 0;
  let isClosed = false;

  async function probe(port: number): Promise<void> {
    while (!isClosed) {
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
      if (answer?.ok) ready.add(port);
      else ready.delete(port);
      await answer?.body?.cancel();
      await delay(PROBE_MS);
    }
  }

  /** Each process that is ready twice, from the one whose turn it is: a request is lost only where all are away. */
  function* listTurns(): Generator<number> {
    const first = turn++;
    for (let tried = 0; tried < 2 * ports.length; tried++) {
      const port = ports[(first + tried) % ports.length]!;
      if (ready.has(port)) yield port;
    }
  }

  /** A connection that was refused carried nothing; one that broke may have, and is tried again for reads alone. */
  const mayRetry = (error: unknown, method: string | undefined) => {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ECONNREFUSED" || (method === "GET" && code === "ECONNRESET");
  };

  async function forward(incoming: IncomingMessage): Promise<Answer> {
    const { method, url: path, headers } = incoming;
    const body = await buffer(incoming);
    for (const port of listTurns()) {
      try {
        const outgoing = startRequest({ host: "127.0.0.1", port, method, path, headers, agent: false }).end(
          body,
        );
        const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
        const kept = { ...answer.headers };
        // The body is sent on in one piece, over a connection of our own.
        for (const name of ["transfer-encoding", "connection", "keep-alive"]) delete kept[name];
        return { status: answer.statusCode ?? 0, headers: kept, body: await buffer(answer) };
      } catch (error) {
        if (!mayRetry(error, method)) return refuse(error);
      }
    }
    return refuse(new Error("no process takes connections"));
  }

  async function dial(): Promise<Socket | null> {
    for (const port of listTurns()) {
      const socket = connect(port, "127.0.0.1");
      try {
        await once(socket, "connect");
        return socket;
      } catch (error) {
        if (!mayRetry(error, undefined)) return null;
      }
    }
    return null;
  }

  const server = createServer((incoming, outgoing) => {
    void forward(incoming).then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body));
  });
  server.on("upgrade", (incoming: IncomingMessage, near: Socket, head: Buffer) => {
    near.on("error", () => undefined);
    void dial().then((far) => {
      if (far === null) {
        near.destroy();
        return;
      }
      const lines = Array.from({ length: incoming.rawHeaders.length / 2 }, (_, n) =>
        incoming.rawHeaders.slice(2 * n, 2 * n + 2).join(": "),
      );
      far.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      far.write(head);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one);
        one.pipe(other);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          sockets.delete(one);
          other.destroy();
        });
      }
    });
  });
  const probes = ports.map(probe);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      isClosed = true;
      await Promise.all(probes);
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function refuse(error: unknown): Answer {
  const body = Buffer.from(error instanceof Error ? error.message : String(error));
  return { status: 502, headers: { "content-type": "text/plain" }, body };
}
