import { Field, ObjectType, registerEnumType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";

export const UserErrorCode = {
  STORE_NOT_FOUND: "STORE_NOT_FOUND",
  REGION_NOT_FOUND: "REGION_NOT_FOUND",
  MODEL_VERSION_NOT_FOUND: "MODEL_VERSION_NOT_FOUND",
  ALREADY_CHAMPION: "ALREADY_CHAMPION",
  NO_PREVIOUS_CHAMPION: "NO_PREVIOUS_CHAMPION",
  NOT_CHAMPION: "NOT_CHAMPION",
  NO_CHAMPION: "NO_CHAMPION",
  NOT_PINNED: "NOT_PINNED",
  EMPTY_FILTER: "EMPTY_FILTER",
  TOO_MANY_STORES: "TOO_MANY_STORES",
  BATCH_NOT_FOUND: "BATCH_NOT_FOUND",
  BATCH_FINISHED: "BATCH_FINISHED",
} as const;

registerEnumType(UserErrorCode, {
  name: "UserErrorCode",
  description: "Kinds of refusal.",
  valuesConfig: {
    STORE_NOT_FOUND: { description: "No such store." },
    REGION_NOT_FOUND: { description: "No such region." },
    MODEL_VERSION_NOT_FOUND: { description: "No such version." },
    ALREADY_CHAMPION: { description: "It is the champion already." },
    NO_PREVIOUS_CHAMPION: { description: "There is no earlier champion." },
    NOT_CHAMPION: { description: "It is not the champion, or not any more." },
    NO_CHAMPION: { description: "The store has no champion." },
    NOT_PINNED: { description: "The champion is not pinned." },
    EMPTY_FILTER: { description: "The filter names no store or region." },
    TOO_MANY_STORES: { description: "More stores than one request may name." },
    BATCH_NOT_FOUND: { description: "No such retrain batch." },
    BATCH_FINISHED: { description: "Nothing of the batch is left to cancel." },
  },
});

@ObjectType("UserError", {
  description: "A refusal the caller can act on.",
  simpleResolvers: true,
})
export class UserError {
  @Field(() => [String], {
    nullable: true,
    description: "Path to the input field at fault; null if none is.",
  })
  @HoldsAtMost(3)
  field!: string[] | null;

  @Field(() => String, { description: "Sentence for a person." })
  message!: string;

  @Field(() => UserErrorCode, { description: "Stable code to act on." })
  code!: keyof typeof UserErrorCode;
}
