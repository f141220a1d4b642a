import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { getIntrospectionQuery } from "graphql";
import type { Client } from "graphql-ws";
import WebSocket from "ws";
import { DEFAULT_LIMITS, type LimitName } from "../../../src/http/limits/limits.js";
import { askText, type ClientError, openSocket } from "../../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";

const LIMITS = { ...DEFAULT_LIMITS, cost: 2_000, answer: 40_000, aliases: 2, fields: 60, body: 60_000 };

let app: MemoryApp;
let socket: Client;

beforeAll(async () => {
  app = await startMemoryApp(2, { limits: LIMITS });
  socket = openSocket(app.url);
});
afterAll(async () => {
  await socket.dispose();
  await app.close();
});
beforeEach(() => app.counts.clear());

async function errorsOverSocket(query: string, variables: Record<string, unknown>): Promise<ClientError[]> {
  const answer = socket.iterate({ query, variables });
  try {
    const { value } = (await answer.next()) as { value: { errors?: ClientError[] } };
    return value.errors ?? [];
  } catch (errors) {
    return errors as ClientError[];
  }
}

async function countRefusals(limit: LimitName): Promise<number> {
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  return Number(new RegExp(`requests_refused_total\\{limit="${limit}"\\} (\\d+)`).exec(metrics)?.[1] ?? 0);
}

const deep = (levels: number) =>
  `{ stores { nodes { ${"region { stores { nodes { ".repeat(levels)} code ${"} } } ".repeat(levels)} } } }`;
const columns = `{ forecasts(first: 20, window: { from: "2015-08-01", to: "2015-10-30" }) { nodes { columns { yhat lower } } } }`;
const forecasts = `query Q($first: Int!) { forecasts(first: $first) { nodes { points { yhat lower upper } } } }`;

describe("an operation above a limit is refused before anything is looked up, over HTTP and over a socket", () => {
  const cases: [LimitName, number, string, string, Record<string, unknown>?][] = [
    [
      "depth",
      15,
      "The operation nests fields 15 deep; at most 12 are allowed (STORECAST_MAX_DEPTH).",
      deep(4),
    ],
    [
      "aliases",
      4,
      "The operation has 4 aliases, counting a fragment wherever it is spread; at most 2 are allowed (STORECAST_MAX_ALIASES).",
      `query { ...A ...B } fragment A on Query { a: fleet { ...C } } fragment B on Query { b: fleet { ...C } } fragment C on Fleet { s: stores }`,
    ],
    [
      "fields",
      80,
      "The operation has 80 fields, counting a fragment wherever it is spread; at most 60 are allowed (STORECAST_MAX_FIELDS).",
      `{ ${"fleet { ...C } ".repeat(20)} } fragment C on Fleet { stores trained untrained }`,
    ],
    [
      "cost",
      2_202,
      "The answer can hold 2,202 values; at most 2,000 are allowed (STORECAST_MAX_COST). Ask for a smaller page, a shorter window, or columns.",
      forecasts,
      { first: 100 },
    ],
    [
      "answer",
      69_231,
      "The answer can have about 69,231 bytes; at most 40,000 are allowed (STORECAST_MAX_ANSWER_BYTES).",
      columns,
    ],
  ];

  test.each(cases)("%s of %i", async (name, value, message, query, variables = {}) => {
    const before = await countRefusals(name);
    app.counts.clear();
    const refusal = {
      message: expect.stringContaining(message),
      extensions: {
        code: "LIMIT_EXCEEDED",
        isRetryable: false,
        limit: {
          name,
          value,
          most: LIMITS[name],
          setting: expect.stringMatching(/^STORECAST_MAX_/),
        },
      },
    };
    const { status, data, errors } = await askText(app.url, query, variables);
    expect({ status, data, errors }).toMatchObject({ status: 400, data: null, errors: [refusal] });
    expect(await errorsOverSocket(query, variables)).toMatchObject([refusal]);
    expect([...app.counts.keys()]).toEqual([]);
    expect(await countRefusals(name)).toBe(before + 2);
  });

  test("nesting that nears the stack of recursive readers", async () => {
    const refusal = { extensions: { limit: { name: "depth", value: 903 } } };
    expect((await askText(app.url, deep(300))).errors[0]).toMatchObject(refusal);
    expect((await errorsOverSocket(deep(300), {}))[0]).toMatchObject(refusal);
  });

  test("a document with more words than the parser takes", async () => {
    const query = `{ ${"fleet ".repeat(3_000)} }`;
    const refusal = {
      message: expect.stringContaining("more that 3000 tokens"),
      extensions: { code: "GRAPHQL_PARSE_FAILED" },
    };
    expect((await askText(app.url, query)).errors).toMatchObject([refusal]);
    expect(await errorsOverSocket(query, {})).toMatchObject([refusal]);
  });

  test("a mutation and a subscription are measured as queries are", async () => {
    const retrain = `mutation M($input: StoresRetrainInput!) { storesRetrain(input: $input) { results { store { code } } } }`;
    const { errors } = await askText(app.url, retrain, { input: { filter: { regionIds: ["HE"] } } });
    expect(errors).toMatchObject([{ extensions: { limit: { name: "cost", value: 4_002 } } }]);
    const watch = `subscription { retrainEvents { job { batch { stores(first: 2000) { nodes { outcome } } } } } }`;
    const refused = await errorsOverSocket(watch, {});
    expect(refused).toMatchObject([{ extensions: { limit: { name: "cost", value: 2_005 } } }]);
    expect([...app.counts.keys()]).toEqual([]);
  });
});

describe("what is within the limits", () => {
  test("is answered, by the very query that is refused for more", async () => {
    const { errors, data } = await askText(app.url, forecasts, { first: 50 });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ forecasts: { nodes: [{}, {}] } });
    expect(await errorsOverSocket(forecasts, { first: 50 })).toEqual([]);
  });

  test("a variable that is no number is refused by its own rule", async () => {
    const { errors } = await askText(app.url, forecasts, { first: "many" });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  });

  test("the schema describes itself under the default limits", async () => {
    const open = await startMemoryApp(1);
    try {
      const { errors, data } = await askText(
        open.url,
        getIntrospectionQuery({ inputValueDeprecation: true }),
      );
      expect(errors).toEqual([]);
      expect(data).toHaveProperty("__schema.types");
    } finally {
      await open.close();
    }
  });
});

describe("a body above the limit is refused unread", () => {
  const body = JSON.stringify({ query: `{ fleet { stores } } #${"x".repeat(60_000)}` });
  const post = (init: RequestInit) =>
    fetch(`${app.url}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, ...init });

  test("over HTTP, with its length where that is announced", async () => {
    const before = await countRefusals("body");
    const announced = await post({ body });
    expect(announced.status).toBe(413);
    expect(await announced.json()).toMatchObject({
      errors: [
        {
          message: `The request's body has ${body.length.toLocaleString("en-US")} bytes; at most 60,000 are allowed (STORECAST_MAX_BODY_BYTES). Pass what is long as several requests.`,
          extensions: {
            code: "LIMIT_EXCEEDED",
            limit: { name: "body", value: body.length, most: 60_000, setting: "STORECAST_MAX_BODY_BYTES" },
          },
        },
      ],
    });
    const streamed = await post({ body: new Blob([body]).stream(), duplex: "half" } as RequestInit);
    expect(streamed.status).toBe(413);
    expect(await streamed.json()).toMatchObject({
      errors: [
        {
          message: expect.stringContaining("has more than 60,000 bytes"),
          extensions: { limit: { value: null } },
        },
      ],
    });
    expect(await countRefusals("body")).toBe(before + 2);
  });

  test("over a socket, which is closed", async () => {
    const before = await countRefusals("body");
    // The library for sockets says so, too.
    const said = jest.spyOn(console, "error").mockReturnValue();
    const raw = new WebSocket(`${app.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const code = new Promise<number>((resolve) => raw.once("close", resolve));
    raw.once("open", () => raw.send(body));
    expect(await code).toBe(1009);
    said.mockRestore();
    expect(await countRefusals("body")).toBe(before + 1);
  });
});

test("a batch of more operations than allowed is refused, and none of it is looked up", async () => {
  const before = await countRefusals("batch");
  app.counts.clear();
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(Array.from({ length: 11 }, () => ({ query: "{ fleet { stores } }" }))),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    errors: [
      {
        message: expect.stringContaining(
          "The request has 11 operations; at most 10 are allowed (STORECAST_MAX_BATCH).",
        ),
        extensions: { code: "LIMIT_EXCEEDED", limit: { name: "batch", value: 11, most: 10 } },
      },
    ],
  });
  expect([...app.counts.keys()]).toEqual([]);
  expect(await countRefusals("batch")).toBe(before + 1);
});

test("an estimate is at least as long as the answer, and not three times as long", async () => {
  const open = await startMemoryApp(60);
  const { createAnswerMeasure } = await import("../../../src/http/limits/answer-measure.js");
  const { createExecutableSchema } = await import("../../../src/resolvers/executable-schema.js");
  const { getOperationAST, parse } = await import("graphql");
  try {
    const measure = createAnswerMeasure(await createExecutableSchema());
    const queries = [
      `{ forecasts { nodes { store { id code name region { name } } status totalYhat points { date isOpen yhat lower upper } } } }`,
      `{ forecasts(window: { from: "2015-08-01", to: "2015-10-30" }) { nodes { columns { date yhat lower upper } } } }`,
      `{ stores { nodes { id code sales { date y isOpen } champion { id version trainedAt } } } }`,
    ];
    for (const query of queries) {
      const document = parse(query);
      const operation = getOperationAST(document);
      const { data, errors } = await askText(open.url, query);
      expect(errors).toEqual([]);
      const ratio = (operation ? measure(document, operation, {}).bytes : 0) / JSON.stringify(data).length;
      expect(ratio).toBeGreaterThanOrEqual(1);
      expect(ratio).toBeLessThan(3);
    }
  } finally {
    await open.close();
  }
});
