import { Field, ID, ObjectType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import { Node } from "./node.js";
import { LocalDateScalar } from "./scalars.js";

@ObjectType("StoreAttribute", { description: "One fact about a store.", simpleResolvers: true })
export class StoreAttribute {
  @Field(() => String, { description: "Its name, such as `StoreType`." })
  name!: string;

  @Field(() => String, { description: "Its value as imported." })
  value!: string;
}

@ObjectType("Store", {
  description: "A shop with its own demand series and model.",
  implements: Node,
  simpleResolvers: true,
})
export class Store {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { description: "The retailer's store number, stable and unique." })
  code!: string;

  @Field(() => String, { description: "Display name." })
  name!: string;

  @Field(() => [StoreAttribute], {
    description: "What the retailer knows of the store, by name, such as type or assortment.",
  })
  @HoldsAtMost(10)
  attributes!: StoreAttribute[];

  @Field(() => String, { description: "IANA time zone that defines its days." })
  timeZone!: string;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description: "Last day with observed demand; null before the first.",
  })
  dataThrough!: string | null;
}
