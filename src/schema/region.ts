import { Field, ID, ObjectType } from "type-graphql";
import { Node } from "./node.js";

@ObjectType("Region", {
  description: "Stores reported together.",
  implements: Node,
  simpleResolvers: true,
})
export class Region {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { description: "Display name." })
  name!: string;
}
