import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { TakesAbout } from "./answer-size.js";
import { Backtest } from "./backtest.js";
import { Node } from "./node.js";
import { DateTimeScalar, LocalDateScalar, UrlScalar } from "./scalars.js";

export const ModelRole = {
  CHAMPION: "CHAMPION",
  CHALLENGER: "CHALLENGER",
  RETIRED: "RETIRED",
} as const;

registerEnumType(ModelRole, {
  name: "ModelRole",
  description: "What a version is for.",
  valuesConfig: {
    CHAMPION: { description: "Serves forecasts; at most one a store." },
    CHALLENGER: {
      description: "Newest version that was not promoted, while it is newer than the champion.",
    },
    RETIRED: { description: "Any other version, kept for rollback." },
  },
});

@ObjectType("ModelVersion", {
  description: "An immutable trained model of one store.",
  implements: Node,
  simpleResolvers: true,
})
export class ModelVersion {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => Int, { description: "Counts up from 1 within the store." })
  version!: number;

  @Field(() => ModelRole, { description: "What it is for now." })
  role!: keyof typeof ModelRole;

  @Field(() => DateTimeScalar, {
    description: "When training finished; when it was registered, for a model that others made.",
  })
  trainedAt!: string;

  @Field(() => LocalDateScalar, { description: "Last day of its training data." })
  trainedThrough!: string;

  @Field(() => Backtest, {
    nullable: true,
    description: "Accuracy on held-out history; null if history was too short, or others made the model.",
  })
  backtest!: Backtest | null;

  @Field(() => UrlScalar, { nullable: true, description: "Its page in the model registry." })
  detailsUrl!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What its maker says of it, in Markdown, as the model registry has it; null if nothing.",
  })
  @TakesAbout(2_000)
  description!: string | null;
}
