import { runQuery, type Queryable } from "./pool.js";

/** Channel of PostgreSQL's LISTEN and NOTIFY that says which kind of state has changed: `stores` or `champions`. */
export const STATE_CHANNEL = "storecast_state";

/** The state that something is in: equal names are equal states, also after a database was restored. */
export interface StateVersion {
  name: string;
  /** Counts changes. */
  number: number;
}

/** What state the stores with their days, and the champions, are in. */
export interface StateVersions {
  stores: StateVersion;
  champions: StateVersion;
}

const ABSENT: StateVersion = { name: "none", number: 0 };

/** Both versions as they are now, in one query of two rows. */
export async function loadStateVersions(db: Queryable): Promise<StateVersions> {
  const rows = await runQuery<{ kind: string; version: number; changedAt: string }>(
    db,
    `SELECT kind, version, extract(epoch FROM changed_at)::text AS "changedAt" FROM state_version`,
  );
  const versions = new Map(
    rows.map(({ kind, version, changedAt }) => [kind, { name: `${version} ${changedAt}`, number: version }]),
  );
  return { stores: versions.get("stores") ?? ABSENT, champions: versions.get("champions") ?? ABSENT };
}

/** Codes of the stores whose champion moved after the version with this number. */
export async function loadMovedStores(db: Queryable, after: number): Promise<string[]> {
  const rows = await runQuery<{ code: string }>(
    db,
    "SELECT store_code AS code FROM champion_move WHERE version > $1",
    [after],
  );
  return rows.map(({ code }) => code);
}

/** Notes, when the transaction commits, that the champions of these stores moved: to be called once they have. */
export async function noteChampionsMoved(db: Queryable, storeCodes: readonly string[]): Promise<void> {
  if (storeCodes.length === 0) return;
  await runQuery(db, "SELECT note_champions_moved($1)", [storeCodes]);
}
