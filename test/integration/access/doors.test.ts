import { once } from "node:events";
import { request } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import WebSocket from "ws";
import type { Principal } from "../../../src/access/principal.js";
import type { Authenticator, Session } from "../../../src/access/session.js";
import { ServiceUnavailableError, UnauthenticatedError } from "../../../src/errors.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { askViewer, openSignedInSocket } from "../../support/sign-in-client.js";
import { createStaticAuthenticator } from "../../support/static-authenticator.js";

/** Status and body of a request under another name: fetch would not send it. */
function get(url: string, host: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host, accept: "text/html" } }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode!, body }));
    })
      .once("error", reject)
      .end();
  });
}

/** Whether a socket opens to whoever calls the API so. */
function opens(url: string, host: string, headers: Record<string, string> = {}): Promise<boolean> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
    headers: { host, ...headers },
  });
  return new Promise((resolve) => {
    socket.once("open", () => resolve(true)).once("error", () => resolve(false));
  }).then((is) => {
    socket.terminate();
    return is as boolean;
  });
}

describe("an API that asks nobody who they are", () => {
  let app: MemoryApp;
  beforeAll(async () => {
    app = await startMemoryApp(1, { allowedHosts: ["shop.example.com"], webhookSecret: "sixteen letters!" });
  });
  afterAll(() => app.close());

  test.each([
    "localhost",
    "localhost:4000",
    "127.0.0.1:1",
    "127.0.0.9",
    "[::1]:4000",
    "LOCALHOST",
    "shop.example.com:80",
  ])("answers requests to %s", async (host) => {
    expect((await get(`${app.url}/graphql`, host)).status).toBe(200);
    await expect(opens(app.url, host)).resolves.toBe(true);
  });

  test.each([
    "evil.example.com",
    "localhost.evil.example.com",
    "127.0.0.1.nip.io:4000",
    "10.0.0.7:4000",
    "[::2]",
  ])("answers nothing to %s, over a socket either", async (host) => {
    for (const path of ["/", "/graphql", "/graphql?query={__typename}", "/metrics", "/auth/config"]) {
      const { status, body } = await get(`${app.url}${path}`, host);
      expect([path, status]).toEqual([path, 403]);
      expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: "FORBIDDEN" } }] });
      expect(body).toContain("STORECAST_ALLOWED_HOSTS");
    }
    await expect(opens(app.url, host)).resolves.toBe(false);
    await expect(opens(app.url, host, { origin: `http://${host}` })).resolves.toBe(false);
  });

  test("answers probes and takes signed deliveries whatever they call it", async () => {
    expect((await get(`${app.url}/health/live`, "10.0.0.7:4000")).status).toBe(200);
    expect((await get(`${app.url}/hooks/mlflow`, "10.0.0.7:4000")).status).toBe(404);
    expect((await get(`${app.url}/health/../graphql`, "10.0.0.7:4000")).status).toBe(403);
  });

  test("says that it is open, and shows its figures", async () => {
    const config = await fetch(`${app.url}/auth/config`);
    await expect(config.json()).resolves.toEqual({ isOpen: true, oidc: null, keys: false });
    expect((await fetch(`${app.url}/metrics`)).status).toBe(200);
    expect((await askViewer(app.url)).viewer).toMatchObject({ isAnyone: true, role: "OPERATOR" });
  });
});

describe("an API that asks who one is", () => {
  const principalOf = (role: Principal["role"]): Principal => ({
    name: role,
    kind: "person",
    role,
    regionCodes: null,
  });
  const oidc = { issuer: "https://id.example.com", clientId: "page", scope: "openid" };
  let app: MemoryApp;
  beforeAll(async () => {
    app = await startMemoryApp(1, {
      authenticator: createStaticAuthenticator({
        ...{
          viewer: principalOf("viewer"),
          planner: principalOf("planner"),
          operator: principalOf("operator"),
        },
      }),
      signIn: oidc,
    });
  });
  afterAll(() => app.close());

  const statusOf = async (path: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return (await fetch(`${app.url}${path}`, { headers })).status;
  };

  test("says how, to those who have not said so yet", async () => {
    const response = await fetch(`${app.url}/auth/config`);
    expect(response.headers.get("cache-control")).toBe("no-store");
    await expect(response.json()).resolves.toEqual({ isOpen: false, oidc, keys: true });
  });

  test("shows its figures to operators alone, and counts whom it refused", async () => {
    expect(await statusOf("/metrics")).toBe(401);
    expect(await statusOf("/metrics", "wrong")).toBe(401);
    expect(await statusOf("/metrics", "planner")).toBe(403);
    const response = await fetch(`${app.url}/metrics`, { headers: { authorization: "Bearer operator" } });
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/storecast_sign_ins_refused_total\{code="UNAUTHENTICATED"\} [1-9]/);
  });

  test("leaves probes and pages open, and no data", async () => {
    expect(await statusOf("/health/live")).toBe(200);
    expect((await get(`${app.url}/graphql`, "any.example.com")).status).toBe(200);
    expect((await get(`${app.url}/graphql?query={__typename}`, "any.example.com")).status).toBe(401);
    expect(await statusOf("/graphql?query={__schema{queryType{name}}}")).toBe(401);
    expect((await fetch(`${app.url}/graphql`, { method: "PUT" })).status).toBe(401);
  });
});

describe("a socket", () => {
  const HANNA: Principal = { name: "hanna", kind: "person", role: "planner", regionCodes: null };
  let answer: () => Promise<Session>;
  let app: MemoryApp;
  const authenticator: Authenticator = { isOpen: false, authenticate: () => answer() };

  beforeEach(async () => {
    app = await startMemoryApp(1, { authenticator, now: () => new Date(), recheckMs: 30 });
    answer = () => Promise.resolve({ principal: HANNA, expiresAt: null });
  });
  afterEach(() => app.close());

  test("is closed with 4401 where it cannot be told who is on it", async () => {
    answer = () => Promise.reject(new UnauthenticatedError(`${"ä".repeat(100)}`));
    const { code, reason } = await openSignedInSocket(app.url, {}).closed;
    expect([code, Buffer.byteLength(reason)]).toEqual([4401, 123]);
    expect(reason).toMatch(/^UNAUTHENTICATED: ä+$/);
  });

  test("is closed with 4403 when what was shown ends", async () => {
    const expiresAt = new Date(Date.now() + 500);
    answer = () => Promise.resolve({ principal: HANNA, expiresAt });
    const socket = openSignedInSocket(app.url, {});
    await expect(socket.viewer).resolves.toMatchObject({ name: "hanna" });
    await expect(socket.closed).resolves.toEqual(
      expect.objectContaining({ code: 4403, reason: "UNAUTHENTICATED: What was shown has expired." }),
    );
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt.getTime() - 5);
  });

  test("is closed with 4403 when what was shown no longer holds, and stays while that cannot be told", async () => {
    const socket = openSignedInSocket(app.url, {});
    await socket.viewer;
    let looks = 0;
    await new Promise<void>((resolve) => {
      answer = () => {
        if (++looks === 3) resolve();
        return Promise.reject(new ServiceUnavailableError("database", "away"));
      };
    });
    answer = () => Promise.reject(new UnauthenticatedError("The key planning was revoked."));
    await expect(socket.closed).resolves.toMatchObject({
      ...{ code: 4403, reason: "UNAUTHENTICATED: The key planning was revoked." },
    });
    expect(looks).toBe(3);
  });

  test("does nothing more for a client that was told to go and does not hear it", async () => {
    const socket = new WebSocket(`${app.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    socket.once("open", () => socket.send('{"type":"connection_init"}'));
    await once(socket, "message");
    socket.pause();
    await new Promise<void>((resolve) => {
      answer = () => {
        setTimeout(resolve, 50);
        return Promise.reject(new UnauthenticatedError("gone"));
      };
    });
    const query = `mutation { storesRetrain(input: { filter: { storeIds: ["1"] } }) { userErrors { code } } }`;
    socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query } }));
    // sent later, answered later
    for (let i = 0; i < 5; i++) expect((await askViewer(app.url)).status).toBe(401);
    expect(app.retrain.requests).toEqual([]);
    socket.terminate();
  });
});
