import type { RetrainJob } from "../training/types.js";

/** Where a job stands in its life; later states compare greater. */
export type JobPosition = readonly [attempt: number, stage: number, progress: number, requests: number];

/** Within an attempt a job runs first; queued again means that the attempt is over. */
const STAGES = { RUNNING: 0, QUEUED: 1, SUCCEEDED: 2, FAILED: 2, CANCELLED: 2 } as const;

export function positionOf({ attempts, status, progress, requestCount }: RetrainJob): JobPosition {
  return [attempts, STAGES[status], status === "RUNNING" ? progress : 0, requestCount];
}

/** Whether the first position comes after the second. */
export function isPast(a: JobPosition, b: JobPosition): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] ?? 0) > (b[at] ?? 0);
}
