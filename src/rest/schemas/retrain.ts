import { z } from "zod";
import type { BatchStoreRecord, Context, RetrainBatchRecord, RetrainJobRecord } from "../../context.js";
import { getBatchStatus } from "../../resolvers/batch-words.js";
import { RetrainBatchStatus, RetrainTrigger } from "../../schema/retrain-batch.js";
import { RetrainFailureCode, RetrainStatus } from "../../schema/retrain-job.js";
import { RetrainOutcome } from "../../schema/retrain-outcome.js";
import { count, instant, pageOf } from "./common.js";

export const RetrainJob = z
  .object({
    id: z.string().meta({ description: "Id of the job." }),
    storeId: z.string().meta({ description: "Code of the store." }),
    batchId: z.string().meta({ description: "Request that queued it; others may have joined." }),
    status: z.enum(RetrainStatus).meta({ description: "Stage it is in." }),
    progress: z.number().min(0).max(1).meta({ description: "Share done, 0 to 1." }),
    attempts: count("Attempts started."),
    requestCount: count("Requests answered by it; 0 once CANCELLED."),
    queuedAt: instant("When it was queued."),
    startedAt: instant("When its last attempt started.").nullable(),
    finishedAt: instant("When it succeeded, failed for good or was cancelled.").nullable(),
    modelVersion: z
      .int()
      .nullable()
      .meta({ description: "Number of the version that it made, once SUCCEEDED." }),
    failure: z
      .object({
        code: z.enum(RetrainFailureCode).meta({ description: "Stable code to act on." }),
        message: z.string().meta({ description: "Sentence for a person." }),
        isRetryable: z.boolean().meta({ description: "Whether trying again unchanged can help." }),
      })
      .nullable()
      .meta({ description: "Why it failed, once FAILED." }),
  })
  .meta({ id: "RetrainJob", description: "One training of one store." });

const Counts = z
  .object({
    stores: count("Stores that were asked for; the others add up to it."),
    upToDate: count("Stores whose newest version had seen all data."),
    queued: count("Stores whose job waits."),
    running: count("Stores whose job runs."),
    succeeded: count("Stores whose job made a version."),
    failed: count("Stores whose job failed for good."),
    cancelled: count("Stores that the batch's cancellation withdrew."),
  })
  .meta({ id: "RetrainBatchCounts", description: "Stores of a batch by what became of them." });

export const RetrainBatch = z
  .object({
    id: z.string().meta({ description: "Id of the batch." }),
    status: z.enum(RetrainBatchStatus).meta({ description: "Stage it is in." }),
    requestedBy: z.string().meta({ description: "Who asked." }),
    trigger: z
      .enum(Object.keys(RetrainTrigger) as (keyof typeof RetrainTrigger)[])
      .meta({ description: "Why." }),
    requestedAt: instant("When it was asked for."),
    counts: Counts,
    progress: z.number().min(0).max(1).meta({ description: "Share done, 0 to 1." }),
    expectedFinish: instant("When its last job is expected to end; null when that is not known.").nullable(),
    finishedAt: instant("When its last job had ended.").nullable(),
    cancelledAt: instant("When it was cancelled.").nullable(),
    cancelledBy: z.string().nullable().meta({ description: "Who cancelled it." }),
    detailsUrl: z
      .string()
      .nullable()
      .meta({ description: "Its run in MLflow; null before its first job began." }),
  })
  .meta({ id: "RetrainBatch", description: "One request for fresh models." });

const outcome = z.enum(RetrainOutcome).meta({
  description:
    "ENQUEUED: a job was queued. DEDUPLICATED: a job that waits, or runs on the same data, answers it. UP_TO_DATE: the newest version has seen all data.",
});

const RetrainResult = z
  .object({
    storeId: z.string().meta({ description: "Code of the store." }),
    outcome,
    job: RetrainJob.nullable().meta({ description: "The job that answers the request; null if UP_TO_DATE." }),
  })
  .meta({ id: "RetrainResult", description: "What became of the request for one store." });

export const RetrainAnswer = z
  .object({
    batch: RetrainBatch.nullable().meta({
      description: "The request as a whole; null if it names no store.",
    }),
    results: z.array(RetrainResult).meta({ description: "One a store, by code." }),
  })
  .meta({ id: "RetrainAnswer", description: "What became of a request for fresh models." });

const BatchStore = z
  .object({
    storeId: z.string().meta({ description: "Code of the store." }),
    outcome,
    isWithdrawn: z.boolean().meta({ description: "Whether the batch was cancelled while its job waited." }),
    jobId: z.string().nullable().meta({ description: "The job that answers it; null if UP_TO_DATE." }),
  })
  .meta({ id: "RetrainBatchStore", description: "One store of a batch." });

export const BatchStorePage = pageOf(BatchStore, "RetrainBatchStorePage", "stores of a batch");

const text = (at: Date | null) => at?.toISOString() ?? null;

export function toJob(job: RetrainJobRecord, storeCode: string): z.input<typeof RetrainJob> {
  const { id, batchId, status, progress, attempts, requestCount, failure } = job;
  return {
    id,
    storeId: storeCode,
    batchId,
    status,
    progress,
    attempts,
    requestCount,
    queuedAt: job.queuedAt.toISOString(),
    startedAt: text(job.startedAt),
    finishedAt: text(job.finishedAt),
    modelVersion: job.version,
    failure,
  };
}

export async function toBatch(
  batch: RetrainBatchRecord,
  { loaders, services }: Context,
): Promise<z.input<typeof RetrainBatch>> {
  const { id, requestedBy, run, cancelledBy } = batch;
  const progress = await loaders.batchProgress.load(id);
  if (!progress) throw new Error(`Batch ${id} has no progress.`);
  const trigger = Object.entries(RetrainTrigger).find(([, word]) => word === batch.trigger)?.[0];
  return {
    id,
    status: getBatchStatus(batch),
    requestedBy,
    trigger: trigger as keyof typeof RetrainTrigger,
    requestedAt: batch.requestedAt.toISOString(),
    counts: progress.counts,
    progress: progress.progress,
    expectedFinish: text(progress.expectedFinish),
    finishedAt: text(batch.finishedAt),
    cancelledAt: text(batch.cancelledAt),
    cancelledBy,
    detailsUrl: run && services.registry.getRunUrl(run.experimentId, run.runId),
  };
}

export function toBatchStore(store: BatchStoreRecord): z.input<typeof BatchStore> {
  const { storeCode, outcome, isWithdrawn, jobId } = store;
  return { storeId: storeCode, outcome, isWithdrawn, jobId };
}
