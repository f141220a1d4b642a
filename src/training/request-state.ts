import { runQuery, type Queryable } from "../database/pool.js";
import type { Day } from "../model/day.js";
import type { DataState, RetrainState } from "./retrain-rule.js";

/** What is seen before the registry is asked and the stores are locked. */
export interface ActivitySnapshot {
  /** The database's clock. */
  at: Date;
  activeJobIds: string[];
  /** Stores with a job that waits or runs. */
  activeStoreIds: Set<number>;
}

/** What the rule needs to know of one store, and which jobs it may join. */
export interface LockedState extends Omit<RetrainState, "newest" | "force"> {
  queuedJob: { id: string; priority: number } | null;
  runningJobId: string | null;
  /** What a training has read that ended well since the snapshot: newer than anything the registry said then. */
  trainedSince: DataState | null;
}

/** Which stores have active jobs at this moment. */
export async function loadActivity(db: Queryable, storeIds: readonly number[]): Promise<ActivitySnapshot> {
  const rows = await runQuery<{ at: Date; id: string | null; store_id: number | null }>(
    db,
    `SELECT clock_timestamp() AS at, job.id, job.store_id
     FROM (VALUES (1)) AS always
     LEFT JOIN retrain_job job ON job.store_id = ANY ($1) AND job.status IN ('QUEUED', 'RUNNING')`,
    [storeIds],
  );
  const [first] = rows as [(typeof rows)[number]];
  return {
    at: first.at,
    activeJobIds: rows.flatMap(({ id }) => id ?? []),
    activeStoreIds: new Set(rows.flatMap(({ store_id }) => store_id ?? [])),
  };
}

/** Takes the lanes of the stores, in the order of ids, so that two requests never wait for each other in a circle. */
export async function lockLanes(db: Queryable, storeIds: readonly number[]): Promise<void> {
  await runQuery(
    db,
    `INSERT INTO retrain_lane (store_id) SELECT id FROM unnest($1::integer[]) AS id ORDER BY id
     ON CONFLICT DO NOTHING`,
    [storeIds],
  );
  await runQuery(db, "SELECT FROM retrain_lane WHERE store_id = ANY ($1) ORDER BY store_id FOR UPDATE", [
    storeIds,
  ]);
}

interface StateRow {
  store_id: number;
  data_through: Day | null;
  data_revision: number;
  queued_id: string | null;
  queued_priority: number | null;
  running_id: string | null;
  running_through: Day | null;
  running_revision: number | null;
  trained_through: Day | null;
  trained_revision: number | null;
}

/** The state of stores whose lanes are held, by store id. */
export async function loadLockedStates(
  db: Queryable,
  storeIds: readonly number[],
  snapshot: ActivitySnapshot,
): Promise<Map<number, LockedState>> {
  const rows = await runQuery<StateRow>(
    db,
    `SELECT store.id AS store_id, store.data_through, store.data_revision,
       queued.id AS queued_id, queued.priority AS queued_priority,
       running.id AS running_id, running.data_through AS running_through, running.data_revision AS running_revision,
       trained.data_through AS trained_through, trained.data_revision AS trained_revision
     FROM store
     LEFT JOIN retrain_job queued ON queued.store_id = store.id AND queued.status = 'QUEUED'
     LEFT JOIN retrain_job running ON running.store_id = store.id AND running.status = 'RUNNING'
     LEFT JOIN LATERAL (
       SELECT data_through, data_revision FROM retrain_job
       WHERE store_id = store.id AND status = 'SUCCEEDED' AND (changed_at >= $2 OR id = ANY ($3::uuid[]))
       ORDER BY seq DESC LIMIT 1
     ) trained ON true
     WHERE store.id = ANY ($1)`,
    [storeIds, snapshot.at, snapshot.activeJobIds],
  );
  return new Map(rows.map((row) => [row.store_id, toState(row)]));
}

function toState(row: StateRow): LockedState {
  return {
    data: { dataThrough: row.data_through, dataRevision: row.data_revision },
    isQueued: row.queued_id !== null,
    queuedJob:
      row.queued_id !== null && row.queued_priority !== null
        ? { id: row.queued_id, priority: row.queued_priority }
        : null,
    runningJobId: row.running_id,
    running: toDataState(row.running_through, row.running_revision),
    trainedSince: toDataState(row.trained_through, row.trained_revision),
  };
}

/** A job that has read data has a revision; the last day may be missing all the same. */
function toDataState(dataThrough: Day | null, dataRevision: number | null): DataState | null {
  return dataRevision === null ? null : { dataThrough, dataRevision };
}
