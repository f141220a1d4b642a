import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import WebSocket from "ws";
import { DEFAULT_EXPOSURE } from "../../../src/http/exposure/exposure.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { createStaticAuthenticator } from "../../support/static-authenticator.js";

const LISTED = "https://intranet.example";
const OTHER = "https://evil.example";

let alone: MemoryApp;
let shared: MemoryApp;

beforeAll(async () => {
  alone = await startMemoryApp(1);
  shared = await startMemoryApp(1, {
    authenticator: createStaticAuthenticator({}),
    exposure: {
      ...DEFAULT_EXPOSURE,
      corsOrigins: [LISTED],
      publicUrl: "https://storecast.example/below",
      trustedProxies: ["loopback"],
    },
  });
});
afterAll(() => Promise.all([alone.close(), shared.close()]));

function preflight(app: MemoryApp, origin: string, path = "/graphql") {
  return fetch(`${app.url}${path}`, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    },
  });
}

const post = (app: MemoryApp, headers: Record<string, string>) =>
  fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query: "{ regions { name } }" }),
  });

const allowed = (response: Response) => response.headers.get("access-control-allow-origin");

describe("pages of other sites", () => {
  test("may not ask where no site is listed", async () => {
    expect(allowed(await preflight(alone, OTHER))).toBeNull();
    expect(allowed(await post(alone, { origin: OTHER }))).toBeNull();
  });

  test("may ask with a token, without cookies, and read what they need where theirs is listed", async () => {
    const answer = await preflight(shared, LISTED);
    expect(answer.status).toBe(204);
    expect(allowed(answer)).toBe(LISTED);
    expect(answer.headers.get("access-control-allow-headers")).toMatch(
      /^authorization,x-api-key,content-type,/,
    );
    expect(answer.headers.get("access-control-allow-methods")).toBe("GET,HEAD,POST");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    expect(answer.headers.get("access-control-max-age")).toBe("600");
    // refused for want of a token, which the page may read
    const asked = await post(shared, { origin: LISTED });
    expect([asked.status, allowed(asked)]).toEqual([401, LISTED]);
    expect(asked.headers.get("access-control-expose-headers")).toContain("retry-after");
  });

  test("may not where it is not, or is one beside it", async () => {
    for (const origin of [OTHER, "http://intranet.example", `${LISTED}.evil.example`, "null"]) {
      expect(allowed(await preflight(shared, origin))).toBeNull();
    }
  });

  test("are told apart by caches", async () => {
    const { headers } = await fetch(`${shared.url}/graphql`, { headers: { accept: "text/html" } });
    expect(headers.get("vary")).toBe("Origin, accept-encoding, accept");
  });
});

describe("a socket", () => {
  const open = (app: MemoryApp, headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`${app.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
        headers,
      });
      socket.once("open", () => {
        socket.terminate();
        resolve("open");
      });
      socket.once("error", (error) => resolve(error.message));
    });
  const REFUSED = "Unexpected server response: 403";

  test("is opened by pages of this host and of listed sites, and by programs", async () => {
    const host = new URL(shared.url).host;
    expect(await open(shared, {})).toBe("open");
    expect(await open(shared, { origin: `http://${host}` })).toBe("open");
    expect(await open(shared, { origin: LISTED })).toBe("open");
    expect(await open(shared, { origin: "https://storecast.example" })).toBe("open");
  });

  test("is not opened by others", async () => {
    for (const origin of [OTHER, "null", "nonsense"]) {
      expect(await open(alone, { origin })).toBe(REFUSED);
      expect(await open(shared, { origin })).toBe(REFUSED);
    }
  });

  test("is opened by the page of the host that a trusted proxy names, and no other", async () => {
    const headers = { origin: "https://outside.example", "x-forwarded-host": "outside.example" };
    expect(await open(shared, headers)).toBe("open");
    expect(await open(alone, headers)).toBe(REFUSED);
  });
});

describe("what any page can send without asking", () => {
  const form = "application/x-www-form-urlencoded";
  test.each([
    ["a form", "POST", form, "query=mutation%7Bx%7D"],
    ["a form of text", "POST", "text/plain", '{"query":"{regions{name}}"}'],
    ["a form with parts", "POST", "multipart/form-data; boundary=b", "--b--"],
    ["nothing that says its type", "POST", "", '{"query":"{regions{name}}"}'],
    ["a link", "GET", null, null],
    ["a link with the type of a form", "GET", form, null],
  ])("is refused: %s", async (_, method, type, body) => {
    alone.counts.clear();
    const response = await fetch(`${alone.url}/graphql?query=${encodeURIComponent("{regions{name}}")}`, {
      method,
      headers: { accept: "*/*", ...(type === null ? {} : { "content-type": type }) },
      body: body === null ? null : new Blob([body]),
    });
    const answer = await response.text();
    expect([response.status, answer]).toEqual([expect.any(Number), expect.stringMatching(/"errors"/)]);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(alone.counts.size).toBe(0);
  });
});
