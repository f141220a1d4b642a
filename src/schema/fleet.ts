import { Field, Float, Int, ObjectType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { StaleReason } from "./forecast.js";
import { DateTimeScalar } from "./scalars.js";

@ObjectType("StaleReasonCount", {
  description: "How many stores a reason makes stale.",
  simpleResolvers: true,
})
export class StaleReasonCount {
  @Field(() => StaleReason, { description: "The reason." })
  reason!: keyof typeof StaleReason;

  @Field(() => Int, { description: "Stores it holds for; a store may have several reasons." })
  stores!: number;
}

@ObjectType("Fleet", {
  description: "All stores and all retrain jobs at a glance, in the words of `Forecast.status`.",
  simpleResolvers: true,
})
export class Fleet {
  @Field(() => Int, { description: "Stores there are: `trained` + `untrained`." })
  stores!: number;

  @Field(() => Int, { description: "Stores with a champion." })
  trained!: number;

  @Field(() => Int, { description: "Stores without a champion." })
  untrained!: number;

  @Field(() => Int, { description: "Stores whose forecast of the next seven days is BASELINE." })
  baseline!: number;

  @Field(() => Int, { description: "Stores whose forecast of the next seven days is STALE." })
  stale!: number;

  @Field(() => [StaleReasonCount], {
    description: "Why they are stale; reasons that hold for none are left out.",
  })
  @HoldsAtMost(4)
  staleReasons!: StaleReasonCount[];

  @Field(() => Int, { description: "Jobs that wait, for their first attempt or another one." })
  queued!: number;

  @Field(() => Int, { description: "Jobs that run." })
  running!: number;

  @Field(() => Int, { description: "Jobs that failed for good in the last 24 hours." })
  failedLastDay!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      "Seconds that the job has waited that waits longest, since it was queued or its last attempt failed; null when none waits.",
  })
  oldestWaitSeconds!: number | null;

  @Field(() => Float, {
    description: "Jobs a minute that succeeded or failed for good, over the last five minutes.",
  })
  runsPerMinute!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When the last job is expected to end, at the rate of the last five minutes; null when idle or the rate is not known.",
  })
  expectedFinish!: Date | null;
}
