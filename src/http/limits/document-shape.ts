import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** What the text of an operation asks, fragments counted wherever they are spread. */
export interface DocumentShape {
  /** Fields inside each other, without those of the schema about itself. */
  depth: number;
  fields: number;
  /** Fields under another name. */
  aliases: number;
}

const NOTHING: DocumentShape = { depth: 0, fields: 0, aliases: 0 };
const INTROSPECTION = new Set(["__schema", "__type"]);

/** The largest figures of the operations of a document; takes time in proportion to its text, however fragments nest. */
export function measureShape(document: DocumentNode): DocumentShape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const known = new Map<string, DocumentShape>();

  function measureFragment(name: string): DocumentShape {
    const found = known.get(name);
    if (found) return found;
    // A fragment that contains itself counts as nothing there: it is invalid, and another rule says so.
    known.set(name, NOTHING);
    const fragment = fragments.get(name);
    const shape = fragment ? measureSet(fragment.selectionSet) : NOTHING;
    known.set(name, shape);
    return shape;
  }

  function measureSelection(selection: SelectionNode): DocumentShape {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return measureFragment(selection.name.value);
    const inner = selection.selectionSet ? measureSet(selection.selectionSet) : NOTHING;
    if (selection.kind === Kind.INLINE_FRAGMENT) return inner;
    return {
      depth: INTROSPECTION.has(selection.name.value) ? 1 : inner.depth + 1,
      fields: inner.fields + 1,
      aliases: inner.aliases + (selection.alias ? 1 : 0),
    };
  }

  function measureSet({ selections }: SelectionSetNode): DocumentShape {
    const sum = { ...NOTHING };
    for (const selection of selections) {
      const { depth, fields, aliases } = measureSelection(selection);
      sum.depth = Math.max(sum.depth, depth);
      sum.fields += fields;
      sum.aliases += aliases;
    }
    return sum;
  }

  return operations
    .map((operation) => measureSet(operation.selectionSet))
    .reduce(
      (most, shape) => ({
        depth: Math.max(most.depth, shape.depth),
        fields: Math.max(most.fields, shape.fields),
        aliases: Math.max(most.aliases, shape.aliases),
      }),
      NOTHING,
    );
}
