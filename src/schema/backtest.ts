import { Field, Float, Int, ObjectType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { LocalDateScalar } from "./scalars.js";

@ObjectType("ForecastMetrics", {
  description: "Forecast accuracy over all folds; ratios, not percentages.",
  simpleResolvers: true,
})
export class ForecastMetrics {
  @Field(() => Float, { description: "Mean absolute error, in units." })
  mae!: number;

  @Field(() => Float, { description: "Root mean squared error, in units." })
  rmse!: number;

  @Field(() => Float, { description: "Mean of yhat - y, in units." })
  bias!: number;

  @Field(() => Float, {
    description: "Share of actuals inside `lower`..`upper`; compare with `level`.",
  })
  coverage!: number;

  @Field(() => Float, { description: "Interval level that `coverage` was measured at." })
  level!: number;

  @Field(() => Float, {
    nullable: true,
    description: "Sum of absolute errors over sum of actuals; null if that sum is 0.",
  })
  wape!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "Mean absolute percentage error; null if any actual is 0.",
  })
  mape!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "mae over the in-sample seasonal-naive mae; null if that is 0.",
  })
  mase!: number | null;
}

@ObjectType("Backtest", {
  description: "Accuracy measured by refitting at past cutoffs.",
  simpleResolvers: true,
})
export class Backtest {
  @Field(() => Int, { description: "Days forecast after each cutoff." })
  horizon!: number;

  @Field(() => [LocalDateScalar], { description: "Last training day of each fold, ascending." })
  @HoldsAtMost(12)
  cutoffs!: string[];

  @Field(() => ForecastMetrics, { description: "Accuracy of this model." })
  metrics!: ForecastMetrics;

  @Field(() => ForecastMetrics, {
    description: "Accuracy of the seasonal-naive baseline on the same folds.",
  })
  baseline!: ForecastMetrics;

  @Field(() => Float, {
    nullable: true,
    description: "1 - mae / baseline.mae; above 0 beats the baseline; null if undefined.",
  })
  skill!: number | null;
}
