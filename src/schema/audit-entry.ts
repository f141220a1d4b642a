import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { InvalidInputError } from "../errors.js";
import { HoldsAtMost } from "./answer-size.js";
import { DateTimeScalar } from "./scalars.js";

/** Values are the words of the rows. */
export const AuditActorKind = {
  PERSON: "person",
  KEY: "key",
  ANYONE: "anyone",
  COMMAND_LINE: "command line",
} as const;

registerEnumType(AuditActorKind, {
  name: "AuditActorKind",
  description: "What somebody is who did something.",
  valuesConfig: {
    PERSON: { description: "A person who had signed in." },
    KEY: { description: "A program with an API key." },
    ANYONE: { description: "Whoever reached an API that asks nobody who they are." },
    COMMAND_LINE: { description: "A user of the command line." },
  },
});

export const AuditOutcome = { DONE: "DONE", REFUSED: "REFUSED", FAILED: "FAILED" } as const;

registerEnumType(AuditOutcome, {
  name: "AuditOutcome",
  description: "What became of something that was asked for.",
  valuesConfig: {
    DONE: { description: "It was done." },
    REFUSED: { description: "A rule refused it; nothing was changed." },
    FAILED: { description: "It failed on the way, and may be half done." },
  },
});

/** Stores that an entry names; a page of entries about whole fleets would be too long an answer. */
export const STORES_AN_ENTRY = 20;

@ObjectType("AuditEntry", { description: "Something that somebody did.", simpleResolvers: true })
export class AuditEntry {
  @Field(() => ID, { description: "Opaque id; it is no id of a node." })
  id!: string;

  @Field(() => DateTimeScalar, { description: "When it began." })
  at!: Date;

  @Field(() => String, { description: "Who did it." })
  actor!: string;

  @Field(() => AuditActorKind, { description: "What the actor is." })
  actorKind!: (typeof AuditActorKind)[keyof typeof AuditActorKind];

  @Field(() => String, { nullable: true, description: "Role of the actor then; null on the command line." })
  role!: string | null;

  @Field(() => String, {
    description: "Address that it came from; on the command line the name of the machine.",
  })
  address!: string;

  @Field(() => String, {
    nullable: true,
    description: "Id of the request, which the log has too; null on the command line.",
  })
  requestId!: string | null;

  @Field(() => String, {
    description:
      "RETRAIN, RETRAIN_CANCEL, PROMOTE, ROLLBACK, PIN, UNPIN, IMPORT, RECIPE_SET, RECIPE_RESET, REGISTRY_PRUNE, KEY_CREATE, KEY_REVOKE; later releases may add some.",
  })
  action!: string;

  @Field(() => [String], { description: `Codes of the first ${STORES_AN_ENTRY} stores that it is about.` })
  @HoldsAtMost(STORES_AN_ENTRY)
  storeCodes!: string[];

  @Field(() => Int, { description: "Stores that it is about, as far as the viewer sees them." })
  storeCount!: number;

  @Field(() => Int, { nullable: true, description: "Model version that it is about, or has made champion." })
  version!: number | null;

  @Field(() => ID, { nullable: true, description: "Retrain batch that it is about, or has made." })
  batchId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What else it is about: files, the name of a key, a recipe.",
  })
  subject!: string | null;

  @Field(() => String, { nullable: true, description: "Why; null if no reason was given." })
  reason!: string | null;

  @Field(() => AuditOutcome, {
    nullable: true,
    description: "What became of it; null while it is being done, and for ever where the process died at it.",
  })
  outcome!: keyof typeof AuditOutcome | null;

  @Field(() => String, { nullable: true, description: "Why it was not done; null if it was." })
  code!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it had ended; null as outcome is." })
  endedAt!: Date | null;
}

@InputType("AuditFilterInput", {
  description: "Narrows the audit log: fields AND together, null is no constraint.",
})
export class AuditFilterInput {
  @Field(() => DateTimeScalar, { nullable: true, description: "Keep what began then or later." })
  since?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Keep what began before." })
  until?: Date | null;

  @Field(() => String, { nullable: true, description: "Keep what this actor did." })
  actor?: string | null;

  @Field(() => String, { nullable: true, description: "Keep one kind of action, such as PROMOTE." })
  action?: string | null;

  @Field(() => ID, { nullable: true, description: "Keep what is about this store, by id or code." })
  storeId?: string | null;
}

/** The opaque id of an entry, which is its cursor too. */
export function encodeEntryId(id: number): string {
  return Buffer.from(`AuditEntry:${id}`, "utf8").toString("base64url");
}

/** @throws InvalidInputError for what is no cursor of the audit log */
export function decodeEntryCursor(cursor: string): number {
  const id = Number(
    /^AuditEntry:([1-9]\d{0,15})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"))?.[1],
  );
  if (Number.isSafeInteger(id) && encodeEntryId(id) === cursor) return id;
  throw new InvalidInputError(`after is ${cursor}; it must be a cursor of this list.`, "after");
}
