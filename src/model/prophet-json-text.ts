import type { z } from "zod";
import { ModelError, makeInputError } from "./model-error.js";

const MS_PER_DAY = 86_400_000;
/** Midnight in any way Prophet's versions write it. */
const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00:00(?:\.0+)?(?:Z|\+00:00)?)?$/;

/** Parses Python's JSON, whose NaN becomes null, and holds it to a schema. Throws INVALID_INPUT naming the field that breaks it. */
export function parse<T>(field: string, text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(withoutPythonTokens(text));
    if (typeof value === "string") value = JSON.parse(withoutPythonTokens(value));
  } catch (error) {
    throw new ModelError("INVALID_INPUT", `${field} is not JSON: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new ModelError(
    "INVALID_INPUT",
    `${[field, ...issue.path].join(".")} is not what Prophet's JSON has there: ${issue.message}.`,
    { cause: result.error },
  );
}

function withoutPythonTokens(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|NaN|-?Infinity/g, (token) =>
    token.startsWith('"') ? token : "null",
  );
}

/** Days since 1970-01-01. Throws INVALID_INPUT for anything but midnight of a day. */
export function readDay(field: string, timestamp: string): number {
  const [, year, month, dayOfMonth] = TIMESTAMP.exec(timestamp) ?? [];
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth));
  const isInCalendar = new Date(ms).getUTCDate() === Number(dayOfMonth) && Number(month) <= 12;
  if (!isInCalendar) {
    throw makeInputError(field, timestamp, "must be a day at midnight, without a time of day or a zone");
  }
  return ms / MS_PER_DAY;
}
