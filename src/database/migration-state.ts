import type pg from "pg";

import { ConfigurationError } from "../errors.js";
import { LOCK_KEYS } from "./lock-keys.js";
import { MIGRATIONS } from "./migrations.js";
import type { Migration } from "./migrations/migration.js";
import { runQuery, transaction, type Queryable } from "./pool.js";

/** How a database's schema stands to this release. */
export interface MigrationState {
  /** Steps that it has, in order. */
  applied: string[];
  /** Steps of this release that it has not. */
  missing: string[];
  /** Steps that it has and this release does not know: a later one has been here. */
  unknown: string[];
}

/** Reads it, and changes nothing: also where there is no schema yet. */
export async function loadMigrationState(
  db: Queryable,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<MigrationState> {
  const [there] = await runQuery<{ name: string | null }>(db, "SELECT to_regclass('migration') AS name");
  const rows = there?.name
    ? await runQuery<{ name: string }>(db, 'SELECT name FROM migration ORDER BY name COLLATE "C"')
    : [];
  const applied = rows.map(({ name }) => name);
  const known = migrations.map(({ name }) => name);
  return {
    applied,
    missing: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/**
 * Goes back to the schema as a step left it: each later step is undone, the last one first, all in one transaction and under the lock that
 * migrating takes.
 *
 * @param isForced also where data goes that nothing else has
 * @returns names of the steps that were undone
 * @throws ConfigurationError that says what is in the way; the schema is then as it was
 */
export async function goBack(
  pool: pg.Pool,
  to: string,
  isForced = false,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<string[]> {
  const at = migrations.findIndex(({ name }) => name === to);
  if (at < 0) {
    const names = migrations.map(({ name }) => name).join(", ");
    throw new ConfigurationError(`There is no step ${to} to go back to; there are ${names}.`);
  }
  return await transaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK_KEYS.migration]);
    const { applied, unknown } = await loadMigrationState(client, migrations);
    const [foreign] = unknown;
    if (foreign !== undefined) {
      throw new ConfigurationError(
        `The database has step ${foreign}, which this release does not know: go back with the release that made it.`,
      );
    }
    if (!applied.includes(to)) {
      throw new ConfigurationError(
        `The database has not come to step ${to}: there is nothing to go back from.`,
      );
    }
    const undone = migrations.slice(at + 1).filter(({ name }) => applied.includes(name));
    for (const step of undone.reverse()) await undo(client, step, isForced);
    return undone.map(({ name }) => name);
  });
}

async function undo(client: Queryable, { name, down }: Migration, isForced: boolean): Promise<void> {
  if (!down)
    throw new ConfigurationError(`There is no way back before step ${name}: restore a backup instead.`);
  if (down.loses && !isForced && (await runQuery(client, down.loses.sql)).length > 0) {
    throw new ConfigurationError(
      `Undoing ${name} would lose ${down.loses.what}: make a backup, then add --force. The release before runs on this schema too.`,
    );
  }
  await client.query(down.sql);
  await client.query("DELETE FROM migration WHERE name = $1", [name]);
}
