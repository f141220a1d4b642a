import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ConfigurationError, ServiceUnavailableError } from "../../../src/errors.js";
import { graphql } from "../../gql/gql.js";
import { askText, openSocket, subscribe } from "../../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { waitUntil } from "../../support/wait.js";

const WATCH = graphql(`
  subscription Watch {
    retrainEvents {
      at
    }
  }
`);

let app: MemoryApp;
let database: Error | null;

beforeEach(async () => {
  database = null;
  app = await startMemoryApp(2, {
    checks: {
      database: () => (database ? Promise.reject(database) : Promise.resolve()),
      champions: () => Promise.resolve(),
    },
  });
});

afterEach(() => app.close());

async function fetchJson(path: string, init: RequestInit = {}) {
  const response = await fetch(`${app.url}${path}`, init);
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
}

test("while the process gets ready it answers probes, and operations wait", async () => {
  let becomeReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (becomeReady = resolve));
  const starting = await startMemoryApp(2, { ready });
  const socket = openSocket(starting.url);
  try {
    let answers = 0;
    const note = () => void answers++;
    const query = "{ stores { totalCount } }";
    const asked = askText(starting.url, query).finally(note);
    const told = socket.iterate({ query }).next().finally(note);
    const { status } = await fetch(`${starting.url}/health/live`);
    expect([status, answers, starting.counts.size]).toEqual([200, 0, 0]);
    becomeReady();
    expect((await asked).data).toEqual({ stores: { totalCount: 2 } });
    expect(await told).toMatchObject({ value: { data: { stores: { totalCount: 2 } } } });
  } finally {
    becomeReady();
    await socket.dispose();
    await starting.close();
  }
});

describe("health", () => {
  test("live while the process answers, ready when every part is", async () => {
    expect(await fetchJson("/health/live")).toMatchObject({ status: 200, body: { status: "live" } });
    expect(await fetchJson("/health/ready")).toMatchObject({
      status: 200,
      body: { status: "ready", parts: { database: { isReady: true }, champions: { isReady: true } } },
    });
  });

  test("503 with the sentence of the part that is missing", async () => {
    database = new ServiceUnavailableError("database", "PostgreSQL at 127.0.0.1:5432 refuses connections.");
    expect(await fetchJson("/health/ready")).toMatchObject({
      status: 503,
      body: {
        status: "not ready",
        parts: {
          database: { isReady: false, problem: "PostgreSQL at 127.0.0.1:5432 refuses connections." },
          champions: { isReady: true },
        },
      },
    });
  });
});

describe("query page", () => {
  test("a browser gets a page that asks no other host for anything", async () => {
    const response = await fetch(`${app.url}/graphql`, { headers: { accept: "text/html,*/*;q=0.8" } });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/html");
    const page = await response.text();
    expect(page).toContain("<title>Storecast GraphQL</title>");
    expect(page).toContain('"subscriptionsProtocol":"WS"');
    expect(page.match(/<(script|link|img|iframe)[^>]+(src|href)="https?:/g)).toBeNull();
  });

  test("a client that wants JSON gets GraphQL over GET", async () => {
    const { status, body } = await fetchJson(`/graphql?query=${encodeURIComponent("{regions{name}}")}`, {
      headers: { accept: "application/json", "apollo-require-preflight": "1" },
    });
    expect(status).toBe(200);
    expect(body).toEqual({ data: { regions: [{ name: "Baden-Württemberg" }, { name: "Hesse" }] } });
  });
});

describe("requests", () => {
  test("each gets an id, its own where it brings one, in the header and in the log", async () => {
    const made = await fetchJson("/health/live");
    expect(made.headers.get("x-request-id")).toMatch(/^request-\d+$/);
    const brought = await fetchJson("/health/live", { headers: { "x-request-id": "trace.42" } });
    expect(brought.headers.get("x-request-id")).toBe("trace.42");
    const refused = await fetchJson("/health/live", { headers: { "x-request-id": "a b" } });
    expect(refused.headers.get("x-request-id")).toMatch(/^request-\d+$/);
    await waitUntil(() =>
      app.log.some((line) => line["requestId"] === "trace.42" && line["msg"] === "request"),
    );
  });

  test("an unknown path is a 404 in JSON", async () => {
    expect(await fetchJson("/nowhere")).toMatchObject({
      status: 404,
      body: {
        errors: [
          {
            message: "There is nothing at GET /nowhere; GraphQL is at /graphql.",
            extensions: { code: "NOT_FOUND" },
          },
        ],
      },
    });
  });

  test("a body that is no JSON, or too large, is refused in JSON", async () => {
    const post = (body: string) =>
      fetchJson("/graphql", { method: "POST", headers: { "content-type": "application/json" }, body });
    expect(await post("{")).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: "BAD_REQUEST" } }] },
    });
    const large = JSON.stringify({ query: "#".repeat(1_100_000) });
    expect(await post(large)).toMatchObject({
      status: 413,
      body: { errors: [{ extensions: { code: "LIMIT_EXCEEDED" } }] },
    });
  });

  test("a form that any web page could send is refused", async () => {
    const answer = await fetchJson("/graphql?query={regions{name}}", {
      headers: { accept: "application/json" },
    });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain("CSRF");
  });
});

describe("errors", () => {
  test("a query that the schema has not is named, with its code", async () => {
    const { status, errors } = await askText(app.url, "{ turnover }");
    expect(status).toBe(400);
    expect(errors).toMatchObject([
      {
        message: 'Cannot query field "turnover" on type "Query".',
        extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
      },
    ]);
  });

  test("a syntax error is named, with its place", async () => {
    const { errors } = await askText(app.url, "{");
    expect(errors).toMatchObject([
      { message: "Syntax Error: Expected Name, found <EOF>.", extensions: { code: "GRAPHQL_PARSE_FAILED" } },
    ]);
  });

  test("a bug is masked, quotes its request id, and stands in the log with its cause", async () => {
    app.registry.failure = new TypeError("secret detail");
    const query = `{ store(id: "1") { code modelVersions { totalCount } } }`;
    const { data, errors, requestId } = await askText(app.url, query);
    expect(data).toEqual({ store: null });
    expect(errors).toMatchObject([
      {
        message: `Internal error. Quote request id ${requestId} when you report it.`,
        path: ["store", "modelVersions"],
        extensions: { code: "INTERNAL_SERVER_ERROR", requestId, isRetryable: false },
      },
    ]);
    const [line] = app.log.filter(({ msg }) => msg === "internal error");
    expect(line).toMatchObject({ requestId, err: { type: "TypeError", message: "secret detail" } });
  });

  test("a dependency that is down is told with its name", async () => {
    app.registry.failure = new ServiceUnavailableError("mlflow", "MLflow does not answer.");
    const { errors } = await askText(app.url, `{ store(id: "1") { modelVersions { totalCount } } }`);
    expect(errors).toMatchObject([
      {
        message: "MLflow does not answer.",
        extensions: { code: "SERVICE_UNAVAILABLE", service: "mlflow", isRetryable: true },
      },
    ]);
  });

  test("a dependency that fails many fields is one line in the log", async () => {
    for (const store of app.stores) app.serving.broken.add(store.code);
    const { errors, requestId } = await askText(app.url, "{ stores { nodes { forecast { level } } } }");
    expect(errors).toHaveLength(2);
    const lines = app.log.filter(({ msg }) => msg === "a dependency did not answer");
    expect(lines).toMatchObject([{ requestId, fields: 2, path: ["stores", "nodes", 0, "forecast"] }]);
  });

  test("introspection answers with descriptions", async () => {
    const { data } = await askText(app.url, `{ __type(name: "Forecast") { description } }`);
    expect(data).toEqual({ __type: { description: "Expected demand of one store over a window." } });
  });
});

describe("listening", () => {
  test("a taken port is an error that names it, and nothing listens on", async () => {
    const attempt = startMemoryApp(1, { port: app.port });
    await expect(attempt).rejects.toThrow(ConfigurationError);
    await expect(attempt).rejects.toThrow(
      `The API cannot listen on 127.0.0.1:${app.port}: the port is taken.`,
    );
  });

  test("close ends subscriptions and idle connections within its grace, and frees the port", async () => {
    const socket = openSocket(app.url);
    const events = subscribe(socket, WATCH);
    const ended = events.next().catch((error: unknown) => error);
    await waitUntil(() => app.counts.get("retrain.loadActiveJobs") === 1);
    const idle = request(`${app.url}/health/live`, { headers: { connection: "keep-alive" } });
    await new Promise<void>((resolve) => {
      idle.once("response", (response) => response.resume().once("end", resolve)).end();
    });
    await app.close();
    expect(await ended).toMatchObject({ code: 1001 });
    expect(app.retrain.listenerCount).toBe(0);
    await expect(fetch(`${app.url}/health/live`)).rejects.toThrow();
    await socket.dispose();
    app = await startMemoryApp(1);
  });
});
