import { Field, Float, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Node } from "./node.js";
import { DateTimeScalar } from "./scalars.js";

export const RetrainStatus = {
  QUEUED: "QUEUED",
  RUNNING: "RUNNING",
  SUCCEEDED: "SUCCEEDED",
  FAILED: "FAILED",
  CANCELLED: "CANCELLED",
} as const;

registerEnumType(RetrainStatus, {
  name: "RetrainStatus",
  description: "Stage of a retrain job.",
  valuesConfig: {
    QUEUED: { description: "Waiting for a worker." },
    RUNNING: { description: "Training." },
    SUCCEEDED: { description: "A new version exists." },
    FAILED: { description: "Gave up; see `failure`." },
    CANCELLED: { description: "Ended before it ran: every batch that asked for it was cancelled." },
  },
});

export const RetrainFailureCode = {
  NOT_ENOUGH_DATA: "NOT_ENOUGH_DATA",
  FIT_FAILED: "FIT_FAILED",
  TIMED_OUT: "TIMED_OUT",
  WORKER_CRASHED: "WORKER_CRASHED",
  REGISTRY_UNAVAILABLE: "REGISTRY_UNAVAILABLE",
} as const;

registerEnumType(RetrainFailureCode, {
  name: "RetrainFailureCode",
  description: "Kinds of training failure.",
  valuesConfig: {
    NOT_ENOUGH_DATA: { description: "Fewer days than the model needs." },
    FIT_FAILED: { description: "The optimizer found no finite solution." },
    TIMED_OUT: { description: "Past the attempt's time limit." },
    WORKER_CRASHED: { description: "The worker thread died." },
    REGISTRY_UNAVAILABLE: { description: "The registry did not store the version." },
  },
});

@ObjectType("RetrainFailure", { description: "Why an attempt failed.", simpleResolvers: true })
export class RetrainFailure {
  @Field(() => RetrainFailureCode, { description: "Stable code to act on." })
  code!: keyof typeof RetrainFailureCode;

  @Field(() => String, { description: "Sentence for a person." })
  message!: string;

  @Field(() => Boolean, { description: "Whether trying again unchanged can help." })
  isRetryable!: boolean;
}

@ObjectType("RetrainJob", {
  description: "One training of one store.",
  implements: Node,
  simpleResolvers: true,
})
export class RetrainJob {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => RetrainStatus, { description: "Stage it is in." })
  status!: keyof typeof RetrainStatus;

  @Field(() => Float, { description: "Share done, 0 to 1." })
  progress!: number;

  @Field(() => Int, { description: "Attempts started." })
  attempts!: number;

  @Field(() => Int, { description: "Requests answered by this job, 1 or more; 0 once CANCELLED." })
  requestCount!: number;

  @Field(() => DateTimeScalar, { description: "When it was queued." })
  queuedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When its last attempt started." })
  startedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it succeeded, failed for good or was cancelled.",
  })
  finishedAt!: Date | null;

  @Field(() => RetrainFailure, { nullable: true, description: "Why it failed, once FAILED." })
  failure!: RetrainFailure | null;
}
