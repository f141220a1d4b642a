import type { GraphQLField } from "graphql";
import { Extensions } from "type-graphql";

/** Says of a field's resolver that it has its value at once, out of nothing but the object, the arguments and the context. */
export function IsImmediate() {
  return Extensions({ isImmediate: true });
}

/** Whether a field says that. */
export function isImmediate({ extensions }: GraphQLField<unknown, unknown>): boolean {
  return extensions["isImmediate"] === true;
}
