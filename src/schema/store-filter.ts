import { Field, ID, InputType } from "type-graphql";

@InputType("StoreFilterInput", {
  description:
    "Narrows a list of stores: fields AND together, list items OR; null is no constraint, an empty list matches none.",
})
export class StoreFilterInput {
  @Field(() => [ID], { nullable: true, description: "Keep these stores, by id or code." })
  storeIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "Keep stores of these regions." })
  regionIds?: string[] | null;
}
