import type { FragmentDefinitionNode, GraphQLSchema } from "graphql";
import type { JsonBytes } from "./json-bytes.js";

/** One answer that is being written. */
export interface Writing {
  json: JsonBytes;
  context: unknown;
  variables: Readonly<Record<string, unknown>>;
}

/** What selections are read with. */
export interface Selections {
  schema: GraphQLSchema;
  fragments: Record<string, FragmentDefinitionNode>;
  /** The values that conditions have been decided with. */
  variables: Readonly<Record<string, unknown>>;
}
