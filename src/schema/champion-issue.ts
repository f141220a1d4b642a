import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { UrlScalar } from "./scalars.js";

export const ChampionIssueCode = {
  ARTIFACT_MISSING: "ARTIFACT_MISSING",
  CHECKSUM_MISMATCH: "CHECKSUM_MISMATCH",
  NOT_PROPHET: "NOT_PROPHET",
  UNSUPPORTED_MODEL: "UNSUPPORTED_MODEL",
  NOT_DAILY: "NOT_DAILY",
  MISSING_REGRESSORS: "MISSING_REGRESSORS",
  NO_CHAMPION: "NO_CHAMPION",
  UNAVAILABLE: "UNAVAILABLE",
} as const;

registerEnumType(ChampionIssueCode, {
  name: "ChampionIssueCode",
  description: "Why the registry's champion does not serve.",
  valuesConfig: {
    ARTIFACT_MISSING: { description: "Its file is gone." },
    CHECKSUM_MISMATCH: { description: "Its file is not the one that was registered." },
    NOT_PROPHET: { description: "It is no Prophet model, or its file is damaged." },
    UNSUPPORTED_MODEL: { description: "It is a Prophet of a kind that cannot be served here." },
    NOT_DAILY: { description: "It was fitted to hours, weeks or months instead of days." },
    MISSING_REGRESSORS: { description: "It needs regressors that the store's data does not have." },
    NO_CHAMPION: { description: "The champion, or its alias, was deleted." },
    UNAVAILABLE: { description: "It cannot be read for now; it is asked for again by itself." },
  },
});

@ObjectType("ChampionIssue", {
  description: "Why the version that the registry names champion does not serve.",
  simpleResolvers: true,
})
export class ChampionIssue {
  @Field(() => ChampionIssueCode, { description: "The kind of problem." })
  code!: keyof typeof ChampionIssueCode;

  @Field(() => String, { description: "The problem in a sentence." })
  message!: string;

  @Field(() => Int, {
    nullable: true,
    description: "Number of the version that does not serve; null when the registry names none.",
  })
  version!: number | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description: "Page of that version in the model registry; null when the registry names none.",
  })
  detailsUrl!: string | null;
}
