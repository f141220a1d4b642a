import { LOCK_KEYS } from "./lock-keys.js";
import type pg from "pg";

import { stores } from "./migrations/0001-stores.js";
import { retrainJobs } from "./migrations/0002-retrain-jobs.js";
import { recipes } from "./migrations/0003-recipes.js";
import { servingModels } from "./migrations/0004-serving-models.js";
import { batchStores } from "./migrations/0005-batch-stores.js";
import { handedOver } from "./migrations/0006-handed-over.js";
import { jobLimits } from "./migrations/0007-job-limits.js";
import { firings } from "./migrations/0008-firings.js";
import { stateVersions } from "./migrations/0009-state-versions.js";
import { apiKeys } from "./migrations/0010-api-keys.js";
import { audit } from "./migrations/0011-audit.js";
import { traceParent } from "./migrations/0012-trace-parent.js";
import type { Migration } from "./migrations/migration.js";
import { transaction } from "./pool.js";

/** Every step of the schema, in order. */
export const MIGRATIONS: readonly Migration[] = [
  stores,
  retrainJobs,
  recipes,
  servingModels,
  batchStores,
  handedOver,
  jobLimits,
  firings,
  stateVersions,
  apiKeys,
  audit,
  traceParent,
];

/** The last step of the release before this one: back to it there is a way. */
export const PREVIOUS_RELEASE = stateVersions.name;

/**
 * Brings the schema up to date: each missing step in a transaction of its own. Any number of processes may start at
 * once; a step that fails leaves the database as the step before it did.
 *
 * @returns names of the steps that this call has run
 */
export async function runMigrations(
  pool: pg.Pool,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<string[]> {
  const applied: string[] = [];
  for (const { name, sql } of migrations) {
    const isNew = await transaction(pool, async (client) => {
      await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK_KEYS.migration]);
      await client.query(
        "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
      );
      const { rowCount } = await client.query("SELECT FROM migration WHERE name = $1", [name]);
      if (rowCount !== 0) return false;
      await client.query(sql);
      await client.query("INSERT INTO migration (name) VALUES ($1)", [name]);
      return true;
    });
    if (isNew) applied.push(name);
  }
  return applied;
}
