import {
  defaultFieldResolver,
  type FieldNode,
  getArgumentValues,
  type GraphQLField,
  type GraphQLObjectType,
  TypeNameMetaFieldDef,
} from "graphql";
import { isImmediate } from "../../schema/immediate.js";
import type { Writing } from "./writing.js";

/** Reads a field of an object of its type. */
export type ReadField = (source: unknown, writing: Writing) => unknown;

/** The field that is selected; undefined for what only the root has. */
export function findField(
  type: GraphQLObjectType,
  [node]: readonly FieldNode[],
): GraphQLField<unknown, unknown> | undefined {
  const name = node!.name.value;
  return name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : type.getFields()[name];
}

/** Whether a field never has to be waited for. */
export function isAtOnce(field: GraphQLField<unknown, unknown>): boolean {
  return (
    field === TypeNameMetaFieldDef || isProperty(field) || (field.args.length === 0 && isImmediate(field))
  );
}

/** Whether a field is a property of its object, of the same name. */
export function isProperty(field: GraphQLField<unknown, unknown>): boolean {
  if (field === TypeNameMetaFieldDef) return false;
  return field.resolve === undefined || field.resolve === defaultFieldResolver;
}

export function makeReader(
  field: GraphQLField<unknown, unknown>,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): ReadField {
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
