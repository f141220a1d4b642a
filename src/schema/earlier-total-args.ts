import { Max, Min } from "class-validator";
import { ArgsType, Field, Int } from "type-graphql";

/** Two years of weeks, so that a weekday meets its like. */
const MAX_DAYS = 728;

@ArgsType()
export class EarlierTotalArgs {
  @Field(() => Int, {
    defaultValue: 7,
    description: `How many days earlier, 1 to ${MAX_DAYS}; 364 is last year's same weekdays.`,
  })
  @Min(1, { message: "daysEarlier is $value; it must be at least 1." })
  @Max(MAX_DAYS, { message: `daysEarlier is $value; it must be at most ${MAX_DAYS}.` })
  daysEarlier!: number;
}
