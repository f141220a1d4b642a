import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createAuthenticator } from "../../../src/access/authenticator.js";
import { makeKeyBook, type KeyAction, type KeyBook, type NewKey } from "../../../src/access/key-book.js";
import { createKeyReader } from "../../../src/access/known-keys.js";
import { runQuery } from "../../../src/database/pool.js";
import { InvalidInputError } from "../../../src/errors.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { askViewer, bearer, openSignedInSocket } from "../../support/sign-in-client.js";
import { openStoreDatabase, type StoreDatabase } from "../../support/store-database.js";
import { waitUntil } from "../../support/wait.js";

const T0 = Date.parse("2015-08-01T12:00:00Z");
const KEY: NewKey = { name: "planning", role: "planner", regionCodes: null, expiresAt: null };

let database: StoreDatabase;
let app: MemoryApp;
let book: KeyBook;
let elapsedMs: number;
const now = () => new Date(T0 + elapsedMs);

beforeAll(async () => {
  database = await openStoreDatabase();
  await database.pool.query("INSERT INTO region VALUES ('BW', 'Baden'), ('HE', 'Hesse')");
  book = makeKeyBook({ pool: database.pool, now, randomBytes });
  const logger = { warn: () => undefined };
  const readKey = createKeyReader({ book, now, getElapsedMs: () => elapsedMs, logger });
  app = await startMemoryApp(6, {
    ...{ authenticator: createAuthenticator({ readKey, readToken: null }), now, recheckMs: 50 },
    answerState: { getName: () => Promise.resolve("one") },
  });
  elapsedMs = 0;
});

beforeEach(async () => {
  // whatever was remembered is too old
  elapsedMs += 3_600_000;
  await database.pool.query("TRUNCATE api_key");
  database.statements.length = 0;
});

afterAll(async () => {
  await app.close();
  await database.close();
});

describe("a key", () => {
  test("lets its owner in by either header, and a socket by its parameters or headers", async () => {
    const { text } = await book.create({ ...KEY, regionCodes: ["HE", "BW", "HE"] }, "otto");
    const viewer = { name: "planning", isAnyone: false, role: "PLANNER", expiresAt: null };
    for (const headers of [bearer(text), { "x-api-key": text }]) {
      expect(await askViewer(app.url, headers)).toMatchObject({ status: 200, viewer });
    }
    for (const socket of [
      openSignedInSocket(app.url, { authorization: `Bearer ${text}` }),
      openSignedInSocket(app.url, { apiKey: text }),
      openSignedInSocket(app.url, {}, { "x-api-key": text }),
    ]) {
      await expect(socket.viewer).resolves.toMatchObject(viewer);
      socket.close();
    }
  });

  test("of a region sees the stores of that region alone", async () => {
    const { text, key } = await book.create({ ...KEY, regionCodes: ["HE"] }, "otto");
    expect(key.regionCodes).toEqual(["HE"]);
    const response = await fetch(`${app.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...bearer(text) },
      body: JSON.stringify({ query: "{ stores { totalCount } regions { name } }" }),
    });
    await expect(response.json()).resolves.toEqual({
      data: { stores: { totalCount: 3 }, regions: [{ name: "Hesse" }] },
    });
  });

  test("of a viewer changes nothing", async () => {
    const { text } = await book.create({ ...KEY, role: "viewer" }, "otto");
    const response = await fetch(`${app.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...bearer(text) },
      body: JSON.stringify({
        query: `mutation { championPin(input: { storeId: "1" }) { userErrors { code } } }`,
      }),
    });
    expect(response.status).toBe(403);
    await expect(response.json()).resolves.toMatchObject({ errors: [{ extensions: { code: "FORBIDDEN" } }] });
  });

  test("costs no question to the database a request", async () => {
    const { text } = await book.create(KEY, "otto");
    await askViewer(app.url, bearer(text));
    await waitUntil(() =>
      database.statements.some((sql) => sql.startsWith("UPDATE api_key SET last_used_at")),
    );
    const before = database.statements.length;
    for (let i = 0; i < 50; i++) expect((await askViewer(app.url, bearer(text))).status).toBe(200);
    expect(database.statements).toHaveLength(before);
  });

  test("is kept as a digest, and its use is noted", async () => {
    const { key, text } = await book.create(KEY, "otto");
    const [row] = await runQuery<{ line: string }>(
      database.pool,
      "SELECT api_key::text AS line FROM api_key",
    );
    expect(row!.line).toContain(key.id);
    expect(row!.line).not.toContain(text.slice(16));
    expect(key.lastUsedAt).toBeNull();
    const usedAt = now();
    await askViewer(app.url, bearer(text));
    await waitUntil(() =>
      database.statements.some((sql) => sql.startsWith("UPDATE api_key SET last_used_at")),
    );
    // the statement was sent before this one
    await expect(book.list()).resolves.toMatchObject([{ lastUsedAt: usedAt }]);
  });

  test("that was revoked is refused within ten seconds, and its sockets are closed", async () => {
    const { text } = await book.create(KEY, "otto");
    const socket = openSignedInSocket(app.url, { apiKey: text });
    await socket.viewer;
    await book.revoke("planning", "otto");
    elapsedMs += 9_999;
    expect((await askViewer(app.url, bearer(text))).status).toBe(200);
    elapsedMs += 1;
    expect(await askViewer(app.url, bearer(text))).toMatchObject({
      ...{ status: 401, code: "UNAUTHENTICATED", message: "The key planning was revoked." },
    });
    await expect(socket.closed).resolves.toMatchObject({
      code: 4403,
      reason: "UNAUTHENTICATED: The key planning was revoked.",
    });
    await expect(openSignedInSocket(app.url, { apiKey: text }).closed).resolves.toMatchObject({ code: 4401 });
  });

  test("that has expired is refused, and its sockets are closed to the moment", async () => {
    const { text } = await book.create({ ...KEY, expiresAt: new Date(now().getTime() + 400) }, "otto");
    const socket = openSignedInSocket(app.url, { apiKey: text });
    await socket.viewer;
    await expect(socket.closed).resolves.toMatchObject({ code: 4403 });
    elapsedMs += 400;
    expect(await askViewer(app.url, bearer(text))).toMatchObject({
      ...{ status: 401, message: "The key planning has expired." },
    });
  });

  test("with another secret, or of nobody, is not known", async () => {
    const { text, key } = await book.create(KEY, "otto");
    for (const wrong of [
      `${text.slice(0, 16)}${"a".repeat(43)}`,
      `sc_000000000000_${text.slice(16)}`,
      key.id,
    ]) {
      expect(await askViewer(app.url, { "x-api-key": wrong })).toMatchObject({
        ...{ status: 401, message: "The key is not known." },
      });
    }
  });
});

describe("the book of keys", () => {
  test("lists them by name, without their text", async () => {
    await book.create({ ...KEY, name: "two", expiresAt: new Date(T0 * 2) }, "otto");
    await book.create({ ...KEY, name: "one" }, "otto");
    const keys = await book.list();
    expect(keys.map(({ name, createdBy, revokedAt }) => [name, createdBy, revokedAt])).toEqual([
      ["one", "otto", null],
      ["two", "otto", null],
    ]);
  });

  test.each([
    ["a name that is taken", {}, /There is a key named planning already/],
    ["an unknown region", { name: "x", regionCodes: ["HE", "XX"] }, /Unknown region XX: there are BW, HE\./],
    ["an end that has passed", { name: "x", expiresAt: new Date(T0) }, /would not hold/],
    ["no name", { name: "" }, /"" cannot be the name of a key/],
    ["a name with a line in it", { name: "a\nb" }, /cannot be the name of a key/],
    ["a name like an id", { name: "0123456789ab" }, /is not like an id/],
    ["a long name", { name: "x".repeat(65) }, /cannot be the name of a key/],
  ])("refuses %s, and makes none", async (_what, change, why) => {
    await book.create(KEY, "otto");
    const refused = book.create({ ...KEY, ...change }, "otto");
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toThrow(why);
    await expect(book.list()).resolves.toHaveLength(1);
  });

  test("makes one of a name, however many ask at once", async () => {
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => book.create(KEY, "otto")));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("revokes by name or id, once; the name is free again", async () => {
    const { key } = await book.create(KEY, "otto");
    await expect(book.revoke(key.id, "anna")).resolves.toMatchObject({
      ...{ name: "planning", revokedBy: "anna", revokedAt: now() },
    });
    await expect(book.revoke("planning", "anna")).rejects.toThrow(
      "There is no key planning that could be revoked",
    );
    await expect(book.create(KEY, "otto")).resolves.toBeDefined();
    await expect(book.list()).resolves.toHaveLength(2);
  });

  test("tells of every change inside of it: what is not told has not happened", async () => {
    const told: [KeyAction, string, string][] = [];
    let isWritable = true;
    const audited = makeKeyBook({
      ...{ pool: database.pool, now, randomBytes },
      onChanged: async (action, { name }, by, db) => {
        await db.query("SELECT 1");
        if (!isWritable) throw new Error("the audit is away");
        told.push([action, name, by]);
      },
    });
    await audited.create(KEY, "otto");
    isWritable = false;
    await expect(audited.revoke("planning", "anna")).rejects.toThrow("the audit is away");
    await expect(audited.create({ ...KEY, name: "two" }, "otto")).rejects.toThrow("the audit is away");
    isWritable = true;
    await audited.revoke("planning", "anna");
    await expect(book.list()).resolves.toHaveLength(1);
    expect(told).toEqual([
      ["KEY_CREATE", "planning", "otto"],
      ["KEY_REVOKE", "planning", "anna"],
    ]);
  });
});
