import type { LiveJobFragment } from "../gql/graphql.js";

/** What is under way for one store, and what ended last. The same object until something changes. */
export interface StoreActivity {
  running: LiveJobFragment | null;
  /** Waits for its first attempt, for another one, or for the running job to end. */
  queued: LiveJobFragment | null;
  /** The job that ended last; null if none did while the page looked. */
  ended: EndedJob | null;
}

/** A job of which nothing more will be heard. */
export interface EndedJob extends LiveJobFragment {
  /** Whether its version became champion; null where only its end is known. */
  promoted: boolean | null;
}

/** What an event or a later look says of a job. */
export interface JobNews {
  job: LiveJobFragment;
  promoted?: boolean | null;
}

export const NO_ACTIVITY: StoreActivity = { running: null, queued: null, ended: null };

/**
 * The activity after news of a job of the same store. News that is old, or known already, as after a reconnect, changes nothing.
 *
 * @returns the same object if nothing has changed
 */
export function takeNews(activity: StoreActivity, { job, promoted = null }: JobNews): StoreActivity {
  if (isOver(activity, job)) return activity;
  const known = [activity.running, activity.queued].find((other) => other?.id === job.id);
  if (known && !isPast(job, known)) return activity;
  const others = [activity.running, activity.queued].filter(
    // of two jobs of a store the later one waits for the earlier one: where the later one runs, the earlier one has ended
    (other) => other && other.id !== job.id && !(job.status === "RUNNING" && isOlder(other, job)),
  );
  if (hasEnded(job)) return { ...place(others), ended: { ...job, promoted } };
  return { ...place([...others, job]), ended: activity.ended };
}

/** Whether a job has ended, well or not. */
export function hasEnded({ status }: Pick<LiveJobFragment, "status">): boolean {
  return status === "SUCCEEDED" || status === "FAILED" || status === "CANCELLED";
}

/** The job that a person waits for: the last that was asked for. */
export function getActiveJob({ queued, running }: StoreActivity): LiveJobFragment | null {
  return queued ?? running;
}

function place(jobs: readonly (LiveJobFragment | null)[]): Pick<StoreActivity, "running" | "queued"> {
  const find = (status: string) => jobs.find((job) => job?.status === status) ?? null;
  return { running: find("RUNNING"), queued: find("QUEUED") };
}

/** Whether the news is of a job that is known to have ended, or of one that must have ended before it. */
function isOver({ ended }: StoreActivity, job: LiveJobFragment): boolean {
  if (!ended) return false;
  return ended.id === job.id || (ended.status !== "CANCELLED" && isOlder(job, ended));
}

function isOlder(one: LiveJobFragment, other: LiveJobFragment): boolean {
  return Date.parse(one.queuedAt) < Date.parse(other.queuedAt);
}

/** Within an attempt a job runs first; queued again means that the attempt is over. */
const STAGES = { RUNNING: 0, QUEUED: 1, SUCCEEDED: 2, FAILED: 2, CANCELLED: 2 } as const;

function positionOf({ attempts, status, progress, requestCount }: LiveJobFragment): number[] {
  return [attempts, STAGES[status], status === "RUNNING" ? progress : 0, requestCount];
}

/** Whether the first state of a job comes after the second. */
function isPast(one: LiveJobFragment, other: LiveJobFragment): boolean {
  const [a, b] = [positionOf(one), positionOf(other)];
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && a[at]! > b[at]!;
}
