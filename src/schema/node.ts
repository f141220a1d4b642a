import { Field, ID, InterfaceType } from "type-graphql";

/** A record of a known type, as `Query.node` answers it. */
export interface TypedNode {
  __typename: string;
}

@InterfaceType("Node", {
  description: "An object that can be refetched by id.",
  resolveType: (node: TypedNode) => node.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: "Opaque id, unique across all types." })
  id!: string;
}
