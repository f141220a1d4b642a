import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Principal } from "../../src/access/principal.js";
import { startMemoryApp, type MemoryApp } from "../support/memory-app.js";
import { createStaticAuthenticator } from "../support/static-authenticator.js";

/** API8, security misconfiguration, and API9, improper inventory: what is told, and what there is at all. */

const VIEWER: Principal = { name: "vera", kind: "person", role: "viewer", regionCodes: null };

let app: MemoryApp;

beforeAll(async () => {
  app = await startMemoryApp(1, { authenticator: createStaticAuthenticator({ viewer: VIEWER }) });
});
afterAll(() => app.close());

describe("there is nothing at", () => {
  test.each([
    ...["/.env", "/.git/config", "/package.json", "/schema.graphql", "/node_modules/express/package.json"],
    ...["/admin", "/debug", "/debug/pprof", "/actuator/env", "/server-status", "/console", "/playground"],
    ...["/graphql/", "/graphiql", "/v1/graphql", "/graphql/schema.json", "/api", "/hooks/mlflow", "/health"],
    ...["//etc/passwd", "/assets/", "/assets/%2e%2e/index.html", "/stores/1/../../.env"],
  ])("%s", async (path) => {
    const response = await fetch(`${app.url}${path}`, { headers: { authorization: "Bearer viewer" } });
    const text = await response.text();
    // the place of GraphQL takes what is below it, and wants a question there
    expect([path, [400, 404].includes(response.status)]).toEqual([path, true]);
    expect(text).toContain('"code":"');
  });
});

test("figures are told to operators alone", async () => {
  const ask = (headers: Record<string, string>) => fetch(`${app.url}/metrics`, { headers });
  expect((await ask({})).status).toBe(401);
  expect((await ask({ authorization: "Bearer viewer" })).status).toBe(403);
});

test("no answer tells what it was made with", async () => {
  for (const path of ["/graphql", "/health/live", "/nothing", "/metrics"]) {
    const { headers } = await fetch(`${app.url}${path}`);
    expect([path, headers.get("x-powered-by"), headers.get("server")]).toEqual([path, null, null]);
  }
});

test("a bug is told by its request id alone, never by its message or its stack", async () => {
  app.registry.failure = new TypeError("password=hunter2 at /srv/app.js");
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer viewer" },
    body: JSON.stringify({ query: `{ store(id: "1") { modelVersions { totalCount } } }` }),
  });
  app.registry.failure = null;
  const text = await response.text();
  expect(text).toContain("INTERNAL_SERVER_ERROR");
  expect(text).not.toMatch(/hunter2|TypeError|stacktrace|\.js/);
});

test("what was shown to sign in is in no line of the log", async () => {
  await fetch(`${app.url}/graphql?query={fleet{stores}}`, {
    headers: { authorization: "Bearer sesame-4711" },
  });
  await fetch(`${app.url}/health/live`, { headers: { authorization: "Bearer sesame-4711" } });
  expect(JSON.stringify(app.log)).not.toContain("sesame-4711");
});
