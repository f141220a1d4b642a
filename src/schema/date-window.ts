import { Field, InputType, ObjectType } from "type-graphql";
import { LocalDateScalar } from "./scalars.js";

@ObjectType("DateWindow", { description: "Half-open range of days.", simpleResolvers: true })
export class DateWindow {
  @Field(() => LocalDateScalar, { description: "First day." })
  from!: string;

  @Field(() => LocalDateScalar, { description: "Day after the last." })
  to!: string;
}

@InputType("DateWindowInput", { description: "Half-open range of days, at most 90." })
export class DateWindowInput {
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: "First day; for forecasts, today in the store's time zone by default.",
  })
  from?: string | null;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description: "Day after the last; `from` + 7 days by default.",
  })
  to?: string | null;
}
