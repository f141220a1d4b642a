import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { mayDo, ROLES, type Principal, type Role } from "../../src/access/principal.js";
import { createExecutableSchema } from "../../src/resolvers/executable-schema.js";
import { findAccessRule } from "../../src/schema/access-rules.js";
import { encodeId, encodeVersionId } from "../../src/schema/ids.js";
import type { ClientError } from "../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../support/memory-app.js";
import { listRootOperations, type RootOperation } from "../support/schema-operations.js";
import { createStaticAuthenticator } from "../support/static-authenticator.js";

/** API5, broken function level authorization: every field of the roots, for every role, over real HTTP and real sockets. */

const ROOTS = { query: "Query", mutation: "Mutation", subscription: "Subscription" } as const;
const principalOf = (role: Role): Principal => ({ name: role, kind: "person", role, regionCodes: null });

let app: MemoryApp;
let operations: RootOperation[];

beforeAll(async () => {
  const principals = Object.fromEntries(ROLES.map((role) => [role, principalOf(role)]));
  app = await startMemoryApp(2, { authenticator: createStaticAuthenticator(principals) });
  operations = listRootOperations(await createExecutableSchema(), {
    ...{ id: encodeId("Store", "1"), storeId: "1", filter: { storeIds: ["1"] } },
    ...{ batchId: encodeId("RetrainBatch", "none"), modelVersionId: encodeVersionId("1", 1) },
  });
});
afterAll(() => app.close());

async function codesOverHttp(query: string, token: string | null): Promise<string[]> {
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query }),
  });
  const { errors = [] } = (await response.json()) as { errors?: ClientError[] };
  return errors.map(({ extensions }) => extensions.code);
}

/** Codes of the first answer; none where the operation was let in. */
async function codesOverSocket(query: string, token: string): Promise<string[]> {
  const socket = createClient({
    url: `${app.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const answers = socket.iterate({ query });
  try {
    const { value } = (await answers.next()) as { value: { errors?: ClientError[] } };
    return (value.errors ?? []).map(({ extensions }) => extensions.code);
  } catch (errors) {
    return (errors as ClientError[]).map(({ extensions }) => extensions.code);
  } finally {
    await socket.dispose();
  }
}

describe.each(ROLES)("a %s", (role) => {
  test("is let in to what its role may do, and refused all else, over HTTP and sockets", async () => {
    expect(operations.length).toBeGreaterThan(15);
    for (const { kind, field, query } of operations) {
      const isLetIn = mayDo(role, findAccessRule(ROOTS[kind], field)!);
      const told = kind === "subscription" ? [] : [await codesOverHttp(query, role)];
      // one who is let in has no end of what is told
      if (kind !== "subscription" || !isLetIn) told.push(await codesOverSocket(query, role));
      for (const codes of told) {
        expect([field, codes.includes("FORBIDDEN")]).toEqual([field, !isLetIn]);
        expect([field, codes.includes("INTERNAL_SERVER_ERROR")]).toEqual([field, false]);
      }
    }
  });
});

test("whoever shows nothing is let in to nothing", async () => {
  for (const { kind, field, query } of operations) {
    if (kind === "subscription") continue;
    expect([field, await codesOverHttp(query, null)]).toEqual([field, ["UNAUTHENTICATED"]]);
  }
});
