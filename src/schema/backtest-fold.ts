import { Field, Float, ObjectType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { LocalDateScalar } from "./scalars.js";

@ObjectType("BacktestPoint", {
  description: "What a refit forecast for a day that it had not seen, beside what came.",
  simpleResolvers: true,
})
export class BacktestPoint {
  @Field(() => LocalDateScalar, { description: "The day." })
  date!: string;

  @Field(() => Float, { description: "Units sold." })
  y!: number;

  @Field(() => Float, { description: "Point forecast, in units." })
  yhat!: number;

  @Field(() => Float, { description: "Lower bound at the level of the backtest's metrics." })
  lower!: number;

  @Field(() => Float, { description: "Upper bound, likewise." })
  upper!: number;
}

@ObjectType("BacktestFold", {
  description: "One refit at a past cutoff. Figures are kept to five digits.",
  simpleResolvers: true,
})
export class BacktestFold {
  @Field(() => LocalDateScalar, { description: "Last training day." })
  cutoff!: string;

  @Field(() => Float, {
    nullable: true,
    description: "Sum of absolute errors over sum of actuals; null if that sum is 0.",
  })
  wape!: number | null;

  @Field(() => Float, { nullable: true, description: "The same of the seasonal-naive baseline." })
  baselineWape!: number | null;

  @Field(() => [BacktestPoint], { description: "The trading days of the horizon, ascending." })
  @HoldsAtMost(14)
  points!: BacktestPoint[];
}
