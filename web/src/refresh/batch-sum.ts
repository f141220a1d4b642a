import type { RefreshBatchFragment } from "../gql/graphql.js";

/** How far the batches of one press are, told as one. */
export interface BatchSum {
  counts: RefreshBatchFragment["counts"];
  /** Share done, 0 to 1. */
  progress: number;
  /** When the last job is expected to end; null while nobody knows. */
  expectedFinish: string | null;
  /** Whether a job of it waits or runs. */
  isOpen: boolean;
  isCancelled: boolean;
}

/** Sums batches up, each by the number of its stores that had a job. Null for none. */
export function sumBatches(batches: readonly RefreshBatchFragment[]): BatchSum | null {
  const [first, ...others] = batches;
  if (!first) return null;
  const counts = { ...first.counts };
  for (const { counts: more } of others) {
    for (const key of [
      "stores",
      "upToDate",
      "queued",
      "running",
      "succeeded",
      "failed",
      "cancelled",
    ] as const)
      counts[key] += more[key];
  }
  const weights = batches.map((batch) => Math.max(0, batch.counts.stores - batch.counts.upToDate));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const done = batches.reduce((sum, { progress }, at) => sum + progress * weights[at]!, 0);
  const finishes = batches.flatMap(({ expectedFinish }) => (expectedFinish == null ? [] : [expectedFinish]));
  const isOpen = counts.queued + counts.running > 0;
  // a pace is known for all that are open, or the sum's end is not known
  const open = batches.filter((batch) => batch.counts.queued + batch.counts.running > 0).length;
  return {
    counts,
    progress: total === 0 ? 1 : done / total,
    expectedFinish:
      isOpen && finishes.length === open
        ? finishes.reduce((last, finish) => (Date.parse(finish) > Date.parse(last) ? finish : last))
        : null,
    isOpen,
    isCancelled: batches.some(({ status }) => status === "CANCELLED"),
  };
}
