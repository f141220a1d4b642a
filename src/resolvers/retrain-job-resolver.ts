import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context, RetrainJobRecord, StoreRecord, VersionRecord } from "../context.js";
import { encodeId } from "../schema/ids.js";
import { ModelVersion } from "../schema/model-version.js";
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
}
