import { Field, Float, InterfaceType, ObjectType } from "type-graphql";
import { ModelVersion } from "./model-version.js";
import { RetrainFailure, RetrainJob } from "./retrain-job.js";
import { DateTimeScalar } from "./scalars.js";

type EventKind = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

const TYPE_OF_KIND: Record<EventKind, string> = {
  QUEUED: "RetrainQueued",
  RUNNING: "RetrainRunning",
  SUCCEEDED: "RetrainSucceeded",
  FAILED: "RetrainFailed",
  CANCELLED: "RetrainCancelled",
};

@InterfaceType("RetrainEvent", {
  description: "Something that happened to a retrain job.",
  resolveType: (event: { kind: EventKind }) => TYPE_OF_KIND[event.kind],
})
export abstract class RetrainEvent {
  @Field(() => RetrainJob, { description: "The job as of this event." })
  job!: RetrainJob;

  @Field(() => DateTimeScalar, { description: "When it happened." })
  at!: Date;
}

@ObjectType("RetrainQueued", {
  description: "The job was queued.",
  implements: RetrainEvent,
  simpleResolvers: true,
})
export class RetrainQueued extends RetrainEvent {}

@ObjectType("RetrainRunning", {
  description: "An attempt started or advanced.",
  implements: RetrainEvent,
  simpleResolvers: true,
})
export class RetrainRunning extends RetrainEvent {
  @Field(() => Float, { description: "Share done, 0 to 1, never falling within an attempt." })
  progress!: number;
}

@ObjectType("RetrainSucceeded", {
  description: "A new version was registered.",
  implements: RetrainEvent,
  simpleResolvers: true,
})
export class RetrainSucceeded extends RetrainEvent {
  @Field(() => ModelVersion, { description: "The new version, with its backtest." })
  modelVersion!: ModelVersion;

  @Field(() => Boolean, { description: "Whether it became champion." })
  promoted!: boolean;
}

@ObjectType("RetrainFailed", {
  description: "An attempt failed.",
  implements: RetrainEvent,
  simpleResolvers: true,
})
export class RetrainFailed extends RetrainEvent {
  @Field(() => RetrainFailure, { description: "Why." })
  failure!: RetrainFailure;

  @Field(() => Boolean, { description: "Whether another attempt follows." })
  willRetry!: boolean;
}

@ObjectType("RetrainCancelled", {
  description: "The job ended before it ran: every batch that asked for it was cancelled.",
  implements: RetrainEvent,
  simpleResolvers: true,
})
export class RetrainCancelled extends RetrainEvent {}
