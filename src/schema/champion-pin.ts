import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { ChangeNote, ReasonedInput } from "./change-note.js";
import { Store } from "./store.js";
import { UserError } from "./user-error.js";

export const ChampionPinKind = {
  PERSON: "PERSON",
  ROLLBACK: "ROLLBACK",
} as const;

registerEnumType(ChampionPinKind, {
  name: "ChampionPinKind",
  description: "What pinned a champion, hence what may move it.",
  valuesConfig: {
    PERSON: { description: "A person: only a person unpins it or promotes another." },
    ROLLBACK: {
      description: "A rollback: a person, or a challenger with a strictly smaller error on the same days.",
    },
  },
});

@ObjectType("ChampionPin", {
  description: "What keeps a champion in its place. Retrains go on, and register their versions.",
  simpleResolvers: true,
})
export class ChampionPin extends ChangeNote {
  @Field(() => ChampionPinKind, { description: "What pinned it." })
  kind!: keyof typeof ChampionPinKind;
}

@InputType("ChampionPinInput", { description: "Input of championPin." })
export class ChampionPinInput extends ReasonedInput {
  @Field(() => ID, { description: "Store whose champion is pinned, by id or code." })
  storeId!: string;
}

@InputType("ChampionUnpinInput", { description: "Input of championUnpin." })
export class ChampionUnpinInput extends ReasonedInput {
  @Field(() => ID, { description: "Store whose champion is unpinned, by id or code." })
  storeId!: string;
}

/** What both answer. */
@ObjectType({ simpleResolvers: true })
abstract class PinChangePayload {
  @Field(() => Store, { nullable: true, description: "The store after the call; null if refused." })
  store!: Store | null;

  @Field(() => [UserError], { description: "Why it was refused; empty on success." })
  @HoldsAtMost(5)
  userErrors!: UserError[];
}

@ObjectType("ChampionPinPayload", { description: "Result of championPin.", simpleResolvers: true })
export class ChampionPinPayload extends PinChangePayload {}

@ObjectType("ChampionUnpinPayload", { description: "Result of championUnpin.", simpleResolvers: true })
export class ChampionUnpinPayload extends PinChangePayload {}
