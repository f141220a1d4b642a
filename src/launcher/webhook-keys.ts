import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { ConfigurationError } from "../errors.js";
import type { Home } from "./home.js";

const WebhookKeys = z.object({ secret: z.string().min(16), encryptionKey: z.string().min(32) });

/** What MLflow's webhooks need: a secret that it shares with the API, and a key that it keeps secrets with. */
export type WebhookKeys = z.infer<typeof WebhookKeys>;

/**
 * The keys of an installation, made at its first start: secrets that MLflow has stored can only be read with the same key.
 *
 * @throws ConfigurationError for a file that was damaged
 */
export function openWebhookKeys({ webhookKeys: path }: Pick<Home, "webhookKeys">): WebhookKeys {
  try {
    return WebhookKeys.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw new ConfigurationError(`${path} cannot be read: remove it, and new keys are made.`, {
        cause: error,
      });
    }
  }
  const keys: WebhookKeys = {
    secret: randomBytes(32).toString("base64url"),
    // Fernet's form: 32 bytes, base64 for URLs, padded.
    encryptionKey: `${randomBytes(32).toString("base64url")}=`,
  };
  writeFileSync(path, JSON.stringify(keys), { mode: 0o600, flag: "wx" });
  return keys;
}
