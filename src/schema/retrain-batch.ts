import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { Node } from "./node.js";
import { RetrainJob } from "./retrain-job.js";
import { RetrainOutcome } from "./retrain-outcome.js";
import { DateTimeScalar, UrlScalar } from "./scalars.js";
import { Store } from "./store.js";
import { UserError } from "./user-error.js";

/** Values are the words of the rows. */
export const RetrainTrigger = {
  PERSON: "person",
  FIRST_TRAINING: "first training",
  SCHEDULE: "schedule",
  NEW_DATA: "new data",
} as const;

registerEnumType(RetrainTrigger, {
  name: "RetrainTrigger",
  description: "Why a retrain was asked for.",
  valuesConfig: {
    PERSON: { description: "A person asked, by mutation or command line." },
    FIRST_TRAINING: { description: "The store had data and no model." },
    SCHEDULE: { description: "Its time had come." },
    NEW_DATA: { description: "Days were imported or corrected." },
  },
});

export const RetrainBatchStatus = {
  RUNNING: "RUNNING",
  FINISHED: "FINISHED",
  CANCELLED: "CANCELLED",
} as const;

registerEnumType(RetrainBatchStatus, {
  name: "RetrainBatchStatus",
  description: "Stage of a retrain batch.",
  valuesConfig: {
    RUNNING: { description: "A job of it waits or runs, or its run in MLflow has not ended." },
    FINISHED: { description: "All its jobs and its run have ended." },
    CANCELLED: { description: "Cancelled; jobs that ran by then may still run." },
  },
});

const stores = (what: string) => ({ description: `Stores ${what}.` });

@ObjectType("RetrainBatchCounts", {
  description: "Stores of a batch by what became of them; the last six fields add up to the first.",
  simpleResolvers: true,
})
export class RetrainBatchCounts {
  @Field(() => Int, stores("that were asked for"))
  stores!: number;

  @Field(() => Int, stores("whose newest version had seen all data"))
  upToDate!: number;

  @Field(() => Int, stores("whose job waits, for its first attempt or another one"))
  queued!: number;

  @Field(() => Int, stores("whose job runs"))
  running!: number;

  @Field(() => Int, stores("whose job made a version"))
  succeeded!: number;

  @Field(() => Int, stores("whose job failed for good"))
  failed!: number;

  @Field(() => Int, stores("that the batch's cancellation withdrew"))
  cancelled!: number;
}

@ObjectType("RetrainBatchStore", { description: "One store of a batch.", simpleResolvers: true })
export class RetrainBatchStore {
  @Field(() => Store, { description: "The store." })
  store!: Store;

  @Field(() => RetrainOutcome, { description: "What became of the request." })
  outcome!: keyof typeof RetrainOutcome;

  @Field(() => Boolean, {
    description:
      "Whether the batch was cancelled while the job waited; the job goes on if others asked for it too.",
  })
  isWithdrawn!: boolean;

  @Field(() => RetrainJob, {
    nullable: true,
    description: "The job that answers the request; null if UP_TO_DATE.",
  })
  job!: RetrainJob | null;
}

@ObjectType("RetrainBatch", {
  description: "One request for fresh models, of one or many stores.",
  implements: Node,
  simpleResolvers: true,
})
export class RetrainBatch {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { description: "Who asked." })
  requestedBy!: string;

  @Field(() => RetrainTrigger, { description: "Why." })
  trigger!: (typeof RetrainTrigger)[keyof typeof RetrainTrigger];

  @Field(() => DateTimeScalar, { description: "When it was asked for." })
  requestedAt!: Date;

  @Field(() => RetrainBatchStatus, { description: "Stage it is in." })
  status!: keyof typeof RetrainBatchStatus;

  @Field(() => RetrainBatchCounts, { description: "Its stores by what became of them." })
  counts!: RetrainBatchCounts;

  @Field(() => Float, { description: "Share done, 0 to 1: the mean over its jobs, 1 without any." })
  progress!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When its last job, and its run in MLflow if it has one, had ended.",
  })
  finishedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was cancelled." })
  cancelledAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Who cancelled it." })
  cancelledBy!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When its last job is expected to end, at the rate of the last five minutes; null when none is open or the rate is not known.",
  })
  expectedFinish!: Date | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description: "Its run in MLflow; null before its first job began, and if it has no job of its own.",
  })
  detailsUrl!: string | null;
}

@InputType("RetrainBatchCancelInput", { description: "Input of retrainBatchCancel." })
export class RetrainBatchCancelInput {
  @Field(() => ID, { description: "Batch to cancel." })
  batchId!: string;
}

@ObjectType("RetrainBatchCancelPayload", {
  description: "Result of retrainBatchCancel.",
  simpleResolvers: true,
})
export class RetrainBatchCancelPayload {
  @Field(() => RetrainBatch, {
    nullable: true,
    description: "The batch after the call; null if there is none.",
  })
  batch!: RetrainBatch | null;

  @Field(() => [UserError], { description: "Why it was refused; empty on success." })
  @HoldsAtMost(5)
  userErrors!: UserError[];
}
