import { type ClassType, Field, Int, ObjectType } from "type-graphql";
import { HoldsAtMost } from "./answer-size.js";
import type { Connection } from "./connection.js";
import { PageInfo } from "./page-info.js";

interface ConnectionWords {
  /** Name of the item's type. */
  name: string;
  /** Such as `store`, for the descriptions. */
  item: string;
  /** Such as `stores`. */
  items: string;
  /** Set if an item can fail on its own: its null is described as "null where", "null if" this. */
  nullable?: { where: string; if: string };
}

/** Makes the connection and edge types of a list. */
export function makeConnectionTypes(item: ClassType, words: ConnectionWords): ClassType<Connection<unknown>> {
  const { nullable } = words;

  @ObjectType(`${words.name}Edge`, { description: `A ${words.item} in a page.`, simpleResolvers: true })
  class EdgeType {
    @Field(() => String, { description: "Its cursor." })
    cursor!: string;

    @Field(() => item, {
      nullable: nullable !== undefined,
      description: `The ${words.item}${nullable ? `; null if ${nullable.if}` : ""}.`,
    })
    node!: unknown;
  }

  @ObjectType(`${words.name}Connection`, { description: `A page of ${words.items}.`, simpleResolvers: true })
  class ConnectionType implements Connection<unknown> {
    @Field(() => [EdgeType], { description: "With cursors." })
    @HoldsAtMost("page")
    edges!: EdgeType[];

    @Field(() => [item], {
      nullable: nullable ? "items" : false,
      description: nullable ? `Without; null where ${nullable.where}.` : "Without.",
    })
    @HoldsAtMost("page")
    nodes!: unknown[];

    @Field(() => PageInfo, { description: "Where the page stands." })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: "Items in all pages." })
    totalCount!: number;
  }
  return ConnectionType;
}
