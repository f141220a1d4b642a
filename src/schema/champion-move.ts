import { Field, ID, InputType, ObjectType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { ReasonedInput } from "./change-note.js";
import { ModelVersion } from "./model-version.js";
import { UserError } from "./user-error.js";

@InputType("ModelVersionPromoteInput", { description: "Input of modelVersionPromote." })
export class ModelVersionPromoteInput extends ReasonedInput {
  @Field(() => ID, { description: "Version to promote." })
  modelVersionId!: string;
}

@InputType("ChampionRollbackInput", { description: "Input of championRollback." })
export class ChampionRollbackInput extends ReasonedInput {
  @Field(() => ID, { description: "Store to roll back, by id or code." })
  storeId!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "Champion to roll back from: if it is not that any more, as after a lost answer, nothing moves.",
  })
  modelVersionId?: string | null;
}

/** What both ways to move a champion answer. */
@ObjectType({ simpleResolvers: true })
abstract class ChampionMovePayload {
  @Field(() => ModelVersion, {
    nullable: true,
    description: "Champion after the call; null if refused.",
  })
  champion!: ModelVersion | null;

  @Field(() => ModelVersion, { nullable: true, description: "Champion before the call." })
  previousChampion!: ModelVersion | null;

  @Field(() => [UserError], { description: "Why it was refused; empty on success." })
  @HoldsAtMost(5)
  userErrors!: UserError[];
}

@ObjectType("ModelVersionPromotePayload", {
  description: "Result of modelVersionPromote.",
  simpleResolvers: true,
})
export class ModelVersionPromotePayload extends ChampionMovePayload {}

@ObjectType("ChampionRollbackPayload", {
  description: "Result of championRollback.",
  simpleResolvers: true,
})
export class ChampionRollbackPayload extends ChampionMovePayload {}
