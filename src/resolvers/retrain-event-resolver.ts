import { Arg, Ctx, FieldResolver, Resolver, Root, Subscription } from "type-graphql";
import type { Context, RetrainEventRecord } from "../context.js";
import { ServiceUnavailableError } from "../errors.js";
import { RetrainEvent, RetrainFailed, RetrainRunning, RetrainSucceeded } from "../schema/retrain-event.js";
import { DateTimeScalar } from "../schema/scalars.js";
import { StoreFilterInput } from "../schema/store-filter.js";
import { requireFilter } from "./store-filter.js";
import { loadVersionOf } from "./retrain-job-resolver.js";

interface SubscribeData {
  args: { filter?: StoreFilterInput | null; since?: Date | null };
  context: Context;
}

@Resolver()
export class RetrainEventResolver {
  @Subscription(() => RetrainEvent, {
    description: "Retrain progress: first the last event of each active job, then new ones as they happen.",
    subscribe: async ({ args, context }: SubscribeData) =>
      context.services.watchRetrains(await requireFilter(args.filter, context), args.since ?? undefined),
  })
  retrainEvents(
    @Root() event: RetrainEventRecord | Error,
    @Arg("filter", () => StoreFilterInput, {
      nullable: true,
      description: "Of which stores; all by default.",
    })
    _filter: StoreFilterInput | null | undefined,
    @Arg("since", () => DateTimeScalar, {
      nullable: true,
      description:
        "`at` of the last event that was seen, for who comes back: first, then, also the last event of each job that has ended since. Some may be known.",
    })
    _since: Date | null | undefined,
    @Ctx() context: Context,
  ) {
    if (event instanceof Error) throw event;
    context.shareLoaders(event);
    return event;
  }
}

@Resolver(() => RetrainRunning)
export class RetrainRunningResolver {
  @FieldResolver()
  progress(@Root() event: RetrainEventRecord) {
    return event.job.progress;
  }
}

@Resolver(() => RetrainSucceeded)
export class RetrainSucceededResolver {
  @FieldResolver()
  async modelVersion(@Root() { job }: RetrainEventRecord, @Ctx() context: Context) {
    const version = await loadVersionOf(job, context);
    if (version) return version;
    throw new ServiceUnavailableError(
      "mlflow",
      `The registry does not show version ${job.version} of job ${job.id}.`,
    );
  }

  @FieldResolver()
  promoted(@Root() { job }: RetrainEventRecord) {
    return job.promoted;
  }
}

@Resolver(() => RetrainFailed)
export class RetrainFailedResolver {
  @FieldResolver()
  failure(@Root() { job }: RetrainEventRecord) {
    return job.failure;
  }
}
