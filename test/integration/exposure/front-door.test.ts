import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { getIntrospectionQuery } from "graphql";
import type { Principal } from "../../../src/access/principal.js";
import type { Authenticator } from "../../../src/access/session.js";
import { DEFAULT_EXPOSURE } from "../../../src/http/exposure/exposure.js";
import { askText, openSocket } from "../../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";

const HTML = { accept: "text/html,*/*;q=0.8" };
const DATA_POLICY = "default-src 'none';base-uri 'none';frame-ancestors 'none'";
const ANNA: Principal = { name: "anna", kind: "person", role: "operator", regionCodes: null };

let open: MemoryApp;
let closed: MemoryApp;
/** Addresses that the second API has found, oldest first. */
const addresses: (string | undefined)[] = [];

beforeAll(async () => {
  open = await startMemoryApp(1);
  const authenticator: Authenticator = {
    isOpen: false,
    authenticate({ address }) {
      addresses.push(address);
      return Promise.resolve({ principal: ANNA, expiresAt: null });
    },
  };
  closed = await startMemoryApp(1, {
    authenticator,
    exposure: {
      ...DEFAULT_EXPOSURE,
      hasIntrospection: false,
      publicUrl: "https://storecast.example",
      trustedProxies: ["127.0.0.1", "10.0.0.0/8"],
    },
  });
});
afterAll(() => Promise.all([open.close(), closed.close()]));

describe("every answer", () => {
  test.each([
    ["/graphql?query={regions{name}}", { "apollo-require-preflight": "1", accept: "application/json" }],
    ["/graphql?query={nothing}", { "apollo-require-preflight": "1", accept: "application/json" }],
    ["/health/live", {}],
    ["/metrics", {}],
    ["/nowhere", {}],
    ["/", HTML],
  ])("%s is kept from being taken for another, framed or told of", async (path, headers) => {
    const answer = await fetch(`${open.url}${path}`, { headers });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-security-policy": DATA_POLICY,
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(answer.headers.has("x-powered-by")).toBe(false);
  });

  test("tells of HTTPS only where the outside has it", async () => {
    const header = async ({ url }: MemoryApp) =>
      (await fetch(`${url}/health/live`)).headers.get("strict-transport-security");
    expect(await header(open)).toBeNull();
    expect(await header(closed)).toBe("max-age=31536000");
  });

  test("that is the query page allows its own scripts, and no other host's", async () => {
    const { headers } = await fetch(`${open.url}/graphql`, { headers: HTML });
    const policy = headers.get("content-security-policy");
    expect(policy).toContain("script-src 'self' 'unsafe-inline';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|\*/);
  });
});

describe("the address of a client", () => {
  async function addressFor(url: string, forwarded: string): Promise<string | undefined> {
    addresses.length = 0;
    await fetch(`${url}/graphql?query={regions{name}}`, {
      headers: { "apollo-require-preflight": "1", "x-forwarded-for": forwarded },
    });
    return addresses[0];
  }

  test.each([
    ["of whom a trusted proxy tells", "192.0.2.7", "192.0.2.7"],
    ["before all trusted proxies", "192.0.2.7, 10.1.2.3", "192.0.2.7"],
    ["not what it claims itself", "198.51.100.1, 192.0.2.7", "192.0.2.7"],
    ["not what it claims itself, in the name of a trusted one", "10.0.0.1, 192.0.2.7, 10.0.0.2", "192.0.2.7"],
    ["of the connection where the proxy tells nothing that is one", "unknown", "127.0.0.1"],
    ["of IPv6", "2001:db8::7", "2001:db8::7"],
  ])("is the one %s: %s", async (_, forwarded, address) => {
    expect(await addressFor(closed.url, forwarded)).toBe(address);
  });

  test("is that of the connection where no proxy is trusted, whatever is forged", async () => {
    const trusting = { isOpen: false, authenticate: note };
    const app = await startMemoryApp(1, { authenticator: trusting });
    function note({ address }: { address?: string }) {
      addresses.push(address);
      return Promise.resolve({ principal: ANNA, expiresAt: null });
    }
    try {
      expect(await addressFor(app.url, "192.0.2.7")).toBe("127.0.0.1");
    } finally {
      await app.close();
    }
  });
});

describe("where introspection is off", () => {
  const refusal = [
    {
      message: "Introspection is off here (STORECAST_INTROSPECTION): the schema is not told.",
      extensions: { code: "FORBIDDEN", isRetryable: false },
    },
  ];
  const queries = [
    getIntrospectionQuery(),
    `{ __type(name: "Store") { name } }`,
    "{ regions { name } ...F } fragment F on Query { s: __schema { queryType { name } } }",
  ];

  test.each(queries)("the schema is told neither over HTTP nor over a socket: %.30s", async (query) => {
    // the second time it might come from what is remembered
    for (let times = 0; times < 3; times++) {
      const { status, data, errors } = await askText(closed.url, query);
      expect({ status, data, errors }).toMatchObject({ status: 403, data: null, errors: refusal });
    }
    const socket = openSocket(closed.url);
    await expect(socket.iterate({ query }).next()).rejects.toMatchObject(refusal);
    await socket.dispose();
  });

  test("names of types are told, which clients keep their answers by", async () => {
    const { data } = await askText(closed.url, "{ __typename regions { __typename } }");
    expect(data).toMatchObject({ __typename: "Query" });
  });

  test("a wrong name is not told what right ones there are", async () => {
    const query = "{ region }";
    expect((await askText(open.url, query)).errors[0]?.message).toMatch(/Did you mean/);
    expect((await askText(closed.url, query)).errors[0]?.message).toBe(
      'Cannot query field "region" on type "Query".',
    );
  });

  test("there is no query page", async () => {
    const answer = await fetch(`${closed.url}/graphql`, { headers: HTML });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: "NOT_FOUND" } }] });
  });
});
