import { Field, Float, ObjectType, registerEnumType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { DateWindow } from "./date-window.js";
import { ForecastPoint } from "./forecast-point.js";
import { LocalDateScalar } from "./scalars.js";
import { Store } from "./store.js";

export const ForecastStatus = {
  READY: "READY",
  STALE: "STALE",
  BASELINE: "BASELINE",
  UNTRAINED: "UNTRAINED",
} as const;

registerEnumType(ForecastStatus, {
  name: "ForecastStatus",
  description: "Whether a forecast can be trusted.",
  valuesConfig: {
    READY: { description: "The champion is trained on all data there is." },
    STALE: { description: "A retrain is advised; `staleReasons` says why." },
    BASELINE: {
      // Wider than the core schema's words: a champion may give way to the baseline that beat it.
      description:
        "The points are the baseline's: no model fits or can be served yet, or the baseline did better on the store's own backtest.",
    },
    UNTRAINED: { description: "Nothing to forecast from: `points` is empty." },
  },
});

export const StaleReason = {
  NEW_DATA: "NEW_DATA",
  CHANGED_DATA: "CHANGED_DATA",
  BEYOND_HORIZON: "BEYOND_HORIZON",
  ACCURACY_DRIFT: "ACCURACY_DRIFT",
} as const;

registerEnumType(StaleReason, {
  name: "StaleReason",
  description: "Why a retrain is advised.",
  valuesConfig: {
    NEW_DATA: { description: "Days were observed that the champion has not seen." },
    CHANGED_DATA: { description: "Days already seen were corrected." },
    BEYOND_HORIZON: {
      description: "The window reaches further past `trainedThrough` than was backtested.",
    },
    ACCURACY_DRIFT: { description: "Its live error is well above its backtest's." },
  },
});

@ObjectType("Forecast", {
  description: "Expected demand of one store over a window.",
  simpleResolvers: true,
})
export class Forecast {
  @Field(() => Store, { description: "Store forecast for." })
  store!: Store;

  @Field(() => ForecastStatus, { description: "Whether it can be trusted." })
  status!: keyof typeof ForecastStatus;

  @Field(() => [StaleReason], { description: "Why not, when STALE; else empty." })
  @HoldsAtMost(4)
  staleReasons!: (keyof typeof StaleReason)[];

  @Field(() => LocalDateScalar, {
    nullable: true,
    description: "Last day the model has seen; null when untrained.",
  })
  trainedThrough!: string | null;

  @Field(() => DateWindow, { description: "The window after defaults were applied." })
  window!: DateWindow;

  @Field(() => Float, { description: "Nominal coverage of `lower`..`upper`." })
  level!: number;

  @Field(() => [ForecastPoint], {
    description: "One point a day, ascending; days up to `trainedThrough` are in-sample.",
  })
  @HoldsAtMost("days")
  points!: ForecastPoint[];
}
