import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { resolve } from "node:path";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ServiceUnavailableError } from "../../../src/errors.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";

const WIDE = "{ forecasts(first: 20) { nodes { store { id name } points { date yhat lower upper } } } }";
const SMALL = "{ regions { name } }";
const MOMENTARY = "{ retrainJobs { totalCount } }";

let app: MemoryApp;
let stateName: string | null;
let states = 0;

beforeAll(async () => {
  app = await startMemoryApp(20, { answerState: { getName: () => Promise.resolve(stateName) } });
});

afterAll(() => app.close());

beforeEach(() => {
  stateName = `state ${++states}`;
  app.serving.broken.clear();
  app.counts.clear();
  app.retrain.requests.length = 0;
});

interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Sends just these headers, and unpacks nothing. */
function send(path: string, headers: Record<string, string>, body?: string | Buffer): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const sent = httpRequest(`${app.url}${path}`, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => void chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", reject).end(body);
  });
}

const JSON_TYPE = { "content-type": "application/json" };
const PREFLIGHT = { "apollo-require-preflight": "1" };

const post = (operation: unknown, headers: Record<string, string> = {}) =>
  send("/graphql", { ...JSON_TYPE, ...headers }, JSON.stringify(operation));
const get = (parameters: Record<string, string>, headers: Record<string, string> = PREFLIGHT) =>
  send(`/graphql?${new URLSearchParams(parameters).toString()}`, headers);
const read = ({ body }: Answered) => JSON.parse(body.toString()) as { data?: object; errors?: object[] };

async function getOutcomes(): Promise<Record<string, number>> {
  const { body } = await send("/metrics", {});
  const found = String(body).matchAll(/storecast_answer_cache_total\{outcome="(\w+)"\} (\d+)/g);
  return Object.fromEntries(
    [...found].map(([, outcome = "", count]): [string, number] => [outcome, Number(count)]),
  );
}

/** How the answers were come by that a test asks for. */
async function watchOutcomes(run: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await getOutcomes();
  await run();
  const after = Object.entries(await getOutcomes());
  return Object.fromEntries(
    after
      .map(([name, count]): [string, number] => [name, count - (before[name] ?? 0)])
      .filter(([, count]) => count !== 0),
  );
}

describe("answers that are kept", () => {
  test("an equal question is answered without a resolver, until the state has another name", async () => {
    const first = await post({ query: WIDE });
    expect(app.counts.get("serving.forecast")).toBe(1);
    expect((await post({ query: WIDE })).body.equals(first.body)).toBe(true);
    expect(app.counts.get("serving.forecast")).toBe(1);
    stateName = `state ${++states}`;
    await post({ query: WIDE });
    expect(app.counts.get("serving.forecast")).toBe(2);
  });

  test("each answer has its own request id and its own line in the log", async () => {
    await post({ query: SMALL }, { "x-request-id": "first" });
    const { headers } = await post({ query: SMALL }, { "x-request-id": "second" });
    expect(headers["x-request-id"]).toBe("second");
    expect(app.log.filter(({ requestId }) => requestId === "second" || requestId === "first")).toHaveLength(
      2,
    );
  });

  test("other variables, another operation name and another media type are other questions", async () => {
    const query =
      "query A($first: Int) { stores(first: $first) { nodes { code } } } query B { regions { name } }";
    const answers = [
      await post({ query, operationName: "A", variables: { first: 1 } }),
      await post({ query, operationName: "A", variables: { first: 2 } }),
      await post({ query, operationName: "B" }),
      await post({ query, operationName: "B" }, { accept: "application/graphql-response+json" }),
    ];
    expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(3);
    expect(answers.map(({ headers }) => headers["content-type"])).toEqual([
      ...["application/json; charset=utf-8", "application/json; charset=utf-8"],
      ...["application/json; charset=utf-8", "application/graphql-response+json; charset=utf-8"],
    ]);
  });

  test("twenty who ask the same at once share one computation", async () => {
    const outcomes = await watchOutcomes(() =>
      Promise.all(Array.from({ length: 20 }, () => post({ query: WIDE }))),
    );
    expect(app.counts.get("serving.forecast")).toBe(1);
    expect(outcomes).toMatchObject({ miss: 1 });
    expect((outcomes["shared"] ?? 0) + (outcomes["hit"] ?? 0)).toBe(19);
  });

  test.each([
    ["jobs", MOMENTARY],
    ["versions that the registry is asked for", `{ store(id: "1") { modelVersions { totalCount } } }`],
    ["jobs of stores", `{ store(id: "1") { activeRetrainJobs { id } } }`],
    ["the job of a forecast", `{ store(id: "1") { forecast { retrainJob { id } } } }`],
    ["what the fleet does", "{ fleet { stores } }"],
    ["when the registry was seen", `{ store(id: "1") { forecast { registrySeenAt } } }`],
  ])("%s are of the moment", async (_what, query) => {
    expect(await watchOutcomes(() => post({ query }).then(() => post({ query })))).toEqual({
      uncacheable: 2,
    });
  });

  test("stores, days, champions and addresses are what the state names", async () => {
    const query = `{ stores { nodes { code region { name stores { totalCount } } sales { y } forecast { status totalYhat championIssue { detailsUrl } }
      champion { version role detailsUrl promotion { at } backtest { skill } store { name } } } } __schema { queryType { name } } }`;
    expect(await watchOutcomes(() => post({ query }).then(() => post({ query })))).toEqual({
      miss: 1,
      hit: 1,
    });
  });

  test("an answer with an error is for who asked: each has its own request id in it", async () => {
    app.registry.failure = new TypeError("secret");
    app.serving.broken.add("1");
    const query = `{ store(id: "1") { code modelVersions { totalCount } } }`;
    const answers = await Promise.all([post({ query }), post({ query })]);
    app.registry.failure = null;
    const quoted = answers.map(({ body }) => /Quote request id (request-\d+)/.exec(body.toString())?.[1]);
    expect(quoted).toEqual(answers.map(({ headers }) => headers["x-request-id"]));
    expect(read(await post({ query }))).toEqual({
      data: { store: { code: "1", modelVersions: { totalCount: 1 } } },
    });
  });

  test("an answer whose model failed is not kept", async () => {
    app.serving.broken.add("1");
    const query = `{ store(id: "1") { forecast { level } } }`;
    expect(read(await post({ query }))).toMatchObject({ errors: [{ extensions: { service: "mlflow" } }] });
    app.serving.broken.clear();
    expect(read(await post({ query }))).toEqual({ data: { store: { forecast: { level: 0.8 } } } });
  });

  test("operations of one request that fail are told their own errors", async () => {
    app.serving.broken.add("1").add("2");
    const operations = ["1", "2"].map((id) => ({
      query: `{ store(id: "${id}") { s${id}: forecast { level } } }`,
    }));
    expect(read(await post(operations))).toMatchObject([
      { errors: [{ path: ["store", "s1"] }] },
      { errors: [{ path: ["store", "s2"] }] },
    ]);
  });

  test("a mutation whose answer has an error is done once", async () => {
    app.registry.failure = new TypeError("secret");
    const query = `mutation { storesRetrain(input: { filter: { storeIds: ["1"] } }) { results { store { modelVersions { totalCount } } } } }`;
    const { errors } = read(await post({ query })) as { errors?: unknown[] };
    app.registry.failure = null;
    expect(errors).toHaveLength(1);
    expect(app.retrain.requests).toHaveLength(1);
  });

  test("equal mutations at once are all done", async () => {
    const query = `mutation { storesRetrain(input: { filter: { storeIds: ["1"] } }) { results { outcome } } }`;
    const outcomes = await watchOutcomes(() =>
      Promise.all([post({ query }), post({ query }), post({ query })]),
    );
    expect(app.retrain.requests).toHaveLength(3);
    expect(outcomes).toEqual({ uncacheable: 3 });
  });

  test("while nobody can name the state, everything is computed", async () => {
    stateName = null;
    expect(await watchOutcomes(() => post({ query: SMALL }).then(() => post({ query: SMALL })))).toEqual({
      uncacheable: 2,
    });
  });
});

describe("compression", () => {
  test.each(["kept", "of the moment"])("an answer that is %s comes in the coding asked for", async (kind) => {
    if (kind === "of the moment") stateName = null;
    const plain = await post({ query: WIDE });
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(plain.headers.vary).toBe("accept-encoding, accept");
    const gzipped = await post({ query: WIDE }, { "accept-encoding": "gzip" });
    expect(gzipped.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(gzipped.body).equals(plain.body)).toBe(true);
    const brotli = await post({ query: WIDE }, { "accept-encoding": "gzip, deflate, br" });
    expect(brotli.headers["content-encoding"]).toBe("br");
    expect(Number(brotli.headers["content-length"])).toBe(brotli.body.length);
    expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
    const refused = await post({ query: WIDE }, { "accept-encoding": "gzip;q=0, br;q=0" });
    expect(refused.body.equals(plain.body)).toBe(true);
  });

  test("small answers are sent as they are", async () => {
    const { headers } = await post({ query: SMALL }, { "accept-encoding": "gzip, br" });
    expect(headers["content-encoding"]).toBeUndefined();
  });

  test("the query page is compressed, and is not sent twice", async () => {
    const headers = { accept: "text/html", "accept-encoding": "br" };
    const page = await send("/graphql", headers);
    expect(page.headers).toMatchObject({
      "content-encoding": "br",
      "content-type": "text/html; charset=utf-8",
    });
    expect(brotliDecompressSync(page.body).toString()).toContain("<title>Storecast");
    const again = await send("/graphql", { ...headers, "if-none-match": page.headers.etag! });
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  });

  test("a question may be compressed", async () => {
    const body = gzipSync(JSON.stringify({ query: SMALL }));
    const answer = await send("/graphql", { ...JSON_TYPE, "content-encoding": "gzip" }, body);
    expect(read(answer).data).toBeDefined();
  });
});

describe("GET", () => {
  test("an answer that the caller has is not sent again", async () => {
    const first = await get({ query: WIDE });
    expect(first.headers["cache-control"]).toBe("private, no-cache");
    expect(first.headers.etag).toMatch(/^"[\w-]{43}"$/);
    const again = await get(
      { query: WIDE },
      { ...PREFLIGHT, "if-none-match": `"other", W/${first.headers.etag}` },
    );
    expect(again).toMatchObject({
      status: 304,
      body: Buffer.alloc(0),
      headers: { etag: first.headers.etag },
    });
    expect(again.headers["x-request-id"]).toBeDefined();
    const forced = { ...PREFLIGHT, "if-none-match": first.headers.etag!, "cache-control": "no-cache" };
    expect((await get({ query: WIDE }, forced)).status).toBe(200);
  });

  test("entity tags are those of the bytes: one a coding, the same when computed anew", async () => {
    const { etag } = (await get({ query: WIDE })).headers;
    const packed = await get({ query: WIDE }, { ...PREFLIGHT, "accept-encoding": "br" });
    expect(packed.headers.etag).toBe(`${etag!.slice(0, -1)}-br"`);
    stateName = `state ${++states}`;
    expect((await get({ query: WIDE }, { ...PREFLIGHT, "if-none-match": etag! })).status).toBe(304);
    app.serving.broken.add("1");
    stateName = `state ${++states}`;
    expect((await get({ query: WIDE }, { ...PREFLIGHT, "if-none-match": etag! })).status).toBe(200);
  });

  test("POST has no entity tag and no 304", async () => {
    const { etag } = (await get({ query: SMALL })).headers;
    const answer = await post({ query: SMALL }, { "if-none-match": etag! });
    expect(answer.status).toBe(200);
    expect(answer.headers.etag).toBeUndefined();
  });

  test("a request that any page could forge is refused, though its answer is kept", async () => {
    for (const kept of [PREFLIGHT, JSON_TYPE, { "x-apollo-operation-name": "Regions" }]) {
      expect((await get({ query: SMALL }, kept)).status).toBe(200);
    }
    for (const forged of [{}, { "apollo-require-preflight": "" }, { "content-type": "text/plain" }]) {
      const answer = await get({ query: SMALL }, { ...forged, accept: "*/*" });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body.toString()).toContain("CSRF");
      expect(answer.headers["cache-control"]).toBe("no-store");
    }
  });

  test("a mutation is refused with 405", async () => {
    const query = `mutation { storesRetrain(input: { filter: { storeIds: ["1"] } }) { results { outcome } } }`;
    const answer = await get({ query });
    expect(answer).toMatchObject({ status: 405, headers: { allow: "POST" } });
    expect(app.retrain.requests).toHaveLength(0);
  });

  test("other methods are refused with 405", async () => {
    const response = await fetch(`${app.url}/graphql`, { method: "PUT", headers: JSON_TYPE, body: "{}" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, POST");
  });
});

describe("persisted queries", () => {
  const sha256Hash = createHash("sha256").update(WIDE).digest("hex");
  const extensions = { persistedQuery: { version: 1, sha256Hash } };

  test("a query told once is asked for by its hash, over POST and GET", async () => {
    const unknown = await post({ extensions });
    expect(read(unknown).errors).toMatchObject([{ extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }]);
    expect(unknown.headers["cache-control"]).toBe("private, no-cache, must-revalidate");
    const told = await post({ query: WIDE, extensions });
    expect((await post({ extensions })).body.equals(told.body)).toBe(true);
    const parameters = { extensions: JSON.stringify(extensions) };
    const got = await get(parameters);
    expect(got.body.equals(told.body)).toBe(true);
    expect((await get(parameters, { ...PREFLIGHT, "if-none-match": got.headers.etag! })).status).toBe(304);
  });

  test("a hash that is not the query's is refused", async () => {
    expect(read(await post({ query: SMALL, extensions })).errors).toMatchObject([
      { message: "provided sha does not match query" },
    ]);
  });
});

describe("docs/reads.md", () => {
  test("each of its commands gets the regions", async () => {
    const text = await readFile(resolve(import.meta.dirname, "../../../docs/reads.md"), "utf8");
    const commands = [...text.matchAll(/^curl -sG \S+\/graphql (.*)$/gm)].map(([, words = ""]) => words);
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      const headers = [...command.matchAll(/-H '([\w-]+): ([^']+)'/g)].map(([, name, value]) => [
        name,
        value,
      ]);
      const parameters = [...command.matchAll(/--data-urlencode '(\w+)=([^']+)'/g)];
      const answer = await get(
        Object.fromEntries(parameters.map(([, name, value]) => [name, value])) as Record<string, string>,
        Object.fromEntries(headers) as Record<string, string>,
      );
      expect(read(answer)).toEqual({ data: { regions: [{ name: "Baden-Württemberg" }, { name: "Hesse" }] } });
    }
  });
});

describe("bodies", () => {
  test("several operations in one request are answered in order, and not kept", async () => {
    const operations = [
      { query: SMALL },
      { query: "{ turnover }" },
      { query: `{ store(id: "2") { code } }` },
    ];
    const outcomes = await watchOutcomes(async () => {
      const answer = await post(operations);
      expect(JSON.parse(answer.body.toString())).toMatchObject([
        { data: { regions: [{ name: "Baden-Württemberg" }, { name: "Hesse" }] } },
        { errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] },
        { data: { store: { code: "2" } } },
      ]);
      await post(operations);
    });
    expect(outcomes).toEqual({ uncacheable: 2 });
  });

  test.each([
    [
      "text",
      JSON_TYPE,
      `"{ regions { name } }"`,
      400,
      "its body is neither a JSON object nor a list of them",
    ],
    [
      "other characters",
      { "content-type": "application/json; charset=latin1" },
      "{}",
      415,
      "its charset is latin1; JSON must be in UTF-8",
    ],
  ])("%s is refused in words", async (_what, headers, body, status, message) => {
    const answer = await send("/graphql", headers, body);
    expect(answer.status).toBe(status);
    expect(read(answer)).toEqual({
      errors: [
        {
          message: `The request cannot be read: ${message}`,
          extensions: { code: "BAD_REQUEST", requestId: answer.headers["x-request-id"] },
        },
      ],
    });
  });

  test.each([
    ["", JSON_TYPE],
    ["{}", JSON_TYPE],
    ["[]", JSON_TYPE],
    ["{}", { "content-type": "text/csv" }],
  ])("the body %p is refused by name", async (body, headers) => {
    expect(await send("/graphql", headers, body)).toMatchObject({ status: 400 });
  });

  test("a service that is down fails its field alone", async () => {
    app.registry.failure = new ServiceUnavailableError("mlflow", "MLflow does not answer.");
    const answer = await post({
      query: `{ regions { name } store(id: "1") { modelVersions { totalCount } } }`,
    });
    app.registry.failure = null;
    expect(read(answer)).toMatchObject({
      data: { regions: [{}, {}] },
      errors: [{ path: ["store", "modelVersions"] }],
    });
  });
});
