import {
  type FieldNode,
  getNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";
import { findField, isReadable, makeReader, type ReadField } from "./field-reader.js";
import { makeValueWriter } from "./value-writer.js";
import type { Selections, Writing } from "./writing.js";

const encoder = new TextEncoder();
const [OPENING_BRACE, CLOSING_BRACE] = [encoder.encode("{"), encoder.encode("}")];

/** Writes what has been loaded; false as {@link WriteValue} says it. */
type WriteLoaded = () => boolean;

/**
 * Waits for all of a value that has to be waited for, so that it is then written at one go.
 *
 * @throws what a resolver throws
 */
export type LoadValue = (value: unknown, writing: Writing) => Promise<WriteLoaded>;

interface LoadedField {
  lead: Uint8Array;
  read: ReadField;
  load: LoadValue;
}

/** Makes the loader of an object that stands in no list. Null if what is in its lists cannot be written. */
export function makeObjectLoader(
  selections: Selections,
  type: GraphQLObjectType,
  selected: ReadonlyMap<string, readonly FieldNode[]>,
): LoadValue | null {
  if (type.isTypeOf) return null;
  const fields: LoadedField[] = [];
  for (const [key, nodes] of selected) {
    const field = findField(type, nodes);
    const load = field && makeLoader(selections, field.type, nodes);
    if (!load) return null;
    fields.push({ lead: makeLead(key, fields.length), read: makeReader(field, type, nodes), load });
  }
  return async (source, writing) => {
    if (!isReadable(source)) return fail;
    const { json } = writing;
    const writes = await Promise.all(
      fields.map(async ({ read, load }) => load(await read(source, writing), writing)),
    );
    return () => {
      json.addRaw(OPENING_BRACE);
      for (let i = 0; i < writes.length; i++) {
        json.addRaw(fields[i]!.lead);
        if (!writes[i]!()) return false;
      }
      json.addRaw(CLOSING_BRACE);
      return true;
    };
  };
}

const fail: WriteLoaded = () => false;

/** What stands before a field's value: its key, after a comma unless it is the first. */
function makeLead(key: string, place: number): Uint8Array {
  return encoder.encode(`${place > 0 ? "," : ""}${JSON.stringify(key)}:`);
}

function makeLoader(
  selections: Selections,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): LoadValue | null {
  const inner = getNullableType(type);
  if (!isObjectType(inner)) {
    const write = makeValueWriter(selections, type, nodes);
    return write && ((value, writing) => Promise.resolve(() => write(value, writing)));
  }
  const { schema, fragments, variables } = selections;
  const selected = collectSubfields(schema, fragments, variables, inner, nodes);
  const load = makeObjectLoader(selections, inner, selected);
  if (!load || isNonNullType(type)) return load;
  return async (value, writing) => {
    if (value !== null && value !== undefined) return load(value, writing);
    return () => writing.json.addValue(null);
  };
}
