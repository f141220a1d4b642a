import { Max, Min } from "class-validator";
import { ArgsType, Field, Int } from "type-graphql";
import { MAX_PAGE_SIZE } from "./bounds.js";

const message = "first is $value; it must be from 1 to 2,000.";

@ArgsType()
abstract class AfterArgs {
  @Field(() => String, { nullable: true, description: "Cursor to start after." })
  after?: string | null;
}

@ArgsType()
export class PageArgs extends AfterArgs {
  @Field(() => Int, { defaultValue: 50, description: "Page size, 1-2,000." })
  @Min(1, { message })
  @Max(MAX_PAGE_SIZE, { message })
  first!: number;
}

@ArgsType()
export class VersionPageArgs extends AfterArgs {
  @Field(() => Int, { defaultValue: 20, description: "Page size, 1-2,000." })
  @Min(1, { message })
  @Max(MAX_PAGE_SIZE, { message })
  first!: number;
}
