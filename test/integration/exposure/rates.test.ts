import { afterEach, describe, expect, test } from "@jest/globals";
import { createClient, type Client, type FormattedExecutionResult } from "graphql-ws";
import WebSocket from "ws";
import type { Principal } from "../../../src/access/principal.js";
import { RateLimitedError } from "../../../src/errors.js";
import { DEFAULT_EXPOSURE } from "../../../src/http/exposure/exposure.js";
import { mapRates, type Rates } from "../../../src/http/rates/rates.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { createMemoryRetrain } from "../../support/memory-retrain.js";
import { countRefusals } from "../../support/refusals.js";
import { createStaticAuthenticator } from "../../support/static-authenticator.js";

const makePrincipal = (name: string): Principal => ({
  name,
  kind: "key",
  role: "operator",
  regionCodes: null,
});
const authenticator = createStaticAuthenticator({
  anna: makePrincipal("anna"),
  ben: makePrincipal("ben"),
  watcher: makePrincipal("watcher"),
});
const NO_RATES: Rates = mapRates(() => 0);
const QUERY = "{ stores { totalCount } }";
const WATCH = "subscription { retrainEvents { at } }";

let app: MemoryApp;
const clients: Client[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  await app.close();
});

const start = async (rates: Partial<Rates>, change: Parameters<typeof startMemoryApp>[1] = {}) => {
  const exposure = { ...DEFAULT_EXPOSURE, rates: { ...NO_RATES, ...rates }, trustedProxies: ["loopback"] };
  app = await startMemoryApp(2, { exposure, authenticator, ...change });
};

async function ask(token: string | null, options: { from?: string; body?: object; path?: string } = {}) {
  const { from = "192.0.2.1", body = { query: QUERY }, path = "/graphql" } = options;
  const response = await fetch(`${app.url}${path}`, {
    method: "POST",
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...{ "content-type": "application/json", "x-forwarded-for": from },
    },
    body: JSON.stringify(body),
  });
  const { errors } = (await response.json()) as { errors?: { message: string; extensions: object }[] };
  return { status: response.status, retryAfter: response.headers.get("retry-after"), error: errors?.[0] };
}

const statusOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).status;

function open(token: string, from = "192.0.2.1"): Client {
  class FromWebSocket extends WebSocket {
    constructor(address: string, protocol: string) {
      super(address, protocol, { headers: { "x-forwarded-for": from } });
    }
  }
  const client = createClient({
    url: `${app.url.replace("http", "ws")}/graphql`,
    webSocketImpl: FromWebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    lazy: true,
    lazyCloseTimeout: 60_000,
    retryAttempts: 0,
  });
  clients.push(client);
  return client;
}

const next = async (client: Client, query = QUERY) => {
  const results = client.iterate({ query });
  return (await results.next()) as IteratorResult<FormattedExecutionResult>;
};

/** A subscription that goes on. */
function watch(client: Client): Promise<unknown> {
  return new Promise((resolve) => {
    client.subscribe(
      { query: WATCH },
      { next: resolve, error: resolve, complete: () => resolve("complete") },
    );
  });
}

describe("requests of one address", () => {
  test("above the rate are refused before it is looked at who asks, and other addresses are served", async () => {
    await start({ addressRequests: 3 });
    expect([await statusOf("anna"), await statusOf("ben"), await statusOf(null)]).toEqual([200, 200, 401]);
    const { status, retryAfter, error } = await ask("anna");
    expect([status, error]).toMatchObject([
      429,
      {
        message: expect.stringMatching(
          /^One address may send 3 requests a minute \(STORECAST_REQUESTS_PER_ADDRESS\)\. Try again in \d+ s\.$/,
        ),
        extensions: {
          code: "RATE_LIMITED",
          isRetryable: true,
          retryAfterSeconds: Number(retryAfter),
        },
      },
    ]);
    expect(Number(retryAfter)).toBeGreaterThan(50);
    expect(await statusOf("anna", { from: "192.0.2.2" })).toBe(200);
    expect(await countRefusals(app.url, "address_requests", "watcher")).toBe(1);
  });

  test("are counted by network where they are of IPv6", async () => {
    await start({ addressRequests: 1 });
    expect(await statusOf("anna", { from: "2001:db8:0:1::1" })).toBe(200);
    expect(await statusOf("anna", { from: "2001:db8:0:1:ffff::2" })).toBe(429);
    expect(await statusOf("anna", { from: "2001:db8:0:2::1" })).toBe(200);
  });

  test("count wherever they go, but not those of probes", async () => {
    await start({ addressRequests: 1 });
    expect(await statusOf("anna")).toBe(200);
    for (const path of ["/graphql", "/nowhere", "/", "/api/v1/stores"]) {
      expect(await statusOf("anna", { path })).toBe(429);
    }
    for (const path of ["/health/live", "/metrics"]) {
      const { status } = await fetch(`${app.url}${path}`, {
        headers: { "x-forwarded-for": "192.0.2.1", authorization: "Bearer watcher" },
      });
      expect(status).toBe(200);
    }
  });

  test("of the machine itself are not counted where nobody is asked who they are, those of others are", async () => {
    await start({ addressRequests: 1, personRequests: 1 }, { authenticator: undefined! });
    const askHere = () => fetch(`${app.url}/health/live`).then(({ status }) => status);
    expect(await statusOf(null, { from: "127.0.0.1" })).toBe(200);
    expect(await statusOf(null, { from: "127.0.0.1" })).toBe(200);
    expect(await askHere()).toBe(200);
    expect(await statusOf(null)).toBe(200);
    expect(await statusOf(null)).toBe(429);
  });
});

describe("requests of one person", () => {
  test("above the rate are refused from whatever address, and other people are served", async () => {
    await start({ personRequests: 2 });
    expect(await statusOf("anna")).toBe(200);
    expect(await statusOf("anna", { from: "192.0.2.2" })).toBe(200);
    expect(await ask("anna", { from: "192.0.2.3" })).toMatchObject({
      status: 429,
      error: { message: expect.stringMatching(/^One person or key may send 2 requests a minute/) },
    });
    expect(await statusOf("ben")).toBe(200);
    expect(await countRefusals(app.url, "person_requests", "watcher")).toBe(1);
  });

  test("count each operation of a batch", async () => {
    await start({ personRequests: 3 });
    const batch = (length: number) => Array.from({ length }, () => ({ query: QUERY }));
    expect(await statusOf("anna", { body: batch(2) })).toBe(200);
    expect(await ask("anna", { body: batch(2) })).toMatchObject({
      ...{ status: 429, retryAfter: expect.stringMatching(/^\d+$/) },
      error: { extensions: { code: "RATE_LIMITED" } },
    });
  });

  test("count over a socket, where the operation is refused and the socket stays", async () => {
    await start({ personRequests: 2 });
    const client = open("anna");
    expect(await next(client)).toMatchObject({ value: { data: { stores: { totalCount: 2 } } } });
    await expect(next(client)).rejects.toMatchObject([
      { extensions: { code: "RATE_LIMITED", isRetryable: true, retryAfterSeconds: expect.any(Number) } },
    ]);
    expect(await statusOf("ben")).toBe(200);
  });
});

describe("an address that guesses", () => {
  test("is not listened to any more, even with what holds", async () => {
    await start({ failedSignIns: 3 });
    for (const guess of ["a", "b", "c"]) expect(await statusOf(guess)).toBe(401);
    expect(await ask("anna")).toMatchObject({
      status: 429,
      error: { message: expect.stringMatching(/^One address may fail to sign in 3 times a minute/) },
    });
    expect(await statusOf("anna", { from: "192.0.2.2" })).toBe(200);
    expect(await countRefusals(app.url, "failed_sign_ins", "watcher")).toBe(1);
  });

  test("is told from one that shows the same again, or nothing", async () => {
    await start({ failedSignIns: 2 });
    for (let times = 0; times < 4; times++) expect(await statusOf("expired")).toBe(401);
    for (let times = 0; times < 4; times++) expect(await statusOf(null)).toBe(401);
    expect(await statusOf("anna")).toBe(200);
  });

  test("is counted over sockets, too", async () => {
    await start({ failedSignIns: 1 });
    await expect(next(open("guess"))).rejects.toMatchObject({ code: 4401 });
    await expect(next(open("anna"))).rejects.toMatchObject({
      ...{ code: 4403, reason: expect.stringMatching(/^RATE_LIMITED: One address may fail/) },
    });
  });
});

describe("what is open at once", () => {
  test("operations of one person, on all her sockets together", async () => {
    await start({ personOperations: 2 });
    const [one, other] = [open("anna"), open("anna")];
    const first = watch(one);
    await next(one, "{ regions { name } }");
    const second = watch(other);
    // comes after the subscription, on the same socket
    await expect(next(other)).rejects.toMatchObject([{ extensions: { code: "RATE_LIMITED" } }]);
    await expect(next(one)).rejects.toMatchObject([
      {
        message: expect.stringMatching(/^One person or key may have 2 operations open on its sockets/),
        extensions: { code: "RATE_LIMITED", retryAfterSeconds: 5 },
      },
    ]);
    expect(await next(open("ben"))).toMatchObject({ value: { data: {} } });
    await other.dispose();
    expect(await second).toBe("complete");
    for (let left = 500; left > 0; left--) {
      const isServed = await next(one).then(
        () => true,
        () => false,
      );
      if (isServed) break;
    }
    expect(await next(one)).toMatchObject({ value: { data: { stores: { totalCount: 2 } } } });
    await one.dispose();
    await first;
  });

  test("sockets of one person", async () => {
    await start({ personSockets: 1 });
    await next(open("anna"));
    await expect(next(open("anna"))).rejects.toMatchObject({
      code: 4403,
      reason: expect.stringMatching(/^RATE_LIMITED: One person or key may have 1 sockets open/),
    });
    expect(await countRefusals(app.url, "person_sockets", "watcher")).toBe(1);
    expect(await next(open("ben"))).toMatchObject({ value: { data: {} } });
  });

  test("sockets of one address, at the handshake", async () => {
    await start({ addressSockets: 1 });
    await next(open("anna"));
    const refused = new WebSocket(`${app.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
      headers: { "x-forwarded-for": "192.0.2.1" },
    });
    const { status, retryAfter } = await new Promise<{ status?: number; retryAfter?: string }>((resolve) => {
      refused.on("error", () => undefined);
      refused.once("unexpected-response", (_request, response) => {
        resolve({ status: response.statusCode!, retryAfter: response.headers["retry-after"]! });
        response.resume();
      });
    });
    expect({ status, retryAfter }).toEqual({ status: 429, retryAfter: "5" });
    expect(await next(open("ben", "192.0.2.2"))).toMatchObject({ value: { data: {} } });
  });
});

test("a retrain above the allowance is an error with the time to wait, and is counted", async () => {
  const { service } = createMemoryRetrain();
  const allowances: unknown[] = [];
  await start(
    { retrainRequests: 3, retrainStores: 10 },
    {
      retrain: {
        ...service,
        request: ({ allowance }) => {
          allowances.push(allowance);
          return Promise.reject(new RateLimitedError("Too often. Try again in 42 s.", 42));
        },
      },
    },
  );
  const query = `mutation { storesRetrain(input: { filter: { regionIds: ["HE"] } }) { userErrors { code } } }`;
  expect(await ask("anna", { body: { query } })).toMatchObject({
    ...{ status: 429, retryAfter: "42" },
    error: {
      ...{ message: "Too often. Try again in 42 s.", path: ["storesRetrain"] },
      extensions: { code: "RATE_LIMITED", retryAfterSeconds: 42 },
    },
  });
  expect(allowances).toEqual([{ requestsPerMinute: 3, storesPerHour: 10 }]);
  expect(await countRefusals(app.url, "person_retrains", "watcher")).toBe(1);
});
