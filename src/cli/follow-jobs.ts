import { setTimeout as delay } from "node:timers/promises";
import type { Adapters } from "../adapters.js";
import type { RetrainJob } from "../training/types.js";
import type { Progress } from "./progress.js";

/** How often job rows are read, in ms. Events may be lost with a connection; rows are not. */
const POLL_MS = 250;

const isFinal = (job: RetrainJob) => job.status !== "QUEUED" && job.status !== "RUNNING";

/** Shows the progress of jobs until all of them have ended, or the signal comes. @returns those that have ended */
export async function followJobs(
  { retrain }: Pick<Adapters, "retrain">,
  jobIds: readonly string[],
  progress: Progress,
  signal?: AbortSignal,
): Promise<RetrainJob[]> {
  const ended = new Map<string, RetrainJob>();
  for (;;) {
    const open = jobIds.filter((id) => !ended.has(id));
    const jobs = await retrain.loadJobs(open);
    for (const job of jobs.values()) if (isFinal(job)) ended.set(job.id, job);
    const failed = [...ended.values()].filter((job) => job.status === "FAILED").length;
    progress.update(ended.size, jobIds.length, failed > 0 ? `${failed} failed` : "");
    if (ended.size === jobIds.length || signal?.aborted) return jobIds.flatMap((id) => ended.get(id) ?? []);
    await pause(signal);
  }
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(POLL_MS, undefined, signal ? { signal } : {});
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}
