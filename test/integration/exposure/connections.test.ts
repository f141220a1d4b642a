import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import WebSocket from "ws";
import { DEFAULT_CONNECTION_LIMITS } from "../../../src/http/connections/connection-limits.js";
import { DEFAULT_EXPOSURE } from "../../../src/http/exposure/exposure.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { openRawConnection, type RawConnection } from "../../support/raw-connection.js";
import { countRefusals } from "../../support/refusals.js";

const SHORT = {
  ...DEFAULT_CONNECTION_LIMITS,
  ...{ headersMs: 200, requestMs: 400, keepAliveMs: 200, sendMs: 500, headerBytes: 2_000 },
  ...{ socketInitMs: 200, socketPingMs: 100, socketIdleMs: 200 },
};

let app: MemoryApp;
const opened: { destroy?: () => void; terminate?: () => void }[] = [];

beforeAll(async () => {
  app = await startMemoryApp(2, { exposure: { ...DEFAULT_EXPOSURE, connections: SHORT } });
});
afterEach(() => {
  for (const one of opened.splice(0)) {
    one.destroy?.();
    one.terminate?.();
  }
});
afterAll(() => app.close());

async function open(): Promise<RawConnection> {
  const connection = await openRawConnection(app.port);
  opened.push(connection);
  return connection;
}

function openWebSocket(): WebSocket {
  const socket = new WebSocket(`${app.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  opened.push(socket);
  return socket;
}

async function closeCodeOf(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, "close")) as [number];
  return code;
}

const POST = "POST /graphql HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n";

describe("a client that takes too long", () => {
  test("to say anything is cut off", async () => {
    const connection = await open();
    expect(await connection.closed).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  test("for its headers gets 408, as JSON, and is counted", async () => {
    const before = await countRefusals(app.url, "request_time");
    const connection = await open();
    connection.send("GET /health/live HTTP/1.1\r\nhost: here\r\nx-slow: ");
    const answer = await connection.closed;
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(JSON.parse(answer.split("\r\n\r\n")[1]!)).toEqual({
      errors: [
        {
          message: "The request cannot be read: it took too long to come.",
          extensions: { code: "BAD_REQUEST", isRetryable: false },
        },
      ],
    });
    expect(await countRefusals(app.url, "request_time")).toBe(before + 1);
  });

  test("for its body gets 408", async () => {
    const connection = await open();
    connection.send(`${POST}content-length: 1000\r\n\r\n{"query":`);
    expect(await connection.closed).toMatch(/^HTTP\/1\.1 408 /);
  });

  test("to take an answer that is ready is cut off and counted", async () => {
    const before = await countRefusals(app.url, "send_time");
    const connection = await open();
    // nine megabytes, which no buffer in between takes in
    connection.send("GET /graphql HTTP/1.1\r\nhost: here\r\naccept: text/html\r\n\r\n");
    connection.stopReading();
    let after = before;
    for (let left = 500; left > 0 && after === before; left--) {
      await delay(20);
      after = await countRefusals(app.url, "send_time");
    }
    expect(after).toBe(before + 1);
  });
});

test("a connection that is kept for further requests is closed when none comes", async () => {
  const connection = await open();
  connection.send("GET /health/live HTTP/1.1\r\nhost: here\r\n\r\n");
  expect(await connection.closed).toMatch(/^HTTP\/1\.1 200 OK\r\n.*keep-alive.*"live"/is);
});

describe("what is no request is answered shortly and counted", () => {
  test.each([
    ["no HTTP at all", "HELLO\r\n\r\n", 400, "it is no HTTP", "malformed"],
    [
      "two lengths",
      `${POST}content-length: 1\r\ncontent-length: 2\r\n\r\n{`,
      400,
      "it is no HTTP",
      "malformed",
    ],
    [
      "a length and chunks",
      `${POST}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n{`,
      ...([400, "it is no HTTP", "malformed"] as const),
    ],
    [
      "headers without end",
      `GET / HTTP/1.1\r\nhost: here\r\nx-long: ${"x".repeat(3_000)}\r\n\r\n`,
      ...([431, "its headers are too long", "header_bytes"] as const),
    ],
  ])("%s", async (_, text, status, why, label) => {
    const before = await countRefusals(app.url, label);
    const connection = await open();
    connection.send(text);
    const answer = await connection.closed;
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(`The request cannot be read: ${why}.`);
    expect(await countRefusals(app.url, label)).toBe(before + 1);
  });
});

describe("a WebSocket", () => {
  test("that does not say who it is is closed", async () => {
    expect(await closeCodeOf(openWebSocket())).toBe(4408);
  });

  test("whose peer answers no ping is cut off", async () => {
    const connection = await open();
    connection.send(
      "GET /graphql HTTP/1.1\r\nhost: here\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n" +
        "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n",
    );
    // a whole frame of connection_init, masked with zeros
    const init = '{"type":"connection_init"}';
    await connection.waitFor(/101 Switching Protocols/);
    connection.send(String.fromCharCode(0x81, 0x80 | init.length, 0, 0, 0, 0) + init);
    expect(await connection.closed).toContain("connection_ack");
  });

  test("on which nothing is asked is closed, and one with a subscription is not", async () => {
    const used = openWebSocket();
    used.once("open", () => used.send(JSON.stringify({ type: "connection_init" })));
    used.once("message", () => {
      const payload = { query: "subscription { retrainEvents { at } }" };
      used.send(JSON.stringify({ id: "1", type: "subscribe", payload }));
    });
    await once(used, "message");
    const idle = openWebSocket();
    idle.once("open", () => idle.send(JSON.stringify({ type: "connection_init" })));
    expect(await closeCodeOf(idle)).toBe(1000);
    expect(used.readyState).toBe(WebSocket.OPEN);
  });
});
