import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { startMemoryApp, type MemoryApp } from "../support/memory-app.js";
import { makePost, sendRaw } from "../support/raw-http.js";

let app: MemoryApp;

beforeAll(async () => {
  app = await startMemoryApp(2);
});
afterAll(() => app.close());

afterEach(async () => {
  // whatever came, the next one is answered
  const { status, text } = await sendRaw(app.port, makePost('{"query":"{ fleet { stores } }"}'));
  expect([status, text]).toEqual([200, expect.stringContaining('{"data":{"fleet":{"stores":2}}}')]);
  const bugs = app.log.splice(0).filter(({ msg }) => msg === "internal error");
  expect(bugs).toEqual([]);
});

const QUERY = '{"query":"{ fleet { stores } }"}';
/** Places of ours, and stacks. */
const TOLD_INSIDE = /node_modules|\n *at |\/src\/|\.ts\b/;
const deep = (open: string, close: string, levels = 100_000) => open.repeat(levels) + close.repeat(levels);
const withVariable = (type: string, json: string) =>
  `{"query":"query($v: ${type}) { stores(filter: { regionIds: [$v] }) { totalCount } }","variables":{"v":${json}}}`;

describe("a body that is no question is refused, with a code and nothing of the inside", () => {
  test.each<[string, string | Buffer]>([
    ["nothing", ""],
    ["truncated JSON", QUERY.slice(0, -3)],
    ["two documents", QUERY + QUERY],
    ["a number", "1"],
    ["a text", '"{ fleet { stores } }"'],
    ["null", "null"],
    ["an empty object", "{}"],
    ["an empty list", "[]"],
    ["a list of lists", `[[${QUERY}]]`],
    ["a list of null", "[null]"],
    ["a query that is a number", '{"query":1}'],
    ["a query that is a list", '{"query":["{ fleet { stores } }"]}'],
    ["a query that is an object", '{"query":{"kind":"Document","definitions":[]}}'],
    ["variables that are a list", '{"query":"{ fleet { stores } }","variables":[1]}'],
    ["variables that are broken JSON in a text", '{"query":"{ fleet { stores } }","variables":"{"}'],
    ["an operation name that is an object", '{"query":"{ fleet { stores } }","operationName":{}}'],
    ["extensions that are a list", '{"query":"{ fleet { stores } }","extensions":[1]}'],
    ["lists 100,000 deep", deep("[", "]")],
    ["lists 100,000 deep that never end", "[".repeat(100_000)],
    ["objects 100,000 deep", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["a variable 100,000 lists deep", withVariable("ID!", deep("[", "]"))],
    [
      "a variable 100,000 objects deep",
      withVariable("ID!", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`),
    ],
    [
      "a day 100,000 lists deep",
      `{"query":"query($v: LocalDate) { forecasts(window: { from: $v }) { totalCount } }","variables":{"v":${deep("[", "]")}}}`,
    ],
    ["a selection 20,000 deep", `{"query":"${"{ a ".repeat(20_000)}"}`],
    ["a value 20,000 lists deep", `{"query":"{ node(id: ${deep("[", "]", 20_000)}) { id } }"}`],
    ["a type 20,000 lists deep", `{"query":"query($v: ${deep("[", "]", 20_000)}) { fleet { stores } }"}`],
    ["UTF-16", Buffer.from(QUERY, "utf16le")],
    ["UTF-16 with its mark", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(QUERY, "utf16le")])],
    ["bytes that are no UTF-8 in a name", Buffer.from('{"query":"{ fl\xff\xfeeet { stores } }"}', "latin1")],
    ["lone surrogates in a comment", '{"query":"{ fleet { stores } } #\\ud800"}'],
    ["a NUL within", '{"query":"{ fleet\0 { stores } }"}'],
    ["XML", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
  ])("%s", async (_name, body) => {
    const { status, text } = await sendRaw(app.port, makePost(body));
    expect([status, text.slice(0, 2_000)]).toEqual([400, expect.stringContaining('"code":"')]);
    expect(text).not.toMatch(TOLD_INSIDE);
  });
});

test("a stored query that nobody stored is asked for anew", async () => {
  const { text } = await sendRaw(
    app.port,
    makePost('{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"a"}}}'),
  );
  expect(text).toContain('"code":"PERSISTED_QUERY_NOT_FOUND"');
});

describe("a body that is strange but says one thing is answered for what it says", () => {
  test.each<[string, string | Buffer]>([
    ["a mark of byte order", `\ufeff${QUERY}`],
    ["the last of two equal keys", `{"query":"{ nothing }","query":"{ fleet { stores } }"}`],
    [
      "keys that nobody asked for",
      `{"__proto__":{"query":"{ a }"},"constructor":1,"query":"{ fleet { stores } }"}`,
    ],
    ["a number that no number holds", `{"query":"{ fleet { stores } }","variables":{"a":1e999}}`],
  ])("%s", async (_name, body) => {
    const { status, text } = await sendRaw(app.port, makePost(body));
    expect([status, text]).toEqual([200, expect.stringContaining('{"data":{"fleet":{"stores":2}}}')]);
  });

  test("a name of JavaScript's own objects changes nothing for others", async () => {
    await sendRaw(
      app.port,
      makePost('{"query":"{ fleet { stores } }","variables":{"__proto__":{"polluted":1}}}'),
    );
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a body in a coding", () => {
  const bomb = Buffer.alloc(100_000_000, " ");

  test.each<[string, number, Buffer, string]>([
    ["gzip that unpacks to 100 MB", 413, gzipSync(bomb), "gzip"],
    ["deflate that unpacks to 100 MB", 413, deflateSync(bomb), "deflate"],
    ["brotli that unpacks to 100 MB", 413, brotliCompressSync(bomb), "br"],
    ["gzip that is cut short", 400, gzipSync(QUERY).subarray(0, -9), "gzip"],
    ["gzip that is none", 400, Buffer.from(QUERY), "gzip"],
    ["gzip within gzip", 400, gzipSync(gzipSync(QUERY)), "gzip"],
    ["two codings", 415, gzipSync(gzipSync(QUERY)), "gzip, gzip"],
    ["a coding that nobody knows", 415, Buffer.from(QUERY), "zstd-of-tomorrow"],
    ["a list of wishes", 415, Buffer.from(QUERY), "gzip;q=1, br"],
  ])("%s is refused with %i", async (_name, expected, body, coding) => {
    const before = process.memoryUsage.rss();
    const { status, text } = await sendRaw(app.port, makePost(body, { "content-encoding": coding }));
    expect([status, text.slice(0, 1_000)]).toEqual([expected, expect.stringContaining('"code":"')]);
    expect(process.memoryUsage.rss() - before).toBeLessThan(60_000_000);
  });

  test("gzip of a question is unpacked", async () => {
    const { status } = await sendRaw(app.port, makePost(gzipSync(QUERY), { "content-encoding": "gzip" }));
    expect(status).toBe(200);
  });
});

describe("a request that is no good HTTP ends with 4xx or an end of the connection", () => {
  const get = (line: string, headers = "host: a\r\nconnection: close\r\n") => `${line}\r\n${headers}\r\n`;
  const long = "a".repeat(20_000);

  test.each<[string, string | Buffer]>([
    ["a method that nobody knows", get("FETCH /graphql HTTP/1.1")],
    ["a version of tomorrow", get("GET / HTTP/9.9")],
    ["no host", get("GET /health/live HTTP/1.1", "connection: close\r\n")],
    ["noise", Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 7_919) % 251))],
    ["a TLS greeting", Buffer.from("16030100c8010000c40303", "hex")],
    ["a header of 20 kB", get("GET / HTTP/1.1", `host: a\r\nx-a: ${long}\r\n`)],
    ["headers of 40 kB", get("GET / HTTP/1.1", `host: a\r\n${"x-a: aaaaaaaaaa\r\n".repeat(2_500)}`)],
    ["an address of 20 kB", get(`GET /${long} HTTP/1.1`)],
    ["a header with a NUL", get("GET /health/live HTTP/1.1", "host: a\r\nx-a: b\0c\r\n")],
    ["a header with a bare line feed", get("GET /health/live HTTP/1.1", "host: a\r\nx-a: b\rc\r\n")],
    ["a header without a name", get("GET /health/live HTTP/1.1", "host: a\r\n: b\r\n")],
    ["two lengths", makePost(QUERY, { "Content-Length": "5" })],
    ["a negative length", makePost(QUERY, { "content-length": "-1" })],
    ["a length that is no number", makePost(QUERY, { "content-length": "1e3" })],
    ["a length and chunks at once", makePost(`0\r\n\r\n${QUERY}`, { "transfer-encoding": "chunked" })],
    ["chunks of no size", makePost("zz\r\n", { "content-length": "", "transfer-encoding": "chunked" })],
    ["chunks within chunks", makePost("0\r\n\r\n", { "transfer-encoding": "chunked, chunked" })],
    ["a length shorter than the body", makePost(QUERY, { "content-length": "10" })],
    [
      "a media type of forms",
      makePost("query={fleet{stores}}", { "content-type": "application/x-www-form-urlencoded" }),
    ],
    ["a media type of plain text", makePost(QUERY, { "content-type": "text/plain" })],
    ["a media type of files", makePost("--a\r\n", { "content-type": "multipart/form-data; boundary=a" })],
    ["no media type", makePost(QUERY, { "content-type": "" })],
    ["another charset", makePost(QUERY, { "content-type": "application/json; charset=utf-7" })],
    [
      "an address that is no UTF-8",
      get("GET /stores/%E0%A4%A HTTP/1.1", "host: a\r\naccept: text/html\r\nconnection: close\r\n"),
    ],
    ["a file of ours that is none of the page's", get("GET /assets/..%2f..%2f..%2fpackage.json HTTP/1.1")],
    ["a way up", get("GET /assets/../../package.json HTTP/1.1")],
    ["a name of JavaScript's own objects for a file", get("GET /assets/__proto__ HTTP/1.1")],
    [
      "a question that is broken in the address",
      get(
        "GET /graphql?query=%7Bfleet&variables=%7B HTTP/1.1",
        "host: a\r\napollo-require-preflight: 1\r\nconnection: close\r\n",
      ),
    ],
    [
      "a document in the address that nests 3,000 deep",
      get(
        `GET /graphql?query=${"%7Ba".repeat(3_000)} HTTP/1.1`,
        "host: a\r\napollo-require-preflight: 1\r\nconnection: close\r\n",
      ),
    ],
    [
      "an address with a broken escape",
      get(
        "GET /graphql?query=%&variables=%ZZ HTTP/1.1",
        "host: a\r\napollo-require-preflight: 1\r\nconnection: close\r\n",
      ),
    ],
    ["a whole address of another host", get("GET http://169.254.169.254/latest HTTP/1.1")],
    ["a tunnel", get("CONNECT 169.254.169.254:80 HTTP/1.1")],
    ["a trace", get("TRACE /graphql HTTP/1.1")],
    ["a deletion", get("DELETE /graphql HTTP/1.1")],
    [
      "an upgrade to nothing known",
      get("GET /graphql HTTP/1.1", "host: a\r\nconnection: upgrade\r\nupgrade: h2c\r\n"),
    ],
    [
      "a socket without a key",
      get("GET /graphql HTTP/1.1", "host: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"),
    ],
    [
      "a socket at another place",
      get(
        "GET /nowhere HTTP/1.1",
        "host: a\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n",
      ),
    ],
  ])("%s", async (_name, bytes) => {
    const { status, text } = await sendRaw(app.port, bytes, (read) =>
      /^HTTP\/1\.1 \d{3}[^]*\r\n\r\n/.test(read),
    );
    expect([status ?? 400, text.slice(0, 300)]).toEqual([expect.any(Number), expect.any(String)]);
    expect(status ?? 400).toBeGreaterThanOrEqual(400);
    expect(status ?? 400).toBeLessThan(500);
    expect(text).not.toMatch(TOLD_INSIDE);
  });

  test("what a body hides behind its length is no request of its own with the rights of the first", async () => {
    const hidden = "GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n";
    const bytes = makePost(`0\r\n\r\n${hidden}`, { "transfer-encoding": "chunked" });
    expect((await sendRaw(app.port, bytes)).text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  test("a client that goes away in the middle of its body leaves nothing behind", async () => {
    const bytes = makePost(QUERY.slice(0, 10), { "content-length": "1000" });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => {
        const { port } = app;
        return new Promise<void>((resolve) => {
          void import("node:net").then(({ connect }) => {
            const socket = connect(port, "127.0.0.1", () => socket.write(bytes, () => socket.destroy()));
            socket.on("close", () => resolve());
          });
        });
      }),
    );
    expect(answers).toHaveLength(20);
  });
});
