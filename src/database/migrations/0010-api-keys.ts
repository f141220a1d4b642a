import type { Migration } from "./migration.js";

/**
 * Keys that programs show. A key that was revoked stays, so that what it did can be told; its name is free again.
 */
export const apiKeys: Migration = {
  name: "0010-api-keys",
  sql: `
    CREATE TABLE api_key (
      id text COLLATE "C" PRIMARY KEY,
      name text NOT NULL,
      role text NOT NULL CHECK (role IN ('viewer', 'planner', 'operator')),
      region_codes text[],
      secret_digest bytea NOT NULL CHECK (octet_length(secret_digest) = 32),
      created_at timestamptz NOT NULL,
      created_by text NOT NULL,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz,
      revoked_by text,
      CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
    );
    COMMENT ON COLUMN api_key.region_codes IS 'Regions whose stores it sees; null for all, those to come among them.';
    COMMENT ON COLUMN api_key.secret_digest IS 'SHA-256.';
    CREATE UNIQUE INDEX api_key_that_holds ON api_key (name) WHERE revoked_at IS NULL;
  `,
  down: {
    sql: "DROP TABLE api_key",
    loses: { what: "the API keys", sql: "SELECT FROM api_key LIMIT 1" },
  },
};
