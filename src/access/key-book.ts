import type pg from "pg";
import { runQuery, transaction, type Queryable } from "../database/pool.js";
import { InvalidInputError } from "../errors.js";
import { makeKeyText, type ApiKey, type RandomBytes } from "./api-key.js";

export type KeyAction = "KEY_CREATE" | "KEY_REVOKE";

/** What a key is made of. */
export type NewKey = Pick<ApiKey, "name" | "role" | "regionCodes" | "expiresAt">;

/** A key with what it is known by. */
export interface StoredKey extends ApiKey {
  /** SHA-256 of the secret. */
  digest: Buffer;
}

/** The keys of an installation. */
export interface KeyBook {
  /**
   * Makes a key.
   *
   * @returns the key, and its text, which nobody can ask for again
   * @throws InvalidInputError for a name that is taken or none, a region that is not known, an end that has passed
   */
  create(key: NewKey, by: string): Promise<{ key: ApiKey; text: string }>;
  /** All keys by name, those that no longer hold among them. */
  list(): Promise<StoredKey[]>;
  /**
   * Ends a key for good.
   *
   * @param named its name or id
   * @throws InvalidInputError where no key holds that is so named
   */
  revoke(named: string, by: string): Promise<ApiKey>;
  /** Remembers that a key was used. */
  noteUse(id: string, at: Date): Promise<void>;
}

interface KeyBookOptions {
  pool: pg.Pool;
  now: () => Date;
  randomBytes: RandomBytes;
  /** Is told of every change inside its transaction: where it throws, nothing has changed. */
  onChanged?: (action: KeyAction, key: ApiKey, by: string, db: Queryable) => Promise<void>;
}

interface Row {
  id: string;
  name: string;
  role: ApiKey["role"];
  region_codes: string[] | null;
  secret_digest: Buffer;
  created_at: Date;
  created_by: string;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
  revoked_by: string | null;
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,63}$/u;
const ID = /^[0-9a-f]{12}$/;

/** Keys in the database. */
export function makeKeyBook({ pool, now, randomBytes, onChanged }: KeyBookOptions): KeyBook {
  return {
    create: async (asked, by) => {
      checkName(asked.name);
      const at = now();
      const { expiresAt } = asked;
      if (expiresAt && expiresAt <= at) {
        throw new InvalidInputError(`A key that expires at ${expiresAt.toISOString()} would not hold.`);
      }
      const { id, text, digest } = makeKeyText(randomBytes);
      const key = await transaction(pool, async (client) => {
        const codes = asked.regionCodes && [...new Set(asked.regionCodes)].sort();
        if (codes) await checkRegions(client, codes);
        const [row] = await runQuery<Row>(
          client,
          `INSERT INTO api_key (id, name, role, region_codes, secret_digest, created_at, created_by, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING RETURNING *`,
          [id, asked.name, asked.role, codes, digest, at, by, expiresAt],
        );
        if (!row) {
          throw new InvalidInputError(
            `There is a key named ${asked.name} already: choose another name, or revoke it first.`,
          );
        }
        const created = toKey(row);
        await onChanged?.("KEY_CREATE", created, by, client);
        return created;
      });
      return { key, text };
    },
    list: async () => {
      const rows = await runQuery<Row>(pool, "SELECT * FROM api_key ORDER BY name, created_at");
      return rows.map((row) => ({ digest: row.secret_digest, ...toKey(row) }));
    },
    revoke: (named, by) =>
      transaction(pool, async (client) => {
        const [row] = await runQuery<Row>(
          client,
          `UPDATE api_key SET revoked_at = $2, revoked_by = $3
           WHERE revoked_at IS NULL AND (id = $1 OR name = $1) RETURNING *`,
          [named, now(), by],
        );
        if (!row) {
          throw new InvalidInputError(
            `There is no key ${named} that could be revoked: storecast key list has them all.`,
          );
        }
        const revoked = toKey(row);
        await onChanged?.("KEY_REVOKE", revoked, by, client);
        return revoked;
      }),
    noteUse: async (id, at) => {
      await runQuery(
        pool,
        "UPDATE api_key SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)",
        [id, at],
      );
    },
  };
}

function checkName(name: string): void {
  // A name that looks like an id could be another key's.
  if (NAME.test(name) && !ID.test(name)) return;
  throw new InvalidInputError(
    `${JSON.stringify(name)} cannot be the name of a key: it has 1 to 64 letters, digits, spaces or . _ @ -, begins with a letter or digit, and is not like an id.`,
  );
}

async function checkRegions(db: Queryable, codes: readonly string[]): Promise<void> {
  const rows = await runQuery<{ code: string }>(db, "SELECT code FROM region ORDER BY code");
  const known = rows.map(({ code }) => code);
  const unknown = codes.filter((code) => !known.includes(code));
  if (unknown.length === 0) return;
  const there = known.length === 0 ? "there are none yet" : `there are ${known.join(", ")}`;
  throw new InvalidInputError(`Unknown region ${unknown.join(", ")}: ${there}.`);
}

function toKey(row: Row): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    regionCodes: row.region_codes,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
  };
}
