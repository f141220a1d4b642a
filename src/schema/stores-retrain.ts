import { Field, InputType, ObjectType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { RetrainBatch } from "./retrain-batch.js";
import { RetrainJob } from "./retrain-job.js";
import { RetrainOutcome } from "./retrain-outcome.js";
import { StoreFilterInput } from "./store-filter.js";
import { Store } from "./store.js";
import { UserError } from "./user-error.js";

@InputType("StoresRetrainInput", { description: "Input of storesRetrain." })
export class StoresRetrainInput {
  @Field(() => StoreFilterInput, {
    description: "Stores to train; must name a store or a region.",
  })
  filter!: StoreFilterInput;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Train even if the newest version has seen all data. Never bypasses deduplication.",
  })
  force!: boolean;
}

@ObjectType("StoreRetrainResult", {
  description: "What became of the request for one store.",
  simpleResolvers: true,
})
export class StoreRetrainResult {
  @Field(() => Store, { description: "The store." })
  store!: Store;

  @Field(() => RetrainOutcome, { description: "What became of it." })
  outcome!: keyof typeof RetrainOutcome;

  @Field(() => RetrainJob, {
    nullable: true,
    description: "The job that answers the request; null if UP_TO_DATE.",
  })
  job!: RetrainJob | null;
}

@ObjectType("StoresRetrainPayload", {
  description: "Result of storesRetrain.",
  simpleResolvers: true,
})
export class StoresRetrainPayload {
  @Field(() => RetrainBatch, {
    nullable: true,
    description: "The request as a whole; null if refused, or if the filter matches no store.",
  })
  batch!: RetrainBatch | null;

  @Field(() => [StoreRetrainResult], { description: "One per store, by code; empty if refused." })
  @HoldsAtMost("page")
  results!: StoreRetrainResult[];

  @Field(() => [UserError], { description: "Why the request was refused; empty on success." })
  @HoldsAtMost("page")
  userErrors!: UserError[];
}
