import type { LiveJobFragment } from "../gql/graphql.js";
import { hasEnded } from "./store-activity.js";

/** Ends are told a little later than they happen, and not always in order. */
const TOLERANCE_MS = 5_000;

/** The last instant that jobs speak of, ms since 1970, by the server's clock; -Infinity without any. */
export function getLastInstant(jobs: readonly LiveJobFragment[]): number {
  const instants = jobs.map(({ queuedAt, finishedAt }) => Date.parse(finishedAt ?? queuedAt));
  return instants.reduce((last, at) => Math.max(last, at), -Infinity);
}

/**
 * What is news of the jobs found after a gap, oldest first: what is under way, and what ended since the last event that was heard.
 *
 * @param heardThrough instant of that event, ms, by the server's clock
 * @param isActive whether the page takes a job for one that is under way
 */
export function selectMissed(
  found: readonly LiveJobFragment[],
  heardThrough: number,
  isActive: (job: LiveJobFragment) => boolean,
): LiveJobFragment[] {
  const byId = new Map(found.map((job) => [job.id, job]));
  return [...byId.values()]
    .filter(
      (job) =>
        !hasEnded(job) || isActive(job) || Date.parse(job.finishedAt ?? "") > heardThrough - TOLERANCE_MS,
    )
    .sort((one, other) => Date.parse(one.queuedAt) - Date.parse(other.queuedAt));
}
