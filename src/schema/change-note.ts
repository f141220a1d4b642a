import { IsOptional, MaxLength } from "class-validator";
import { Field, InputType, ObjectType } from "type-graphql";
import { DateTimeScalar } from "./scalars.js";

/** Most of a reason that is kept. */
export const REASON_CHARACTERS = 500;

@ObjectType("ChangeNote", {
  description: "Who did something, when and why.",
  simpleResolvers: true,
})
export class ChangeNote {
  @Field(() => DateTimeScalar, { nullable: true, description: "When; null if nobody wrote it down." })
  at!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Who; `training` where a new model took over by itself; null if nobody wrote it down.",
  })
  by!: string | null;

  @Field(() => String, { nullable: true, description: "Why; null if no reason was given." })
  reason!: string | null;
}

/** What inputs of changes by hand share. */
@InputType()
export abstract class ReasonedInput {
  @Field(() => String, {
    nullable: true,
    description: `Why, for those who look later; at most ${REASON_CHARACTERS} characters.`,
  })
  @IsOptional()
  @MaxLength(REASON_CHARACTERS, {
    message: `reason is longer than ${REASON_CHARACTERS} characters, which is the most that is kept.`,
  })
  reason?: string | null;
}
