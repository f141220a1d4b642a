import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from "graphql";

/** Values of variables by name, as they came, with the operation's own defaults. */
export type Variables = Readonly<Record<string, unknown>>;

/** Fields that an object of a type answers, by the name they have in the answer; several nodes of one name are merged. */
export type SelectedFields = ReadonlyMap<string, readonly FieldNode[]>;

export type SelectFields = (
  type: GraphQLObjectType,
  sets: Iterable<SelectionSetNode>,
  variables: Variables,
) => SelectedFields;

/** Reads selections as execution would: fragments for their types, `@skip` and `@include` by the variables. */
export function createFieldSelection(schema: GraphQLSchema, document: DocumentNode): SelectFields {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }

  const applies = (condition: string | undefined, type: GraphQLObjectType) => {
    if (condition === undefined || condition === type.name) return true;
    const named = schema.getType(condition);
    return isAbstractType(named) && schema.isSubType(named, type);
  };

  return (type, sets, variables) => {
    const fields = new Map<string, FieldNode[]>();
    const visited = new Set<string>();
    const collect = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (isLeftOut(selection.directives, variables)) continue;
        if (selection.kind === Kind.FIELD) {
          const name = selection.alias?.value ?? selection.name.value;
          const same = fields.get(name);
          if (same) same.push(selection);
          else fields.set(name, [selection]);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (applies(selection.typeCondition?.name.value, type)) collect(selection.selectionSet);
        } else if (!visited.has(selection.name.value)) {
          visited.add(selection.name.value);
          const fragment = fragments.get(selection.name.value);
          if (fragment && applies(fragment.typeCondition.name.value, type)) collect(fragment.selectionSet);
        }
      }
    };
    for (const set of sets) collect(set);
    return fields;
  };
}

function isLeftOut(directives: readonly DirectiveNode[] | undefined, variables: Variables): boolean {
  return (directives ?? []).some(({ name, arguments: given }) => {
    const argument = given?.find((candidate) => candidate.name.value === "if");
    const value = argument && valueFromASTUntyped(argument.value, variables);
    return (name.value === "skip" && value === true) || (name.value === "include" && value === false);
  });
}
