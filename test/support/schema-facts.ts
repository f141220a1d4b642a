import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from "graphql";

/** One thing a schema says, as a line, and whether it is described. */
export interface SchemaFact {
  line: string;
  description: string | null | undefined;
}

/** Everything a schema of one's own says: no introspection types, no scalars of the language. */
export function listSchemaFacts(schema: GraphQLSchema): SchemaFact[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => factsOf(type));
}

/** Types that clients name, without the roots, which only hold fields. */
export function listDescribedTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  const roots = ["Query", "Mutation", "Subscription"];
  return Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !roots.includes(type.name),
  );
}

function factsOf(type: GraphQLNamedType): SchemaFact[] {
  const { name } = type;
  if (isScalarType(type)) return [{ line: `scalar ${name}`, description: type.description }];
  if (isEnumType(type)) {
    return type
      .getValues()
      .map((value) => ({ line: `${name}.${value.name}`, description: value.description }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => inputFact(`${name}.${field.name}`, field));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return [
    ...type
      .getInterfaces()
      .map((parent) => ({ line: `${name} implements ${parent.name}`, description: parent.description })),
    ...Object.values(type.getFields()).flatMap((field) => [
      { line: `${name}.${field.name}: ${field.type.toString()}`, description: field.description },
      ...field.args.map((arg) => inputFact(`${name}.${field.name}(${arg.name})`, arg)),
    ]),
  ];
}

function inputFact(line: string, input: GraphQLArgument | GraphQLInputField): SchemaFact {
  const preset = input.defaultValue === undefined ? "" : ` = ${JSON.stringify(input.defaultValue)}`;
  return { line: `${line}: ${input.type.toString()}${preset}`, description: input.description };
}
