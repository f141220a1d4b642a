import { type GraphQLNamedType, isEnumType } from "graphql";
import type { AnswerSize } from "../../schema/answer-size.js";
import type { AskedLengths } from "./asked-lengths.js";

/** Bytes of one value as JSON, roughly: quotes are counted, commas are not. */
const BYTES: Readonly<Record<string, number>> = {
  Boolean: 5,
  Int: 7,
  Float: 18,
  ID: 30,
  String: 30,
  LocalDate: 12,
  DateTime: 26,
  URL: 120,
};

/** Name, quotes, colon and comma of a field. */
export const bytesOfName = (name: string): number => name.length + 4;

/** What an object or a list adds to what is in it. */
export const BRACKETS = 3;

/** Bytes of values that are as long as what they are columns of, with their commas. */
const BYTES_OF_COLUMN: Readonly<Record<string, (lengths: AskedLengths) => number>> = {
  FloatSeries: ({ days }) => 19 * days,
  LocalDateSeries: ({ days }) => 13 * days,
  Series: ({ page }) => 27 * page,
  FloatTable: ({ page, days }) => page * (19 * days + BRACKETS),
};

/** Bytes of one value of a leaf type; null for a type that has no rule. */
export function bytesOfValue(
  type: GraphQLNamedType,
  { valueBytes }: AnswerSize,
  lengths: AskedLengths,
): number | null {
  if (valueBytes !== undefined) return valueBytes;
  if (isEnumType(type)) return Math.max(...type.getValues().map(({ name }) => name.length)) + 2;
  const ofColumn = BYTES_OF_COLUMN[type.name];
  return ofColumn ? ofColumn(lengths) + BRACKETS : (BYTES[type.name] ?? null);
}
