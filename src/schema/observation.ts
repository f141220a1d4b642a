import { Field, Float, ObjectType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { LocalDateScalar } from "./scalars.js";

@ObjectType("Observation", {
  description: "What is known of one day of a store.",
  simpleResolvers: true,
})
export class Observation {
  @Field(() => LocalDateScalar, { description: "The day." })
  date!: string;

  @Field(() => Float, {
    nullable: true,
    description: "Units sold; null on a day that has not been observed.",
  })
  y!: number | null;

  @Field(() => Boolean, { description: "Whether the store trades that day." })
  isOpen!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Kind of public holiday, as imported; null on other days.",
  })
  holiday!: string | null;

  @Field(() => [String], {
    description: "Regressors that apply, such as `promo` or `school_holiday`, by name.",
  })
  @HoldsAtMost(5)
  events!: string[];
}
