import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import WebSocket, { type RawData } from "ws";
import { startMemoryApp, type MemoryApp } from "../support/memory-app.js";

/** Longest that a socket may stay open with nothing said, ms; under load closing takes its time. */
const LIMIT_MS = 20_000;

const INIT = '{"type":"connection_init"}';
const ACKNOWLEDGED = '{"type":"connection_ack"}';
const SUBSCRIBE = JSON.stringify({ id: "1", type: "subscribe", payload: { query: "{ fleet { stores } }" } });
const WATCH = JSON.stringify({
  id: "1",
  type: "subscribe",
  payload: { query: "subscription { retrainEvents { at } }" },
});

let app: MemoryApp;

beforeAll(async () => {
  app = await startMemoryApp(2);
});
afterAll(() => app.close());

/** Opens a socket, says this, and tells what came until it was closed, or until `isEnough`. */
async function converse(
  messages: readonly (string | Buffer)[],
  isEnough: (text: string) => boolean = () => false,
): Promise<{ code: number | null; texts: string[] }> {
  const socket = new WebSocket(`${app.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const texts: string[] = [];
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`open after ${texts.join(" ")}`)), LIMIT_MS);
      const end = (value: number | null) => {
        clearTimeout(timer);
        resolve(value);
      };
      socket.on("error", () => undefined);
      socket.on("close", end);
      socket.on("message", (data: RawData) => {
        const text = (data as Buffer).toString();
        texts.push(text);
        if (isEnough(text)) end(null);
        // what follows a greeting waits for its answer
        if (text === ACKNOWLEDGED) for (const message of messages.slice(1)) socket.send(message);
      });
      socket.on("open", () => {
        for (const message of messages[0] === INIT ? [INIT] : messages) socket.send(message);
      });
    });
    return { code, texts };
  } finally {
    socket.terminate();
  }
}

async function expectWell(): Promise<void> {
  const { texts } = await converse([INIT, SUBSCRIBE], (text) => text.includes('"complete"'));
  expect(texts).toContainEqual(expect.stringContaining('{"fleet":{"stores":2}}'));
  expect(app.log.filter(({ msg }) => msg === "internal error")).toEqual([]);
}

describe("what is no message of the protocol closes the socket with a code of the protocol", () => {
  test.each<[string, number, (string | Buffer)[]]>([
    ["no JSON", 4400, ["{"]],
    ["nothing", 4400, [""]],
    ["null", 4400, ["null"]],
    ["a number", 4400, ["1"]],
    ["a list", 4400, ["[]"]],
    ["lists 100,000 deep", 4400, ["[".repeat(100_000) + "]".repeat(100_000)]],
    ["a kind that nobody knows", 4400, ['{"type":"start"}']],
    ["a name of JavaScript's own objects as kind", 4400, ['{"type":"__proto__"}']],
    ["binary noise", 4400, [Buffer.from([0, 255, 254, 1, 2, 3])]],
    ["a question before the greeting", 4401, [SUBSCRIBE]],
    ["two greetings", 4429, [INIT, INIT]],
    ["parameters that are no object", 4400, ['{"type":"connection_init","payload":1}']],
    ["two questions of one name", 4409, [INIT, WATCH, WATCH]],
    [
      "a question without a name",
      4400,
      [INIT, '{"type":"subscribe","payload":{"query":"{ fleet { stores } }"}}'],
    ],
    [
      "a name that is a number",
      4400,
      [INIT, '{"id":1,"type":"subscribe","payload":{"query":"{ fleet { stores } }"}}'],
    ],
    ["a question without a document", 4400, [INIT, '{"id":"1","type":"subscribe","payload":{}}']],
    [
      "a document that is a list",
      4400,
      [INIT, '{"id":"1","type":"subscribe","payload":{"query":["{ a }"]}}'],
    ],
    [
      "variables that are a text",
      4400,
      [INIT, '{"id":"1","type":"subscribe","payload":{"query":"{ a }","variables":"a"}}'],
    ],
    [
      "an operation name that is a number",
      4400,
      [INIT, '{"id":"1","type":"subscribe","payload":{"query":"{ a }","operationName":1}}'],
    ],
  ])("%s: %i", async (_name, expected, messages) => {
    const { code } = await converse(messages);
    expect(code).toBe(expected);
    await expectWell();
  });

  test("a message longer than the limit: 1009", async () => {
    // the library says so on the console, too
    const said = jest.spyOn(console, "error").mockReturnValue();
    const { code } = await converse([INIT, `${SUBSCRIBE}${" ".repeat(1_000_001)}`]);
    said.mockRestore();
    expect(code).toBe(1009);
    await expectWell();
  });
});

describe("what is out of order but harms nobody", () => {
  test("the end of a question that was never asked, and pings and pongs of all kinds", async () => {
    const { texts } = await converse(
      [
        INIT,
        '{"id":"9","type":"complete"}',
        '{"type":"pong"}',
        '{"type":"ping","payload":{"a":[]}}',
        SUBSCRIBE,
      ],
      (text) => text.includes('"complete"'),
    );
    expect(texts.map((text) => (JSON.parse(text) as { type: string }).type)).toEqual([
      ...["connection_ack", "pong", "next", "complete"],
    ]);
  });

  test("variables of names that JavaScript has itself, and values 100,000 deep, are refused or passed over", async () => {
    const payload = `{"query":"query($v: ID!) { node(id: $v) { id } }","variables":{"__proto__":{"polluted":1},"v":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`;
    const { texts } = await converse([INIT, `{"id":"1","type":"subscribe","payload":${payload}}`], (text) =>
      /"(error|complete)"/.test(text),
    );
    expect(texts.join("\n")).toContain("BAD_USER_INPUT");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    await expectWell();
  });

  test("a hundred sockets that leave in the middle of a watch leave no listener", async () => {
    await Promise.all(
      Array.from({ length: 100 }, () => converse([INIT, WATCH], (text) => text.includes("connection_ack"))),
    );
    await expectWell();
    // the last to leave are heard of when their sockets close
    const deadline = performance.now() + LIMIT_MS;
    while (app.retrain.listenerCount > 1 && performance.now() < deadline) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(app.retrain.listenerCount).toBeLessThanOrEqual(1);
  });
});
