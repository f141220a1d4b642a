import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  valueFromASTUntyped,
} from "graphql";
import { DEFAULT_WINDOW_DAYS, MAX_PAGE_SIZE } from "../../schema/bounds.js";
import { type AskedLengths, readLengths } from "./asked-lengths.js";
import { createListSizes } from "./list-sizes.js";
import { createFieldSelection, type Variables } from "./selected-fields.js";
import { BRACKETS, bytesOfName, bytesOfValue } from "./value-bytes.js";

/** What the answer to an operation can hold at most. */
export interface AnswerMeasure {
  /** Fields of all objects of the answer; each item of a list of plain values counts too. */
  values: number;
  /** Length as JSON, roughly. */
  bytes: number;
}

/** Measures the answer to an operation of a valid document, before anything is looked up. */
export type MeasureAnswer = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
) => AnswerMeasure;

const META_FIELDS = new Map<string, GraphQLField<unknown, unknown>>(
  [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map((field) => [field.name, field]),
);
const UNASKED: AskedLengths = { page: MAX_PAGE_SIZE, days: DEFAULT_WINDOW_DAYS };
/** For values of types without a rule. */
const BYTES_UNKNOWN = 30;

/** Makes the measure for the operations of a schema. */
export function createAnswerMeasure(schema: GraphQLSchema): MeasureAnswer {
  const findListSize = createListSizes(schema);

  return (document, operation, given) => {
    const select = createFieldSelection(schema, document);
    const variables = withDefaults(operation, given);
    const root = schema.getRootType(operation.operation);
    if (!root) return { values: 0, bytes: 0 };
    return measureObject(root, [operation.selectionSet], UNASKED);

    function measureObject(
      type: GraphQLObjectType,
      sets: readonly SelectionSetNode[],
      lengths: AskedLengths,
    ): AnswerMeasure {
      let values = 0;
      let bytes = BRACKETS;
      const known = type.getFields();
      for (const [name, nodes] of select(type, sets, variables)) {
        const [node] = nodes;
        const field = node && (known[node.name.value] ?? META_FIELDS.get(node.name.value));
        if (!field) continue;
        const inner = measureField(type, field, nodes, readLengths(field, node, variables, lengths));
        values += inner.values;
        bytes += bytesOfName(name) + inner.bytes;
      }
      return { values, bytes };
    }

    function measureField(
      parent: GraphQLObjectType,
      field: GraphQLField<unknown, unknown>,
      nodes: readonly FieldNode[],
      lengths: AskedLengths,
    ): AnswerMeasure {
      const type = getNamedType(field.type);
      const size = findListSize(parent.name, field);
      const count = size === undefined ? 1 : typeof size === "number" ? size : lengths[size ?? "page"];
      const around = size === undefined ? 0 : BRACKETS;
      const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (sets.length === 0) {
        const each = bytesOfValue(type, field.extensions, lengths) ?? BYTES_UNKNOWN;
        return { values: Math.max(count, 1), bytes: count * (each + (size === undefined ? 0 : 1)) + around };
      }
      const item = largest(possibleTypes(type).map((object) => measureObject(object, sets, lengths)));
      return { values: 1 + count * item.values, bytes: count * item.bytes + around };
    }
  };

  function possibleTypes(type: ReturnType<typeof getNamedType>): readonly GraphQLObjectType[] {
    if (isAbstractType(type)) return schema.getPossibleTypes(type);
    return isObjectType(type) ? [type] : [];
  }
}

function largest(measures: readonly AnswerMeasure[]): AnswerMeasure {
  return measures.reduce(
    (most, { values, bytes }) => ({
      values: Math.max(most.values, values),
      bytes: Math.max(most.bytes, bytes),
    }),
    { values: 0, bytes: 0 },
  );
}

function withDefaults({ variableDefinitions }: OperationDefinitionNode, given: Variables): Variables {
  const defaults: Record<string, unknown> = {};
  for (const { variable, defaultValue } of variableDefinitions ?? []) {
    if (defaultValue?.kind === Kind.NULL || defaultValue === undefined) continue;
    defaults[variable.name.value] = valueFromASTUntyped(defaultValue);
  }
  return { ...defaults, ...given };
}
