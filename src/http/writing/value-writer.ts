import {
  type FieldNode,
  getNullableType,
  GraphQLFloat,
  GraphQLID,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  TypeNameMetaFieldDef,
} from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";
import { FigureTable } from "../../schema/figure-table.js";
import { FloatTableScalar } from "../../schema/scalars.js";
import { findField, isAtOnce, isProperty, makeReader } from "./field-reader.js";
import { WriterCode, type WriteValue } from "./writer-code.js";
import type { Selections } from "./writing.js";

/**
 * Makes the writer of what is selected of a type, as code of its own: what reads objects of many kinds in one place reads each of them three times as slowly.
 *
 * @returns null if anything among it has to be waited for, or may be of several types
 */
export function makeValueWriter(
  selections: Selections,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): WriteValue | null {
  const code = new WriterCode();
  return addValue({ code, selections }, "value", type, nodes) ? code.compile() : null;
}

/** What a writer's code is made in. */
interface Making {
  code: WriterCode;
  selections: Selections;
}

function addValue(
  making: Making,
  value: string,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): boolean {
  if (isNonNullType(type)) return addPresent(making, value, type.ofType, nodes);
  const { code } = making;
  code.addLine(`if (${value} === null || ${value} === undefined) {`);
  code.addText("null");
  code.addLine("} else {");
  const isDone = addPresent(making, value, getNullableType(type), nodes);
  code.addLine("}");
  return isDone;
}

/** Of a value that may not be null. */
function addPresent(
  making: Making,
  value: string,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): boolean {
  if (isLeafType(type)) return addLeaf(making, value, type);
  if (isListType(type)) return addList(making, value, type.ofType as GraphQLOutputType, nodes);
  return isObjectType(type) && addObject(making, value, type, nodes);
}

function addLeaf({ code }: Making, value: string, type: GraphQLLeafType): boolean {
  // Most of what is written, and as it is.
  if (type === GraphQLFloat) {
    code.addLine(
      `if (typeof ${value} === "number" && Number.isFinite(${value})) json.addNumber(${value}); else`,
    );
  } else if (type === GraphQLString || type === GraphQLID) {
    code.addLine(`if (typeof ${value} === "string") json.addText(${value}); else`);
  } else if (type === FloatTableScalar) {
    const isTable = code.bind((given: unknown) => given instanceof FigureTable);
    code.addLine(`if (${isTable}(${value})) { if (!json.addTable(${value})) return false; } else`);
  }
  const serialize = code.bind((given: unknown) => type.serialize(given));
  code.addLine(
    `{ if (${value} === null || ${value} === undefined || ${value} instanceof Error) return false;`,
  );
  const leaf = code.declare(`${serialize}(${value})`);
  code.addLine(`if (${leaf} === null || !json.addValue(${leaf})) return false; }`);
  return true;
}

function addList(
  making: Making,
  value: string,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): boolean {
  const { code } = making;
  code.addLine(`if (!Array.isArray(${value})) return false;`);
  code.addText("[");
  const isDone = code.addLoop(value, (item) => addValue(making, item, type, nodes));
  code.addText("]");
  return isDone;
}

function addObject(
  making: Making,
  value: string,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): boolean {
  if (type.isTypeOf) return false;
  const { code, selections } = making;
  const { schema, fragments, variables } = selections;
  code.addLine(
    `if (typeof ${value} !== "object" || ${value} === null || ${value} instanceof Error) return false;`,
  );
  code.addLine(`if (typeof ${value}.then === "function") return false;`);
  code.addText("{");
  let separator = "";
  for (const [key, fieldNodes] of collectSubfields(schema, fragments, variables, type, nodes)) {
    code.addText(`${separator}${JSON.stringify(key)}:`);
    separator = ",";
    if (!addField(making, value, type, fieldNodes)) return false;
  }
  code.addText("}");
  return true;
}

function addField(
  making: Making,
  source: string,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): boolean {
  const { code } = making;
  const field = findField(type, nodes);
  if (!field || !isAtOnce(field)) return false;
  if (field === TypeNameMetaFieldDef) {
    code.addText(JSON.stringify(type.name));
    return true;
  }
  const value = isProperty(field)
    ? code.declare(`${source}.${field.name}`)
    : code.declare(`${code.bind(makeReader(field, type, nodes))}(${source}, writing)`);
  return addValue(making, value, field.type, nodes);
}
