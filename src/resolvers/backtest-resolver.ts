import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { BacktestRecord, Context } from "../context.js";
import { HoldsAtMost } from "../schema/answer-size.js";
import { Backtest } from "../schema/backtest.js";
import { BacktestFold } from "../schema/backtest-fold.js";

@Resolver(() => Backtest)
export class BacktestResolver {
  @FieldResolver(() => [BacktestFold], {
    nullable: true,
    description: "Each refit, by cutoff; null where its training is not remembered.",
  })
  @HoldsAtMost(12)
  async folds(
    @Root() { jobId }: BacktestRecord,
    @Ctx() { loaders }: Context,
  ): Promise<BacktestFold[] | null> {
    return loaders.foldsOfJob.load(jobId);
  }
}
