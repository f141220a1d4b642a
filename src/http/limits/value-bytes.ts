import { type GraphQLNamedType, isEnumType } from "graphql";
import type { AnswerSize } from "../../schema/answer-size.js";

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

/** Bytes of one day of a series, with its comma. */
const BYTES_PER_DAY: Readonly<Record<string, number>> = { FloatSeries: 19, LocalDateSeries: 13 };

/** Name, quotes, colon and comma of a field. */
export const bytesOfName = (name: string): number => name.length + 4;

/** What an object or a list adds to what is in it. */
export const BRACKETS = 3;

/** Bytes of one value of a leaf type; null for a type that has no rule. */
export function bytesOfValue(
  type: GraphQLNamedType,
  { valueBytes }: AnswerSize,
  days: number,
): number | null {
  if (valueBytes !== undefined) return valueBytes;
  if (isEnumType(type)) return Math.max(...type.getValues().map(({ name }) => name.length)) + 2;
  const perDay = BYTES_PER_DAY[type.name];
  return perDay === undefined ? (BYTES[type.name] ?? null) : perDay * days + BRACKETS;
}
