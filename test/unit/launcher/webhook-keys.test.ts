import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "../../../src/errors.js";
import { openWebhookKeys } from "../../../src/launcher/webhook-keys.js";

let directory: string;
let home: { webhookKeys: string };

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "storecast-keys-"));
  home = { webhookKeys: join(directory, "webhook-keys.json") };
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("the keys of an installation are made once, for its owner alone", () => {
  const keys = openWebhookKeys(home);
  expect(openWebhookKeys(home)).toEqual(keys);
  expect(Buffer.from(keys.encryptionKey, "base64url")).toHaveLength(32);
  expect(keys.encryptionKey).toMatch(/^[\w-]{43}=$/);
  expect(statSync(home.webhookKeys).mode & 0o777).toBe(0o600);
});

test("two installations have keys of their own", () => {
  const keys = openWebhookKeys(home);
  expect(openWebhookKeys({ webhookKeys: join(directory, "other.json") })).not.toEqual(keys);
});

test("a damaged file is named", () => {
  writeFileSync(home.webhookKeys, "{");
  expect(() => openWebhookKeys(home)).toThrow(ConfigurationError);
  expect(() => openWebhookKeys(home)).toThrow(home.webhookKeys);
});
