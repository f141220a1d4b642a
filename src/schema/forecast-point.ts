import { Field, Float, ObjectType, registerEnumType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { FloatSeriesScalar, LocalDateScalar, LocalDateSeriesScalar } from "./scalars.js";

export const ClosedReason = { PLANNED: "PLANNED", HOLIDAY: "HOLIDAY", WEEKDAY: "WEEKDAY" } as const;

registerEnumType(ClosedReason, {
  name: "ClosedReason",
  description: "Why a store does not trade on a day.",
  valuesConfig: {
    PLANNED: { description: "A planned row says so." },
    HOLIDAY: { description: "A public holiday on which the store has not traded before." },
    WEEKDAY: { description: "A weekday on which the store has not traded lately." },
  },
});

@ObjectType("ForecastComponent", { description: "One part of a point forecast.", simpleResolvers: true })
export class ForecastComponent {
  @Field(() => String, {
    description: "Such as trend, weekly, yearly, holidays, or a regressor's name.",
  })
  name!: string;

  @Field(() => Float, { description: "Its share, in units." })
  value!: number;
}

@ObjectType("ForecastPoint", { description: "Expected demand on one day.", simpleResolvers: true })
export class ForecastPoint {
  @Field(() => LocalDateScalar, { description: "The day." })
  date!: string;

  @Field(() => Boolean, {
    description: "Whether the store trades that day; if not, the three figures are 0.",
  })
  isOpen!: boolean;

  @Field(() => ClosedReason, { nullable: true, description: "Why it is closed; null when open." })
  closedReason!: keyof typeof ClosedReason | null;

  @Field(() => Boolean, {
    description: "Whether opening and events of the day were assumed, for want of a planned row.",
  })
  isAssumed!: boolean;

  @Field(() => Float, { description: "Point forecast, in units, never below 0." })
  yhat!: number;

  @Field(() => Float, { description: "Lower bound at `level`, never below 0." })
  lower!: number;

  @Field(() => Float, { description: "Upper bound at `level`." })
  upper!: number;

  @Field(() => [ForecastComponent], {
    description: "What the forecast is made of: the parts sum to `yhat` before the floor at 0.",
  })
  @HoldsAtMost(10)
  components!: ForecastComponent[];
}

@ObjectType("ForecastColumns", {
  description: "A forecast as columns of equal length.",
  simpleResolvers: true,
})
export class ForecastColumns {
  @Field(() => LocalDateSeriesScalar, { description: "The days." })
  date!: readonly string[];

  @Field(() => FloatSeriesScalar, { description: "Point forecasts." })
  yhat!: readonly number[];

  @Field(() => FloatSeriesScalar, { description: "Lower bounds." })
  lower!: readonly number[];

  @Field(() => FloatSeriesScalar, { description: "Upper bounds." })
  upper!: readonly number[];
}
