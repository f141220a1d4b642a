import { hash, timingSafeEqual } from "node:crypto";
import type { Principal } from "./principal.js";

/** A key as an operator sees it. */
export interface ApiKey extends Pick<Principal, "name" | "role" | "regionCodes"> {
  /** Twelve hexadecimal digits; the key's text has them too. */
  id: string;
  createdAt: Date;
  createdBy: string;
  /** Null where it never does. */
  expiresAt: Date | null;
  /** To about a minute; null where it never was. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  revokedBy: string | null;
}

/** What every text of a key begins with. */
export const KEY_PREFIX = "sc_";

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const TEXT = /^sc_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** Random bytes that nobody can foretell, such as those of `node:crypto`. */
export type RandomBytes = (count: number) => Buffer;

/** Makes a key: what its owner keeps, and what is kept here. */
export function makeKeyText(randomBytes: RandomBytes): { id: string; text: string; digest: Buffer } {
  const id = randomBytes(ID_BYTES).toString("hex");
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  return { id, text: `${KEY_PREFIX}${id}_${secret}`, digest: digestOf(secret) };
}

/** The two parts of a key's text; null for what is none. */
export function parseKeyText(text: string): { id: string; secret: string } | null {
  const [, id, secret] = TEXT.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : null;
}

/** Whether a secret is the one that left this digest. How long it takes says nothing of either. */
export function isSecretOf(secret: string, digest: Buffer): boolean {
  return timingSafeEqual(digestOf(secret), digest);
}

/**
 * A plain digest is enough: slow ones make up for passwords that people choose. There are 2^256 secrets, all equally likely, so that nobody finds one by
 * trying however fast each try is.
 */
function digestOf(secret: string): Buffer {
  return hash("sha256", secret, "buffer");
}
