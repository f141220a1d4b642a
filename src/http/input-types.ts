import { getNamedType, type GraphQLInputObjectType, type GraphQLSchema, isInputObjectType } from "graphql";
import { ConfigurationError } from "../errors.js";

/**
 * Makes sure that no input type can hold another of its kind, directly or through others: the compiler of queries would never finish on a
 * variable of such a type, so that one request could stop the process.
 *
 * @throws ConfigurationError that names the way from the type back to itself
 */
export function checkInputTypes(schema: GraphQLSchema): void {
  const isFinite = new Set<GraphQLInputObjectType>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type)) follow(type, [], isFinite);
  }
}

function follow(
  type: GraphQLInputObjectType,
  way: { type: GraphQLInputObjectType; step: string }[],
  isFinite: Set<GraphQLInputObjectType>,
): void {
  const start = way.findIndex((earlier) => earlier.type === type);
  if (start >= 0) {
    const steps = way.slice(start).map(({ step }) => step);
    throw new ConfigurationError(
      `The input type ${type.name} contains itself: ${steps.join(" → ")} → ${type.name}. Input types must not.`,
    );
  }
  if (isFinite.has(type)) return;
  for (const field of Object.values(type.getFields())) {
    const fieldType = getNamedType(field.type);
    if (isInputObjectType(fieldType)) {
      follow(fieldType, [...way, { type, step: `${type.name}.${field.name}` }], isFinite);
    }
  }
  isFinite.add(type);
}
