import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { AnswerSize, ListSize } from "../../schema/answer-size.js";

/** Items of a list field at most; undefined for a field that is no list, null for a list without a rule. */
export type FindListSize = (
  type: string,
  field: GraphQLField<unknown, unknown>,
) => ListSize | null | undefined;

/** Lengths of lists as the schema's own fields tell them. */
export function createListSizes(schema: GraphQLSchema): FindListSize {
  const introspection = measureIntrospection(schema);
  return (type, field) => {
    const bare = isNonNullType(field.type) ? field.type.ofType : field.type;
    if (!isListType(bare)) return undefined;
    const { listSize } = field.extensions as AnswerSize;
    return listSize ?? introspection[`${type}.${field.name}`] ?? null;
  };
}

/** Lists of the schema about itself: the number of types, and means a type, so that all of them together come out right. */
function measureIntrospection(schema: GraphQLSchema): Readonly<Record<string, number>> {
  const types = Object.values(schema.getTypeMap());
  const fields = types.flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [],
  );
  const mean = (count: (type: GraphQLNamedType) => number) =>
    types.reduce((sum, type) => sum + count(type), 0) / types.length;
  return {
    "__Schema.types": types.length,
    "__Schema.directives": schema.getDirectives().length,
    "__Type.fields": fields.length / types.length,
    "__Type.interfaces": mean((type) => (isObjectType(type) ? type.getInterfaces().length : 0)),
    "__Type.possibleTypes": mean((type) =>
      isInterfaceType(type) && !isIntrospectionType(type) ? schema.getPossibleTypes(type).length : 0,
    ),
    "__Type.enumValues": mean((type) => (isEnumType(type) ? type.getValues().length : 0)),
    "__Type.inputFields": mean((type) =>
      isInputObjectType(type) ? Object.keys(type.getFields()).length : 0,
    ),
    "__Field.args": fields.reduce((sum, field) => sum + field.args.length, 0) / Math.max(fields.length, 1),
    "__Directive.args": 1,
    "__Directive.locations": 4,
  };
}
