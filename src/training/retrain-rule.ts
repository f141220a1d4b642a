import type { Day } from "../model/day.js";

/** A state of a store's data: what a training reads, or has read. */
export interface DataState {
  /** Last observed day; null when there is none. */
  dataThrough: Day | null;
  /** `Store.dataRevision`; null where others trained and nobody knows: it equals none. */
  dataRevision: number | null;
}

/** Everything the retrain rule looks at, for one store. */
export interface RetrainState {
  /** The store's data now. */
  data: DataState;
  /** Whether a job waits. */
  isQueued: boolean;
  /** What the running job has read; null if none runs. */
  running: DataState | null;
  /** What the newest version was trained on; null before the first. Not the champion: a challenger that lost has seen the data too. */
  newest: DataState | null;
  /** Train even if the newest version has seen all data. */
  force: boolean;
}

/** What to do with a request: the first two answer it by a job that is there, the next two by a new one. */
export type RetrainDecision = "JOIN_QUEUED" | "JOIN_RUNNING" | "QUEUE_FOLLOW_UP" | "QUEUE" | "UP_TO_DATE";

/**
 * Decides what a request for one store does. Leaves at most one running and one queued job a store.
 *
 * Data counts as seen when neither its last day nor its revision has moved: a correction of old days is new data.
 */
export function decideRetrain(state: RetrainState): RetrainDecision {
  if (state.isQueued) return "JOIN_QUEUED";
  if (state.running) return isSameData(state.running, state.data) ? "JOIN_RUNNING" : "QUEUE_FOLLOW_UP";
  if (!state.force && state.newest && isSameData(state.newest, state.data)) return "UP_TO_DATE";
  return "QUEUE";
}

function isSameData(seen: DataState, present: DataState): boolean {
  return seen.dataThrough === present.dataThrough && seen.dataRevision === present.dataRevision;
}
