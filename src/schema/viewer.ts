import { Field, ObjectType, registerEnumType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { Region } from "./region.js";
import { DateTimeScalar } from "./scalars.js";

export enum ViewerRole {
  VIEWER = "VIEWER",
  PLANNER = "PLANNER",
  OPERATOR = "OPERATOR",
}

registerEnumType(ViewerRole, {
  name: "ViewerRole",
  description: "What somebody may do, each role all that the ones before it may.",
  valuesConfig: {
    VIEWER: { description: "Read." },
    PLANNER: { description: "Ask for fresh models, and say which versions serve." },
    OPERATOR: { description: "All there is." },
  },
});

@ObjectType("Viewer", { description: "Who asks.", simpleResolvers: true })
export class Viewer {
  @Field(() => String, {
    description: "Name in jobs and promotions; the same for all where nobody signs in.",
  })
  name!: string;

  @Field(() => Boolean, { description: "Whether this API lets everybody in without asking who it is." })
  isAnyone!: boolean;

  @Field(() => ViewerRole, { description: "What the viewer may do." })
  role!: keyof typeof ViewerRole;

  @Field(() => [Region], {
    nullable: true,
    description: "Regions whose stores the viewer sees, by name; null for all, those to come among them.",
  })
  @HoldsAtMost(100)
  regions!: object[] | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the viewer has to sign in anew; null if never.",
  })
  expiresAt!: Date | null;
}
