import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { pino } from "pino";
import { createAuthenticator } from "../../src/access/authenticator.js";
import { mayDo, ROLES, type Principal, type Role } from "../../src/access/principal.js";
import { createRoleRefusal } from "../../src/access/role-refusal.js";
import { openDoor, type Session } from "../../src/access/session.js";
import { UnauthenticatedError } from "../../src/errors.js";
import { DEFAULT_EXPOSURE } from "../../src/http/exposure/exposure.js";
import { mapRates, type Rates } from "../../src/http/rates/rates.js";
import { restApi } from "../../src/rest/rest-api.js";
import { createRoutes } from "../../src/rest/route-table.js";
import { makeOpenApi } from "../../src/rest/openapi.js";
import { encodeId, encodeVersionId } from "../../src/schema/ids.js";
import { startMemoryApp, type MemoryApp } from "../support/memory-app.js";
import { createMemoryAudit } from "../support/memory-audit.js";
import { makeBatch, makeBatchStore } from "../support/memory-batches.js";
import { makeJob } from "../support/memory-retrain.js";
import { createSpecCheck } from "../support/openapi.js";
import { createRestClient, type ProblemBody, type RestAnswer } from "../support/rest-client.js";

/** API1 and API5, broken authorization of objects and functions, and API4 by rates: over REST as function-access and object-access have it for GraphQL. */

/** The least role for each route. A route that is new is nobody's until somebody says here whose it is. */
const LEAST: Readonly<Record<string, Role | "everybody">> = {
  "GET /audit": "operator",
  "GET /health": "everybody",
  "GET /regions": "viewer",
  "GET /retrain/batches/{batchId}": "viewer",
  "GET /retrain/batches/{batchId}/stores": "viewer",
  "GET /retrain/jobs/{jobId}": "viewer",
  "GET /stores": "viewer",
  "GET /stores/{storeId}": "viewer",
  "GET /stores/{storeId}/forecast": "viewer",
  "GET /stores/{storeId}/versions": "viewer",
  "POST /forecasts": "viewer",
  "POST /retrain": "planner",
  "POST /retrain/batches/{batchId}/cancel": "planner",
  "POST /stores/{storeId}/pin": "planner",
  "POST /stores/{storeId}/rollback": "planner",
  "POST /stores/{storeId}/unpin": "planner",
  "POST /stores/{storeId}/versions/{version}/promote": "planner",
};

/** By region. */
const BATCHES = {
  he: "5f0e7a52-9a5f-4f6e-8c8f-0d3d2a3c4b5a",
  bw: "5f0e7a52-9a5f-4f6e-8c8f-0d3d2a3c4b5b",
} as const;

/** Of each planner's route: what would be done if it were let in, and what the audit log calls that. */
const CHANGES: Readonly<Record<string, { path: string; body: object; action: string }>> = {
  "POST /retrain": { path: "/retrain", body: { storeIds: ["2"], force: true }, action: "RETRAIN" },
  "POST /retrain/batches/{batchId}/cancel": {
    ...{ path: `/retrain/batches/${BATCHES.bw}/cancel`, body: {}, action: "RETRAIN_CANCEL" },
  },
  "POST /stores/{storeId}/pin": { path: "/stores/2/pin", body: {}, action: "PIN" },
  "POST /stores/{storeId}/rollback": { path: "/stores/2/rollback", body: {}, action: "ROLLBACK" },
  "POST /stores/{storeId}/unpin": { path: "/stores/2/unpin", body: {}, action: "UNPIN" },
  "POST /stores/{storeId}/versions/{version}/promote": {
    ...{ path: "/stores/2/versions/2/promote", body: {}, action: "PROMOTE" },
  },
};

const BEYOND_OPERATIONS = ["GET /docs", "GET /docs/{name}", "GET /openapi.json"];
const routes = createRoutes({ checks: {} });
const document = makeOpenApi(routes, "1");
const spec = createSpecCheck(document);
const operations = spec.operations.map((name) => {
  const [method = "", path = ""] = name.split(" ");
  return { name, method, path };
});
const paths = [...new Set(operations.map(({ path }) => path))];
const fill = (path: string) => path.replace("{version}", "1").replace(/\{\w+\}/g, "1");

const principals = new Map<string, Principal>(
  ROLES.map((role) => [role, { name: role, kind: "person", role, regionCodes: null }]),
);
principals.set("hesse", { name: "hanna", kind: "person", role: "operator", regionCodes: ["HE"] });

/** Takes tokens and keys as the product does; what they say is known here. */
const authenticator = createAuthenticator({
  readToken: (token) => sessionOf(token, "person"),
  readKey: (key) => sessionOf(key.replace("key-of-", ""), "key"),
});

function sessionOf(name: string, kind: "person" | "key"): Promise<Session> {
  const principal = principals.get(name);
  if (!principal) return Promise.reject(new UnauthenticatedError("It is of nobody."));
  return Promise.resolve({ principal: { ...principal, kind }, expiresAt: null });
}

let app: MemoryApp;
const client = createRestClient(() => app.url, spec);
const ask: typeof client.ask = (path, init) => client.ask(path, init);

const byToken = (name: string) => ({ authorization: `Bearer ${name}` });
const byKey = (name: string) => ({ "x-api-key": `key-of-${name}` });

async function start(rates: Partial<Rates> = {}): Promise<void> {
  const exposure = {
    ...DEFAULT_EXPOSURE,
    rates: { ...mapRates(() => 0), ...rates },
    trustedProxies: ["loopback"],
  };
  app = await startMemoryApp(6, { authenticator, exposure });
  for (const [index, region] of (["he", "bw"] as const).entries()) {
    const batchId = BATCHES[region];
    const { id: storeId, code } = app.stores[index]!;
    app.retrain.put(makeJob({ ...{ id: `job-${region}`, storeId, batchId } }));
    app.retrain.batches.put(makeBatch({ id: batchId }), [
      makeBatchStore({ storeId, storeCode: code, jobId: `job-${region}` }),
    ]);
  }
  await app.train("2", false);
  await app.serving.refresh();
}

describe("functions", () => {
  beforeAll(() => start());
  afterAll(() => app.close());

  test("every route has a least role here, and every row a route", () => {
    expect(Object.keys(LEAST).sort()).toEqual([...spec.operations].sort());
    const planners = Object.keys(LEAST).filter((name) => LEAST[name] === "planner");
    expect(Object.keys(CHANGES).sort()).toEqual(planners);
  });

  test.each([
    ["nobody", null, byToken],
    ...ROLES.flatMap((role) => [
      [`a ${role} with a token`, role, byToken] as const,
      [`a ${role} with a key`, role, byKey] as const,
    ]),
  ] as const)("%s is let in to what the table says, and refused all else", async (_who, role, show) => {
    for (const { name, method, path } of operations) {
      const least = LEAST[name]!;
      // what is let in goes no further than its body
      const init = method === "POST" ? { body: "{broken" } : {};
      const { status, body } = await ask<ProblemBody>(fill(path), {
        ...init,
        headers: role === null ? {} : show(role),
      });
      const isLetIn = least === "everybody" || (role !== null && mayDo(role, least));
      const refusal = role === null ? [401, "UNAUTHENTICATED"] : [403, "FORBIDDEN"];
      if (isLetIn)
        expect([name, method === "POST" ? status === 400 : [200, 404].includes(status)]).toEqual([
          name,
          true,
        ]);
      else expect([name, status, body.code]).toEqual([name, ...refusal]);
    }
  });

  test("a wrong key is not mended by a right token beside it", async () => {
    const { status } = await ask("/stores", { headers: { ...byToken("operator"), ...byKey("thief") } });
    expect(status).toBe(401);
  });
});

describe("what is refused", () => {
  beforeAll(() => start());
  afterAll(() => app.close());

  /** All that a change could have changed. */
  const look = async () => ({
    requests: app.retrain.requests.length,
    models: [...(await app.registry.findStoreModels())].map(([code, { champion }]) => [
      code,
      champion?.version,
      champion?.pin,
    ]),
    batches: [...(await app.retrain.batches.loadBatches(Object.values(BATCHES)))],
  });

  test("leaves nothing done, whoever tried, and only attempts of those who are known on record", async () => {
    const before = await look();
    app.audit.deeds.length = 0;
    for (const { path, body } of Object.values(CHANGES)) {
      expect((await ask(path, { body })).status).toBe(401);
      // an entry a minute for each person and action
      for (let times = 0; times < 3; times++) {
        expect((await ask(path, { body, headers: byToken("viewer") })).status).toBe(403);
      }
      expect((await ask(path, { body: "{broken", headers: byToken("planner") })).status).toBe(400);
      expect((await ask(path, { body: { nothing: 1 }, headers: byToken("planner") })).status).toBe(400);
      expect((await ask(`${path}?nothing=1`, { body, headers: byToken("planner") })).status).toBe(400);
      const accept = { accept: "image/png", ...byToken("planner") };
      expect((await ask(path, { body, headers: accept })).status).toBe(406);
    }
    expect(await look()).toEqual(before);
    expect(app.audit.deeds.map(({ intent, caller, result }) => [intent, caller.actor, result])).toEqual(
      Object.entries(CHANGES).map(([name, { action }]) => [
        { action, subject: name.replace(" ", " /api/v1") },
        "viewer",
        { outcome: "REFUSED", code: "FORBIDDEN" },
      ]),
    );
    expect(app.audit.deeds[0]!.caller).toEqual({
      ...{ actor: "viewer", actorKind: "person", role: "viewer", address: "127.0.0.1" },
      requestId: expect.stringMatching(/^request-\d+$/) as unknown,
    });
  });

  test("is on record once for both doors, and once more for who comes with a key", async () => {
    app.audit.deeds.length = 0;
    const query = `mutation { championPin(input: { storeId: "2" }) { userErrors { code } } }`;
    const body = JSON.stringify([{ query }, { query }]);
    const headers = { "content-type": "application/json", ...byKey("viewer") };
    await fetch(`${app.url}/graphql`, { method: "POST", headers, body });
    await ask("/stores/2/pin", { body: {}, headers: byKey("viewer") });
    await ask("/stores/2/pin", { body: {}, headers: byToken("viewer") });
    expect(app.audit.deeds.map(({ intent, caller }) => [intent.subject, caller.actorKind])).toEqual([
      ["Mutation.championPin", "key"],
    ]);
  });

  test("stays refused where it cannot be written down, and is written down the next time", async () => {
    principals.set("vera", { name: "vera", kind: "person", role: "viewer", regionCodes: null });
    const tryIt = async () => (await ask("/stores/2/pin", { body: {}, headers: byToken("vera") })).status;
    app.audit.deeds.length = 0;
    app.audit.isAway = true;
    expect(await tryIt()).toBe(403);
    app.audit.isAway = false;
    expect(await tryIt()).toBe(403);
    expect(app.audit.deeds).toHaveLength(1);
  });

  test("is read by operators, in both forms", async () => {
    const headers = byToken("operator");
    type Page = { items: { actor: string; action: string }[]; next: string | null; totalCount: number };
    const all = await ask<Page>("/audit?first=1&actor=vera&action=PIN", { headers });
    expect(all.body).toMatchObject({
      items: [{ actor: "vera", actorKind: "PERSON", role: "viewer", outcome: "REFUSED", code: "FORBIDDEN" }],
      ...{ next: null, totalCount: 1 },
    });
    const csv = await ask<string>("/audit?actor=vera", { headers: { ...headers, accept: "text/csv" } });
    expect(csv.body.split("\r\n").slice(0, 2)).toEqual([
      expect.stringMatching(/^id,at,actor,actorKind,role,address,requestId,action,storeIds,storeCount,/),
      expect.stringMatching(/^1,2015-08-01T12:00:00.000Z,vera,PERSON,viewer,127.0.0.1,request-\d+,PIN,,0,/),
    ]);
  });
});

describe("objects", () => {
  beforeAll(() => start());
  afterAll(() => app.close());

  const asHesse = (path: string, init: Parameters<typeof ask>[1] = {}): Promise<RestAnswer<ProblemBody>> =>
    ask(path, { ...init, headers: { ...byToken("hesse"), ...init.headers } });

  /** Paths of each route that has parameters, to what is of another region. */
  const others = operations
    .filter(({ path }) => path.includes("{"))
    .flatMap(({ name, method, path }) =>
      (
        [
          ["2", "job-bw", BATCHES.bw],
          [encodeId("Store", "2"), encodeId("RetrainJob", "job-bw"), encodeId("RetrainBatch", BATCHES.bw)],
        ] as const
      ).map(([store, job, batch]) => ({
        ...{ name, method },
        path: path
          .replace("{storeId}", store)
          .replace("{version}", "2")
          .replace("{jobId}", job)
          .replace("{batchId}", batch),
      })),
    );

  test.each(others)(
    "$method $path is not there for those of another region",
    async ({ name, method, path }) => {
      const init = method === "POST" ? { body: CHANGES[name]?.body ?? {} } : {};
      const { status, body } = await asHesse(path, init);
      expect(status).toBe(404);
      // the same words as for what nobody has
      const none = await asHesse(path.replaceAll(/(\/(stores|jobs|batches)\/)[^/]+/g, "$1none"), init);
      expect([none.status, none.body.code]).toEqual([status, body.code]);
      // while those who see all see it
      const seen = await ask(path, {
        headers: byToken("operator"),
        ...(method === "POST" ? { body: "{" } : {}),
      });
      expect(seen.status).toBe(method === "POST" ? 400 : 200);
    },
  );

  test("lists, forecasts and retrains have its own alone, in each form", async () => {
    for (const accept of ["application/json", "text/csv"]) {
      const { body } = await asHesse("/stores", { headers: { accept } });
      const text = typeof body === "string" ? (body as string) : JSON.stringify(body);
      expect(text.match(/Store \d/g)).toEqual(["Store 1", "Store 3", "Store 5"]);
    }
    expect((await asHesse("/regions")).body).toEqual({ items: [{ id: "HE", name: "Hesse" }] });
    expect((await asHesse("/stores?regionId=BW")).body).toMatchObject({ status: 400, field: "regionId" });
    const items = [{ storeId: "2" }, { storeId: encodeId("Store", "4") }, { storeId: "1" }];
    const forecasts = await asHesse("/forecasts", { body: items });
    expect(forecasts.body).toMatchObject([
      { error: { code: "STORE_NOT_FOUND" } },
      { error: { code: "STORE_NOT_FOUND" } },
      { storeId: "1", status: "READY" },
    ]);
    for (const body of [
      { storeIds: ["1", "2"] },
      { regionIds: ["BW"] },
      { regionIds: [encodeId("Region", "BW")] },
    ]) {
      expect((await asHesse("/retrain", { body })).status).toBe(422);
    }
    // a version of another's store is none, however it is spelled
    expect((await asHesse(`/stores/${encodeVersionId("2", 1)}`)).status).toBe(400);
    expect(app.retrain.requests).toEqual([]);
  });

  test("the audit log is that of its own stores, and names no other", async () => {
    app.audit.deeds.length = 0;
    await ask("/retrain", { body: { storeIds: ["1", "2"], force: true }, headers: byToken("planner") });
    await ask("/stores/2/pin", { body: {}, headers: byToken("planner") });
    expect((await ask("/audit", { headers: byToken("operator") })).body).toMatchObject({ totalCount: 2 });
    expect((await asHesse("/audit")).body).toMatchObject({
      items: [{ action: "RETRAIN", storeIds: ["1"], storeCount: 1 }],
      totalCount: 1,
    });
    expect((await asHesse("/audit?storeId=2")).body).toMatchObject({ items: [] });
  });
});

/** A layer of Express, of which no type tells. */
interface Layer {
  route?: { path: string; methods: Record<string, boolean>; stack: { method?: string }[] };
  handle: { stack?: Layer[] };
}

describe("the inventory", () => {
  beforeAll(() => start());
  afterAll(() => app.close());

  const list = (layers: readonly Layer[]): string[] =>
    layers.flatMap(({ route, handle }) => {
      if (!route) return list(handle.stack ?? []);
      const methods = new Set(
        route.stack.map(({ method }) => method).filter((method) => method !== undefined),
      );
      return [...methods].map((method) => `${method.toUpperCase()} ${route.path.replace(/:(\w+)/g, "{$1}")}`);
    });

  test("what the router serves is what the document says, and the page to try it", () => {
    const never = () => Promise.reject(new Error("Nobody asks."));
    const logger = pino({ level: "silent" });
    const router = restApi({
      ...{
        authenticator: openDoor,
        refuseRole: createRoleRefusal(createMemoryAudit()),
        createContext: never,
      },
      ...{ limits: { checkAnswer: () => null }, readBody: never, logger, checks: {}, version: "1" },
      ...{ metrics: { watch: () => (_request, _response, next) => next() }, hasPage: true },
    });
    const served = list((router as unknown as { stack: Layer[] }).stack);
    expect(served.sort()).toEqual([...spec.operations, ...BEYOND_OPERATIONS].sort());
  });

  test("the server's own document has these routes", async () => {
    const served = (await (await fetch(`${app.url}/api/v1/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(served.paths)).toEqual(paths);
  });

  test.each([...paths, "/openapi.json", "/docs", "/docs/swagger-ui.css"])(
    "%s takes its own methods alone, whoever asks, and says which",
    async (path) => {
      const own = operations.filter((one) => one.path === path).map(({ method }) => method);
      if (own.length === 0) own.push("GET");
      const allow = own.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
        if (own.includes(method)) continue;
        const response = await fetch(`${app.url}/api/v1${fill(path)}`, { method });
        const { code } = (await response.json()) as ProblemBody;
        expect([method, response.status, code]).toEqual([method, 405, "METHOD_NOT_ALLOWED"]);
        expect(response.headers.get("allow")).toBe(allow.join(", "));
      }
    },
  );
});

describe("rates", () => {
  afterEach(() => app.close());

  const from = (address: string) => ({ "x-forwarded-for": address });
  const overGraphql = async (headers: Record<string, string>) =>
    (
      await fetch(`${app.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ query: "{ stores { totalCount } }" }),
      })
    ).status;
  const expectRefusal = ({ status, headers, body }: RestAnswer<ProblemBody>, words: string) => {
    const seconds = Number(headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect([status, headers.get("content-type")]).toEqual([429, "application/problem+json; charset=utf-8"]);
    expect(body).toMatchObject({
      ...{ status: 429, code: "RATE_LIMITED", isRetryable: true, retryAfterSeconds: seconds },
      ...{ detail: expect.stringContaining(words), requestId: headers.get("x-request-id") },
    });
  };

  test("a person's requests over both doors count together, from wherever", async () => {
    await start({ personRequests: 2 });
    expect(await overGraphql({ ...byToken("viewer"), ...from("192.0.2.1") })).toBe(200);
    expect((await ask("/stores", { headers: { ...byToken("viewer"), ...from("192.0.2.2") } })).status).toBe(
      200,
    );
    const refused = await ask<ProblemBody>("/stores", { headers: byToken("viewer") });
    expectRefusal(refused, "One person or key may send 2 requests a minute");
    expect(await overGraphql(byToken("viewer"))).toBe(429);
    // a key of the same name is another
    expect((await ask("/stores", { headers: byKey("viewer") })).status).toBe(200);
  });

  test("an address's requests over both doors count together, whoever asks, and health's too", async () => {
    await start({ addressRequests: 3 });
    expect(await overGraphql({ ...byToken("viewer"), ...from("192.0.2.1") })).toBe(200);
    expect((await ask("/stores", { headers: from("192.0.2.1") })).status).toBe(401);
    expect((await ask("/health", { headers: from("192.0.2.1") })).status).toBe(200);
    const refused = await ask<ProblemBody>("/stores", {
      headers: { ...byKey("viewer"), ...from("192.0.2.1") },
    });
    expectRefusal(refused, "One address may send 3 requests a minute");
    expect(await overGraphql({ ...byToken("viewer"), ...from("192.0.2.1") })).toBe(429);
    expect((await ask("/stores", { headers: { ...byToken("viewer"), ...from("192.0.2.2") } })).status).toBe(
      200,
    );
  });

  test("guesses over both doors count together", async () => {
    await start({ failedSignIns: 2 });
    expect(await overGraphql(byToken("guess"))).toBe(401);
    expect((await ask("/stores", { headers: byKey("guess") })).status).toBe(401);
    const refused = await ask<ProblemBody>("/stores", { headers: byToken("viewer") });
    expectRefusal(refused, "One address may fail to sign in 2 times a minute");
  });
});
