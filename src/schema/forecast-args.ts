import { ValidateBy } from "class-validator";
import { ArgsType, Field, Float } from "type-graphql";
import { DateWindowInput } from "./date-window.js";
import { PageArgs } from "./page-args.js";
import { StoreFilterInput } from "./store-filter.js";

const IsLevel = (): PropertyDecorator =>
  ValidateBy(
    { name: "isLevel", validator: { validate: (level: number) => level > 0 && level < 1 } },
    { message: "level is $value; it must be above 0 and below 1." },
  );

@ArgsType()
export class ForecastArgs {
  @Field(() => DateWindowInput, { nullable: true, description: "Days to forecast." })
  window?: DateWindowInput | null;

  @Field(() => Float, {
    defaultValue: 0.8,
    description: "Nominal coverage of the interval, between 0 and 1.",
  })
  @IsLevel()
  level!: number;
}

@ArgsType()
export class ForecastsArgs extends PageArgs {
  @Field(() => StoreFilterInput, { nullable: true, description: "Which stores." })
  filter?: StoreFilterInput | null;

  @Field(() => DateWindowInput, { nullable: true, description: "Days to forecast." })
  window?: DateWindowInput | null;

  @Field(() => Float, { defaultValue: 0.8, description: "Nominal coverage, between 0 and 1." })
  @IsLevel()
  level!: number;
}
