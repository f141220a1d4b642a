import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type {
  Context,
  RetrainBatchRecord,
  RetrainJobRecord,
  StoreRecord,
  VersionRecord,
} from "../context.js";
import { encodeId } from "../schema/ids.js";
import { ModelVersion } from "../schema/model-version.js";
import { RetrainBatch, RetrainTrigger } from "../schema/retrain-batch.js";
import { RetrainJob } from "../schema/retrain-job.js";
import { Store } from "../schema/store.js";

/** The version a job produced; null before it succeeded, or if the registry has it no more. */
export async function loadVersionOf(job: RetrainJobRecord, context: Context): Promise<VersionRecord | null> {
  if (job.version === null) return null;
  const store = await context.loaders.storeById.load(job.storeId);
  return store && context.loaders.loadVersion(store.code, job.version);
}

@Resolver(() => RetrainJob)
export class RetrainJobResolver {
  @FieldResolver()
  id(@Root() job: RetrainJobRecord): string {
    return encodeId("RetrainJob", job.id);
  }

  @FieldResolver(() => Store, { description: "Store to train." })
  store(@Root() job: RetrainJobRecord, @Ctx() { loaders }: Context): Promise<StoreRecord | null> {
    return loaders.storeById.load(job.storeId);
  }

  @FieldResolver(() => ModelVersion, {
    nullable: true,
    description: "Version it produced, once SUCCEEDED.",
  })
  modelVersion(@Root() job: RetrainJobRecord, @Ctx() context: Context): Promise<VersionRecord | null> {
    return loadVersionOf(job, context);
  }

  @FieldResolver(() => RetrainBatch, { description: "The request that queued it; others may have joined." })
  batch(@Root() job: RetrainJobRecord, @Ctx() context: Context): Promise<RetrainBatchRecord> {
    return loadBatchOf(job, context);
  }

  @FieldResolver(() => RetrainTrigger, { description: "Why it was asked for." })
  async trigger(@Root() job: RetrainJobRecord, @Ctx() context: Context) {
    return (await loadBatchOf(job, context)).trigger;
  }

  @FieldResolver(() => String, { description: "Who asked for it." })
  async requestedBy(@Root() job: RetrainJobRecord, @Ctx() context: Context) {
    return (await loadBatchOf(job, context)).requestedBy;
  }
}

async function loadBatchOf(
  { id, batchId }: RetrainJobRecord,
  { loaders }: Context,
): Promise<RetrainBatchRecord> {
  const batch = await loaders.batchById.load(batchId);
  if (!batch) throw new Error(`Job ${id} is of batch ${batchId}, which does not exist.`);
  return batch;
}
