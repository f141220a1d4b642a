import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import type { Principal } from "../../../src/access/principal.js";
import { startManagement, type Management } from "../../../src/http/management.js";
import { createOtelTracing } from "../../../src/observability/otel-tracing.js";
import { createProcessFigures } from "../../../src/observability/process-figures.js";
import type { Tracing } from "../../../src/observability/tracing.js";
import { askText, openSocket } from "../../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { startOtlpReceiver, type OtlpReceiver } from "../../support/otlp-receiver.js";
import { createStaticAuthenticator } from "../../support/static-authenticator.js";
import { waitUntil } from "../../support/wait.js";

const OTTO: Principal = { name: "otto", kind: "person", role: "operator", regionCodes: null };
const ANNA: Principal = { name: "anna", kind: "person", role: "planner", regionCodes: null };

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

async function readFigures(url: string): Promise<string[]> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: "Bearer ottos-token" } });
  return (await response.text()).split("\n").filter((line) => /^storecast_(?!.*_bucket)/.test(line));
}

describe("figures and log of requests", () => {
  let app: MemoryApp;
  const figures = createProcessFigures({ process: "api", version: "0.1.0" });

  beforeAll(async () => {
    app = await startMemoryApp(3, {
      figures,
      answerState: { getName: () => Promise.resolve("state") },
      authenticator: createStaticAuthenticator({ "annas-token": ANNA, "ottos-token": OTTO }),
    });
  });
  afterAll(() => app.close());

  const as = { authorization: "Bearer annas-token" };

  test("operations count by name and outcome, those that are answered from before too", async () => {
    for (let time = 0; time < 3; time++)
      await post(app.url, { query: "query Names { stores { nodes { name } } }" }, as);
    await post(app.url, { query: "{ nothing }" }, as);
    await post(
      app.url,
      [{ query: "query A { regions { name } }" }, { query: "query B { regions { id } }" }],
      as,
    );
    await post(app.url, { query: "{ regions { name } }" });
    // A request is counted when its answer is out.
    let lines: string[] = [];
    for (let look = 0; look < 500 && !lines.some((line) => line.includes('status="401"')); look++)
      lines = await readFigures(app.url);
    expect(lines).toEqual(
      expect.arrayContaining([
        'storecast_graphql_operations_total{type="query",name="Names",outcome="ok"} 1',
        'storecast_graphql_operations_total{type="query",name="Names",outcome="kept"} 2',
        'storecast_graphql_operations_total{type="query",name="A",outcome="ok"} 1',
        'storecast_graphql_operations_total{type="query",name="B",outcome="ok"} 1',
        'storecast_graphql_operations_total{type="unknown",name="invalid",outcome="failed"} 1',
        'storecast_graphql_operation_duration_seconds_count{type="query",name="Names"} 3',
        'storecast_graphql_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 1',
        'storecast_http_requests_total{route="/graphql",status="200"} 4',
        'storecast_http_requests_total{route="/graphql",status="400"} 1',
        'storecast_http_requests_total{route="/graphql",status="401"} 1',
        'storecast_build_info{process="api",version="0.1.0"} 1',
      ]),
    );
  });

  test("a line of the log says who asked for what, from where, and not what was shown for it", async () => {
    await post(
      app.url,
      { query: "query Names { stores { nodes { name } } }" },
      {
        ...{ ...as, "x-request-id": "known" },
      },
    );
    await waitUntil(() => app.log.some(({ requestId, msg }) => requestId === "known" && msg === "request"));
    expect(app.log.find(({ requestId, msg }) => requestId === "known" && msg === "request")).toMatchObject({
      ...{ method: "POST", path: "/graphql", status: 200, operation: ["query Names"] },
      ...{ principal: "anna", address: "127.0.0.1" },
    });
    expect(JSON.stringify(app.log)).not.toContain("annas-token");
  });

  test("sockets, what is under way on them, and their operations are told", async () => {
    const socket = createClient({
      url: `${app.url.replace("http", "ws")}/graphql`,
      ...{ webSocketImpl: WebSocket, lazy: true, retryAttempts: 0, connectionParams: as },
    });
    const events = socket.iterate({ query: "subscription Watch { retrainEvents { at } }" });
    const next = events.next().catch((error: unknown) => error);
    await waitUntil(() => app.retrain.listenerCount > 0);
    const isOpen = async () => (await readFigures(app.url)).includes("storecast_subscriptions_open 1");
    for (let look = 0; look < 200 && !(await isOpen()); look++);
    expect(await readFigures(app.url)).toEqual(
      expect.arrayContaining([
        "storecast_sockets_open 1",
        "storecast_subscriptions_open 1",
        'storecast_graphql_operations_total{type="subscription",name="Watch",outcome="ok"} 1',
      ]),
    );
    expect(app.log.find(({ msg }) => msg === "socket operation")).toMatchObject({
      ...{ operation: ["subscription Watch"], principal: "anna", address: "127.0.0.1" },
    });
    await events.return?.();
    await socket.dispose();
    await next;
    const isGone = async () => (await readFigures(app.url)).includes("storecast_sockets_open 0");
    for (let look = 0; look < 2_000 && !(await isGone()); look++);
    expect(await readFigures(app.url)).toContain("storecast_subscriptions_open 0");
  });
});

describe("the management port", () => {
  let management: Management;
  let isAlive = true;
  let isReady = true;

  beforeAll(async () => {
    management = await startManagement({
      ...{ host: "127.0.0.1", port: 0, isAlive: () => isAlive },
      figures: createProcessFigures({ process: "worker", version: "0.1.0" }),
      checks: { queue: () => (isReady ? Promise.resolve() : Promise.reject(new Error("no queue"))) },
    });
  });
  afterAll(() => management.close());

  const status = async (path: string) => (await fetch(`http://127.0.0.1:${management.port}${path}`)).status;

  test("tells figures, whether the process is ready, and whether it does its work", async () => {
    expect(await readFigures(`http://127.0.0.1:${management.port}`)).toContain(
      'storecast_build_info{process="worker",version="0.1.0"} 1',
    );
    expect([await status("/health/live"), await status("/health/ready")]).toEqual([200, 200]);
    [isAlive, isReady] = [false, false];
    expect([await status("/health/live"), await status("/health/ready")]).toEqual([503, 503]);
    expect(await status("/graphql")).toBe(404);
  });

  test("a port that is taken ends the start with a sentence", async () => {
    const { port } = management;
    const second = startManagement({
      host: "127.0.0.1",
      port,
      figures: createProcessFigures({ process: "api", version: "0" }),
      checks: {},
    });
    await expect(second).rejects.toThrow(
      `STORECAST_MANAGEMENT_PORT: nothing can listen on 127.0.0.1:${port}`,
    );
  });
});

test("an API that is asked to stop says so first, serves on, and then sends its clients elsewhere", async () => {
  const app = await startMemoryApp(2, { drainMs: 1_500 });
  const socket = openSocket(app.url);
  const closed = new Promise<{ code: number }>((resolve) =>
    socket.on("closed", (event) => resolve(event as { code: number })),
  );
  const events = socket.iterate({ query: "subscription { retrainEvents { at } }" });
  const ended = events.next().catch((error: unknown) => error);
  await waitUntil(() => app.retrain.listenerCount > 0);
  const closing = app.close();
  const ready = await fetch(`${app.url}/health/ready`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ parts: { serving: { problem: "The API is asked to stop." } } });
  const answer = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ stores { totalCount } }" }),
  });
  expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
  expect(await answer.json()).toEqual({ data: { stores: { totalCount: 2 } } });
  expect((await closed).code).toBe(1001);
  await closing;
  await ended;
  await expect(fetch(`${app.url}/health/live`)).rejects.toThrow();
  await socket.dispose();
});

describe("spans of requests", () => {
  let receiver: OtlpReceiver;
  let tracing: Tracing;
  let app: MemoryApp;
  const troubles: string[] = [];

  beforeEach(async () => {
    receiver = await startOtlpReceiver();
    tracing = createOtelTracing({
      ...{ url: receiver.url, headers: {}, resourceAttributes: {}, sampleRatio: 1 },
      ...{ serviceName: "storecast-api", serviceVersion: "0.1.0" },
      onTrouble: (problem) => troubles.push(problem),
    });
    app = await startMemoryApp(3, {
      tracing,
      authenticator: createStaticAuthenticator({ "annas-token": ANNA, "ottos-token": OTTO }),
    });
  });
  afterEach(async () => {
    await app.close();
    await tracing.close();
    await receiver.close();
  });

  const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  const CALLER = "00f067aa0ba902b7";

  test("a caller's trace goes on through the operation into what it loads, a list at a time", async () => {
    const query = "query Week { forecasts(first: 3) { nodes { store { name } points { yhat } } } }";
    await post(
      app.url,
      { query, variables: { note: "personal" } },
      {
        ...{ authorization: "Bearer annas-token", traceparent: `00-${TRACE}-${CALLER}-01` },
      },
    );
    await app.close();
    await tracing.close();
    const parents = new Map(receiver.spans.map(({ name, parentSpanId }) => [name, parentSpanId]));
    const ids = new Map(receiver.spans.map(({ name, spanId }) => [name, spanId]));
    expect(receiver.spans.every(({ traceId }) => traceId === TRACE)).toBe(true);
    expect(parents.get("POST /graphql")).toBe(CALLER);
    expect(parents.get("GraphQL query Week")).toBe(ids.get("POST /graphql"));
    expect(parents.get("serving.forecast")).toBe(ids.get("GraphQL query Week"));
    const forecast = receiver.spans.filter(({ name }) => name === "serving.forecast");
    expect(forecast.map(({ attributes }) => attributes["storecast.batch.size"])).toEqual([3]);
    expect(receiver.spans.find(({ kind }) => kind === 2)?.attributes).toMatchObject({
      ...{ "http.request.method": "POST", "http.route": "/graphql", "http.response.status_code": 200 },
    });
    const sent = receiver.bodies.join();
    for (const kept of ["annas-token", "anna", "personal", "127.0.0.1"]) expect(sent).not.toContain(kept);
  });

  test("a trace that its caller does not keep is not kept here, and a broken header begins a new one", async () => {
    const query = "query Quiet { regions { name } }";
    const as = { authorization: "Bearer annas-token" };
    await post(app.url, { query }, { ...as, traceparent: `00-${TRACE}-${CALLER}-00` });
    await post(app.url, { query: "query Loud { regions { name } }" }, { ...as, traceparent: "mine" });
    await app.close();
    await tracing.close();
    const names = receiver.spans.map(({ name }) => name);
    expect(names).toContain("GraphQL query Loud");
    expect(names).not.toContain("GraphQL query Quiet");
    expect(receiver.spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(1);
  });

  test("a collector that is away is told of once a batch, and nothing else changes", async () => {
    await receiver.close();
    const { data } = await askText(app.url, "{ regions { name } }");
    expect(data).toBeNull();
    expect(
      (await post(app.url, { query: "{ regions { name } }" }, { authorization: "Bearer annas-token" }))
        .status,
    ).toBe(200);
    await app.close();
    await tracing.close();
    expect(troubles.length).toBeGreaterThan(0);
  });
});
