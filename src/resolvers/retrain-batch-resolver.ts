import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { BatchStoreRecord, Context, RetrainBatchRecord } from "../context.js";
import { InvalidInputError } from "../errors.js";
import { decodePage, makeConnection } from "../schema/connection.js";
import { RetrainBatchConnection, RetrainBatchStoreConnection } from "../schema/connections.js";
import { encodeId } from "../schema/ids.js";
import { PageArgs } from "../schema/page-args.js";
import {
  RetrainBatch,
  RetrainBatchCancelInput,
  RetrainBatchCancelPayload,
  RetrainBatchStore,
  type RetrainBatchStatus,
} from "../schema/retrain-batch.js";
import type { UserErrorCode } from "../schema/user-error.js";
import { decodeBatchId, getBatchStatus } from "./batch-words.js";

const cursorOf = (batch: RetrainBatchRecord) => encodeId("RetrainBatch", batch.id);

@Resolver(() => RetrainBatch)
export class RetrainBatchResolver {
  @Query(() => RetrainBatch, {
    nullable: true,
    description: "The batch with this id; null if there is none.",
  })
  retrainBatch(
    @Arg("id", () => ID, { description: "Its opaque id, or the bare one that the command line prints." })
    id: string,
    @Ctx() { loaders }: Context,
  ) {
    const key = decodeBatchId(id);
    if (key !== null) return loaders.batchById.load(key);
    throw new InvalidInputError(`id is ${id}; it must be the id of a retrain batch.`, "id");
  }

  @Query(() => RetrainBatchConnection, { description: "Retrain batches, newest first." })
  async retrainBatches(@Args(() => PageArgs) args: PageArgs, @Ctx() { services }: Context) {
    const page = decodePage("RetrainBatch", args);
    return makeConnection(await services.retrain.findBatches({}, page), cursorOf);
  }

  @Mutation(() => RetrainBatchCancelPayload, {
    nullable: true,
    description:
      "Withdraws what a batch asked for: jobs that wait and that nobody else asked for are cancelled, those that run finish.",
  })
  async retrainBatchCancel(
    @Arg("input", () => RetrainBatchCancelInput, { description: "What to do." })
    { batchId }: RetrainBatchCancelInput,
    @Ctx() context: Context,
  ) {
    const key = decodeBatchId(batchId);
    const result = key === null ? null : await context.services.retrain.cancelBatch(key, context.requestedBy);
    if (result === null || result.kind === "unknown") {
      return refuse("BATCH_NOT_FOUND", `batchId is ${batchId}; there is no such retrain batch.`);
    }
    context.renewLoaders();
    const { batch } = result;
    return result.kind === "cancelled" ? { batch, userErrors: [] } : refuseFinished(batchId, batch);
  }

  @FieldResolver()
  id(@Root() batch: RetrainBatchRecord): string {
    return encodeId("RetrainBatch", batch.id);
  }

  @FieldResolver()
  status(@Root() batch: RetrainBatchRecord): keyof typeof RetrainBatchStatus {
    return getBatchStatus(batch);
  }

  @FieldResolver()
  async counts(@Root() { id }: RetrainBatchRecord, @Ctx() { loaders }: Context) {
    return (await loaders.batchProgress.load(id))?.counts;
  }

  @FieldResolver()
  async progress(@Root() { id }: RetrainBatchRecord, @Ctx() { loaders }: Context) {
    return (await loaders.batchProgress.load(id))?.progress;
  }

  @FieldResolver()
  async expectedFinish(@Root() { id }: RetrainBatchRecord, @Ctx() { loaders }: Context) {
    return (await loaders.batchProgress.load(id))?.expectedFinish;
  }

  @FieldResolver()
  detailsUrl(@Root() { run }: RetrainBatchRecord, @Ctx() { services }: Context): string | null {
    return run && services.registry.getRunUrl(run.experimentId, run.runId);
  }

  @FieldResolver(() => RetrainBatchStoreConnection, {
    description: "Its stores by code, and what each came to.",
  })
  async stores(
    @Root() { id }: RetrainBatchRecord,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ) {
    const page = await loaders.storesOfBatch.load({ batchId: id, ...decodePage("Store", args) });
    return makeConnection(page, ({ storeCode }) => encodeId("Store", storeCode));
  }
}

@Resolver(() => RetrainBatchStore)
export class RetrainBatchStoreResolver {
  @FieldResolver()
  store(@Root() { storeId }: BatchStoreRecord, @Ctx() { loaders }: Context) {
    return loaders.storeById.load(storeId);
  }

  @FieldResolver()
  job(@Root() { jobId }: BatchStoreRecord, @Ctx() { loaders }: Context) {
    return jobId === null ? null : loaders.jobById.load(jobId);
  }
}

function refuse(code: keyof typeof UserErrorCode, message: string, batch: RetrainBatchRecord | null = null) {
  return { batch, userErrors: [{ field: ["input", "batchId"], message, code }] };
}

function refuseFinished(batchId: string, batch: RetrainBatchRecord) {
  const why =
    batch.cancelledAt === null
      ? "all its jobs have ended"
      : `${batch.cancelledBy} cancelled it at ${batch.cancelledAt.toISOString()}`;
  return refuse("BATCH_FINISHED", `batchId is ${batchId}; nothing of it is left to cancel: ${why}.`, batch);
}
