import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { isSecretOf, makeKeyText, parseKeyText } from "../../../src/access/api-key.js";
import type { StoredKey } from "../../../src/access/key-book.js";
import { createKeyReader } from "../../../src/access/known-keys.js";
import { ServiceUnavailableError, UnauthenticatedError } from "../../../src/errors.js";

describe("a key's text", () => {
  test("has an id and 256 random bits, and is told from its digest", () => {
    const { id, text, digest } = makeKeyText((count) => Buffer.alloc(count, 0xab));
    expect(text).toBe(`sc_abababababab_${"q6ur".repeat(10)}q6s`);
    expect(parseKeyText(text)).toEqual({ id, secret: text.slice(16) });
    expect(digest).toHaveLength(32);
    expect(isSecretOf(text.slice(16), digest)).toBe(true);
    expect(isSecretOf(`r${text.slice(17)}`, digest)).toBe(false);
  });

  test("is parsed whatever bytes it has", () => {
    for (let i = 0; i < 200; i++) expect(parseKeyText(makeKeyText(randomBytes).text)).not.toBeNull();
  });

  test.each([
    "",
    "sc_",
    "sc_abababababab",
    `sc_abababababab_${"a".repeat(42)}`,
    `sc_abababababab_${"a".repeat(44)}`,
    `sc_ABABABABABAB_${"a".repeat(43)}`,
    `xx_abababababab_${"a".repeat(43)}`,
    `sc_abababababab_${"a".repeat(43)}\n`,
    `sc_' OR 1=1 --__${"a".repeat(43)}`,
    "a".repeat(1_000_000),
  ])("is not %#", (text) => {
    expect(parseKeyText(text)).toBeNull();
  });
});

describe("keys that are known", () => {
  const T0 = Date.parse("2015-08-01T12:00:00Z");
  let elapsedMs: number;
  let stored: StoredKey[];
  let lists: number;
  let uses: string[];
  let warnings: string[];
  let isAway: boolean;
  let isDeaf: boolean;
  let read: ReturnType<typeof createKeyReader>;

  function put(name: string, change: Partial<StoredKey> = {}): string {
    const { id, text, digest } = makeKeyText(randomBytes);
    const none = { lastUsedAt: null, expiresAt: null, revokedAt: null, revokedBy: null };
    const key = {
      id,
      name,
      digest,
      role: "planner",
      regionCodes: ["HE"],
      createdBy: "otto",
      ...none,
    } as const;
    stored.push({ ...key, createdAt: new Date(T0), ...change });
    return text;
  }

  beforeEach(() => {
    elapsedMs = 0;
    [stored, lists, uses, warnings, isAway, isDeaf] = [[], 0, [], [], false, false];
    read = createKeyReader({
      book: {
        list: () => {
          lists++;
          if (isAway) return Promise.reject(new ServiceUnavailableError("database", "away"));
          return Promise.resolve([...stored]);
        },
        noteUse: (id) => {
          uses.push(id);
          return isDeaf ? Promise.reject(new Error("away")) : Promise.resolve();
        },
      },
      now: () => new Date(T0 + elapsedMs),
      getElapsedMs: () => elapsedMs,
      logger: { warn: (_fields, message) => void warnings.push(message) },
    });
  });

  test("say who shows one", async () => {
    const expiresAt = new Date(T0 + 60_000);
    await expect(read(put("planning", { expiresAt }))).resolves.toEqual({
      principal: { name: "planning", kind: "key", role: "planner", regionCodes: ["HE"] },
      expiresAt,
    });
  });

  test("are read once for any number of requests, and anew after ten seconds", async () => {
    const text = put("planning");
    await Promise.all(Array.from({ length: 100 }, () => read(text)));
    for (elapsedMs = 0; elapsedMs < 10_000; elapsedMs += 100) await read(text);
    expect(lists).toBe(1);
    await read(text);
    expect(lists).toBe(2);
  });

  test("that were revoked end within ten seconds, and say so to those who have the secret", async () => {
    const text = put("planning");
    await read(text);
    stored[0] = { ...stored[0]!, revokedAt: new Date(T0) };
    elapsedMs = 10_000;
    await expect(read(text)).rejects.toThrow("The key planning was revoked.");
  });

  test("that expire end to the moment, remembered or not", async () => {
    const text = put("planning", { expiresAt: new Date(T0 + 5_000) });
    elapsedMs = 4_999;
    await read(text);
    elapsedMs = 5_000;
    await expect(read(text)).rejects.toThrow("The key planning has expired.");
  });

  test("that were just made are found within a second", async () => {
    await read(put("one"));
    const text = put("two");
    await expect(read(text)).rejects.toThrow("The key is not known.");
    elapsedMs = 1_000;
    await expect(read(text)).resolves.toMatchObject({ principal: { name: "two" } });
  });

  test("are not asked for more than once a second, whatever strangers make up", async () => {
    await read(put("one"));
    for (elapsedMs = 0; elapsedMs < 3_000; elapsedMs += 10) {
      await expect(read(makeKeyText(randomBytes).text)).rejects.toThrow(UnauthenticatedError);
    }
    expect(lists).toBe(3);
  });

  test("with another secret, and texts that are none, are equally unknown", async () => {
    const text = put("planning");
    const forged = `${text.slice(0, 16)}${"a".repeat(43)}`;
    for (const wrong of [forged, "sc_", `${text} `, "a".repeat(100_000)]) {
      await expect(read(wrong)).rejects.toThrow(new UnauthenticatedError("The key is not known."));
    }
  });

  test("are noted as used once a minute, and hold where that fails", async () => {
    const text = put("planning");
    for (elapsedMs = 0; elapsedMs <= 60_000; elapsedMs += 5_000) await read(text);
    expect([uses, warnings]).toEqual([[stored[0]!.id, stored[0]!.id], []]);
    isDeaf = true;
    elapsedMs = 120_000;
    await expect(read(text)).resolves.toBeDefined();
    await Promise.resolve();
    expect(warnings).toEqual(["the use of a key was not noted"]);
  });

  test("cannot be told while the database is away, which is nobody's fault", async () => {
    const text = put("planning");
    isAway = true;
    await expect(read(text)).rejects.toThrow(ServiceUnavailableError);
    isAway = false;
    await expect(read(text)).resolves.toBeDefined();
  });
});
