import {
  defaultFieldResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getNullableType,
  type GraphQLField,
  GraphQLFloat,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  TypeNameMetaFieldDef,
} from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";
import { isImmediate } from "../../schema/immediate.js";
import type { JsonBytes } from "./json-bytes.js";

/** One answer that is being written. */
export interface Writing {
  json: JsonBytes;
  context: unknown;
  variables: Readonly<Record<string, unknown>>;
}

/**
 * Writes a value of the schema.
 *
 * @returns false for all that is not plainly good: errors, promises, nulls where none may be. What GraphQL says of it is not known here.
 * @throws what a resolver or a scalar throws
 */
export type WriteValue = (value: unknown, writing: Writing) => boolean;

/** What selections are read with. */
export interface Selections {
  schema: GraphQLSchema;
  fragments: Record<string, FragmentDefinitionNode>;
  /** The values that conditions have been decided with. */
  variables: Readonly<Record<string, unknown>>;
}

const encoder = new TextEncoder();
const NULL = encoder.encode("null");
const COMMA = encoder.encode(",");
const [OPENING, CLOSING] = [encoder.encode("["), encoder.encode("]")];
export const [OPENING_BRACE, CLOSING_BRACE] = [encoder.encode("{"), encoder.encode("}")];

/**
 * Makes the writer of what is selected of a type.
 *
 * @returns null if anything among it has to be waited for, or may be of several types
 */
export function makeValueWriter(
  selections: Selections,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): WriteValue | null {
  const write = makeWriter(selections, getNullableType(type), nodes);
  if (!write || isNonNullType(type)) return write;
  return (value, writing) => {
    if (value !== null && value !== undefined) return write(value, writing);
    writing.json.addRaw(NULL);
    return true;
  };
}

/** Of a value that may not be null. */
function makeWriter(
  selections: Selections,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): WriteValue | null {
  if (isLeafType(type)) return makeLeafWriter(type);
  if (isListType(type)) return makeListWriter(makeValueWriter(selections, type.ofType, nodes));
  return isObjectType(type) ? makeObjectWriter(selections, type, nodes) : null;
}

function makeLeafWriter(type: GraphQLLeafType): WriteValue {
  const isFloat = type === GraphQLFloat;
  return (value, { json }) => {
    // Most of what is written, and as it is.
    if (isFloat && typeof value === "number" && Number.isFinite(value)) {
      json.addNumber(value);
      return true;
    }
    if (value === null || value === undefined || value instanceof Error) return false;
    const leaf = type.serialize(value);
    return leaf !== null && json.addValue(leaf);
  };
}

function makeListWriter(writeItem: WriteValue | null): WriteValue | null {
  if (!writeItem) return null;
  return (items, writing) => {
    if (!Array.isArray(items)) return false;
    const { json } = writing;
    json.addRaw(OPENING);
    for (let i = 0; i < items.length; i++) {
      if (i > 0) json.addRaw(COMMA);
      if (!writeItem(items[i], writing)) return false;
    }
    json.addRaw(CLOSING);
    return true;
  };
}

function makeObjectWriter(
  selections: Selections,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): WriteValue | null {
  if (type.isTypeOf) return null;
  const { schema, fragments, variables } = selections;
  const writers: WriteValue[] = [];
  for (const [key, fieldNodes] of collectSubfields(schema, fragments, variables, type, nodes)) {
    const write = makeFieldWriter(selections, type, fieldNodes, makeLead(key, writers.length));
    if (!write) return null;
    writers.push(write);
  }
  return (value, writing) => {
    if (!isReadable(value)) return false;
    writing.json.addRaw(OPENING_BRACE);
    for (let i = 0; i < writers.length; i++) if (!writers[i]!(value, writing)) return false;
    writing.json.addRaw(CLOSING_BRACE);
    return true;
  };
}

/** What stands before a field's value: its key, after a comma unless it is the first. */
export function makeLead(key: string, place: number): Uint8Array {
  return encoder.encode(`${place > 0 ? "," : ""}${JSON.stringify(key)}:`);
}

function makeFieldWriter(
  selections: Selections,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  lead: Uint8Array,
): WriteValue | null {
  const field = findField(type, nodes);
  if (!field || !isAtOnce(field)) return null;
  const read = makeReader(field, type, nodes);
  const write = makeValueWriter(selections, field.type, nodes);
  return (
    write &&
    ((source, writing) => {
      writing.json.addRaw(lead);
      return write(read(source, writing), writing);
    })
  );
}

/** The field that is selected; undefined for what only the root has. */
export function findField(
  type: GraphQLObjectType,
  [node]: readonly FieldNode[],
): GraphQLField<unknown, unknown> | undefined {
  const name = node!.name.value;
  return name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : type.getFields()[name];
}

function isAtOnce(field: GraphQLField<unknown, unknown>): boolean {
  return (
    field === TypeNameMetaFieldDef || isProperty(field) || (field.args.length === 0 && isImmediate(field))
  );
}

function isProperty({ resolve }: GraphQLField<unknown, unknown>): boolean {
  return resolve === undefined || resolve === defaultFieldResolver;
}

/** Reads a field of an object of the type. */
export function makeReader(
  field: GraphQLField<unknown, unknown>,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): (source: unknown, writing: Writing) => unknown {
  const { name, resolve } = field;
  if (field === TypeNameMetaFieldDef) return () => type.name;
  if (!resolve || isProperty(field)) return (source) => (source as Record<string, unknown>)[name];
  // None of ours asks where in the question it stands.
  const info = undefined as never;
  if (field.args.length === 0) return (source, { context }) => resolve(source, NO_ARGUMENTS, context, info);
  return (source, { context, variables }) =>
    resolve(source, getArgumentValues(field, nodes[0]!, variables), context, info);
}

const NO_ARGUMENTS = {};

/** Whether fields can be read from it now. */
export function isReadable(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof Error) return false;
  return typeof (value as PromiseLike<unknown>).then !== "function";
}
