import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Principal } from "../../../src/access/principal.js";
import { createAuditLog } from "../../../src/audit/audit-log.js";
import { encodeId, encodeVersionId } from "../../../src/schema/ids.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { makeRetrainDatabase, silent, type RetrainDatabase } from "../../support/retrain.js";
import { createStaticAuthenticator } from "../../support/static-authenticator.js";

const planner: Principal = { name: "petra", kind: "person", role: "planner", regionCodes: null };
const operator: Principal = { name: "otto", kind: "key", role: "operator", regionCodes: null };
const authenticator = createStaticAuthenticator({
  ...{ planner, operator },
  hesse: { ...operator, regionCodes: ["HE"] },
});

let server: TestPostgres;
let database: RetrainDatabase;
let app: MemoryApp;

beforeAll(async () => {
  server = await startTestPostgres();
});
beforeEach(async () => {
  database = await makeRetrainDatabase({ url: await server.createDatabase(), stores: 2, dataThrough: null });
  await database.pool.query("INSERT INTO region VALUES ('HE', 'Hesse')");
  await database.pool.query("UPDATE store SET region_code = 'HE' WHERE code = '1'");
  const audit = createAuditLog({
    db: database.pool,
    now: () => new Date("2015-08-01T12:00:00Z"),
    logger: silent,
  });
  app = await startMemoryApp(2, { audit, authenticator });
});
afterEach(async () => {
  await app.close();
  await database.close();
});
afterAll(() => server.stop());

interface Answer {
  data: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
}

async function ask(token: string, query: string): Promise<Answer> {
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
}

const FACTS = "actor actorKind role action storeCodes storeCount version reason outcome code";
const listEntries = async (token: string, args = "") => {
  const { data, errors } = await ask(token, `{ auditEntries${args} { totalCount nodes { ${FACTS} } } }`);
  if (errors) throw new Error(JSON.stringify(errors));
  return data!["auditEntries"] as { totalCount: number; nodes: Record<string, unknown>[] };
};

const pin = (store: string) =>
  `mutation { championPin(input: { storeId: "${store}", reason: "r" }) { userErrors { code } } }`;

test("every mutation is on record, with who, from where, on what and what it came to", async () => {
  await app.train("1", false);
  const second = encodeVersionId("1", 2);
  await ask(
    "planner",
    `mutation { storesRetrain(input: { filter: { storeIds: ["1", "2"] }, force: true }) { batch { id } } }`,
  );
  await ask(
    "planner",
    `mutation { retrainBatchCancel(input: { batchId: "${encodeId("RetrainBatch", "batch-9")}" }) { userErrors { code } } }`,
  );
  await ask(
    "planner",
    `mutation { modelVersionPromote(input: { modelVersionId: "${second}", reason: "newer" }) { champion { version } } }`,
  );
  await ask(
    "planner",
    `mutation { modelVersionPromote(input: { modelVersionId: "${second}" }) { userErrors { code } } }`,
  );
  await ask("planner", `mutation { championRollback(input: { storeId: "1" }) { champion { version } } }`);
  await ask("planner", pin("2"));
  await ask("planner", `mutation { championUnpin(input: { storeId: "2" }) { userErrors { code } } }`);

  const { totalCount, nodes } = await listEntries("operator");
  const one = { storeCodes: ["1"], storeCount: 1 };
  const two = { storeCodes: ["2"], storeCount: 1 };
  expect(nodes.toReversed()).toMatchObject([
    { action: "RETRAIN", storeCodes: ["1", "2"], storeCount: 2, outcome: "DONE", code: null },
    { action: "RETRAIN_CANCEL", outcome: "REFUSED", code: "BATCH_NOT_FOUND" },
    { action: "PROMOTE", ...one, version: 2, reason: "newer", outcome: "DONE" },
    { action: "PROMOTE", ...one, version: 2, reason: null, outcome: "REFUSED", code: "ALREADY_CHAMPION" },
    { action: "ROLLBACK", ...one, version: 1, outcome: "DONE" },
    { action: "PIN", ...two, version: 1, reason: "r", outcome: "DONE" },
    { action: "UNPIN", ...two, version: 1, outcome: "DONE" },
  ]);
  expect(totalCount).toBe(7);
  for (const node of nodes)
    expect(node).toMatchObject({ actor: "petra", actorKind: "PERSON", role: "planner" });
});

test("an entry has the batch it made, and the request that the log has too", async () => {
  const made = await ask(
    "planner",
    `mutation { storesRetrain(input: { filter: { storeIds: ["1"] } }) { batch { id } } }`,
  );
  const { data } = await ask(
    "operator",
    "{ auditEntries { nodes { id at endedAt batchId requestId address subject } } }",
  );
  expect(data).toEqual({
    auditEntries: {
      nodes: [
        {
          id: expect.any(String) as unknown,
          ...{ at: "2015-08-01T12:00:00.000Z", endedAt: "2015-08-01T12:00:00.000Z" },
          batchId: (made.data!["storesRetrain"] as { batch: { id: string } }).batch.id,
          ...{ requestId: "request-1", address: "127.0.0.1", subject: "person" },
        },
      ],
    },
  });
});

test("a mutation whose record cannot be written is refused, and nothing is changed", async () => {
  await database.pool.query("ALTER TABLE audit_entry RENAME TO away");
  const { errors } = await ask("planner", pin("1"));
  expect(errors).toMatchObject([{ extensions: { code: "SERVICE_UNAVAILABLE" } }]);
  expect((await app.registry.findStoreModels(["1"])).get("1")?.champion?.pin).toBeNull();
});

describe("the log", () => {
  test("is read by operators alone", async () => {
    const { data, errors } = await ask("planner", "{ auditEntries { totalCount } }");
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([
      {
        message: "Query.auditEntries needs the role operator; petra is a planner.",
        extensions: { code: "FORBIDDEN" },
      },
    ]);
  });

  test("is that of the stores one sees", async () => {
    await ask(
      "planner",
      `mutation { storesRetrain(input: { filter: { storeIds: ["1", "2"] } }) { batch { id } } }`,
    );
    await ask("planner", pin("2"));
    expect(await listEntries("hesse")).toMatchObject({
      totalCount: 1,
      nodes: [{ action: "RETRAIN", storeCodes: ["1"], storeCount: 1 }],
    });
  });

  test("is narrowed, and read page by page", async () => {
    for (const store of ["1", "2", "1"]) await ask("planner", pin(store));
    expect(
      await listEntries(
        "operator",
        `(filter: { storeId: "${encodeId("Store", "2")}", actor: "petra", action: "PIN" })`,
      ),
    ).toMatchObject({
      totalCount: 1,
    });
    expect(await listEntries("operator", `(filter: { since: "2015-08-02T00:00:00Z" })`)).toMatchObject({
      totalCount: 0,
    });
    const page = "pageInfo { hasNextPage endCursor } nodes { storeCodes }";
    const first = await ask("operator", `{ auditEntries(first: 2) { ${page} } }`);
    const { pageInfo } = first.data!["auditEntries"] as {
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    expect(pageInfo.hasNextPage).toBe(true);
    const rest = await ask(
      "operator",
      `{ auditEntries(first: 2, after: "${pageInfo.endCursor}") { ${page} } }`,
    );
    expect(rest.data).toMatchObject({
      auditEntries: { pageInfo: { hasNextPage: false }, nodes: [{ storeCodes: ["1"] }] },
    });
  });

  test("refuses a cursor of another list", async () => {
    for (const cursor of [
      encodeId("Store", "1"),
      "AuditEntry:1",
      Buffer.from("AuditEntry:0").toString("base64url"),
    ]) {
      const { errors } = await ask("operator", `{ auditEntries(after: "${cursor}") { totalCount } }`);
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    }
  });
});
