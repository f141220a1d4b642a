import type { z } from "zod";
import { ModelError, makeInputError } from "./model-error.js";

const MS_PER_DAY = 86_400_000;
/** Midnight in any way Prophet's versions write it. */
const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00:00(?:\.0+)?(?:Z|\+00:00)?)?$/;

/** Parses Python's JSON, whose NaN becomes null, and holds it to a schema. Throws INVALID_INPUT naming the field that breaks it. */
export function parse<T>(field: string, text: string, schema: z.ZodType<T>): T {
  return check(field, parseText(field, text), schema);
}

/** Python's JSON, also double-encoded; its NaN becomes null. Throws INVALID_INPUT for what is no JSON. */
export function parseText(field: string, text: string): unknown {
  try {
    const value: unknown = JSON.parse(withoutPythonTokens(text));
    return typeof value === "string" ? JSON.parse(withoutPythonTokens(value)) : value;
  } catch (error) {
    throw new ModelError("INVALID_INPUT", `${field} is not JSON: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/** Holds a value to a schema. Throws INVALID_INPUT naming the field that breaks it. */
export function check<T>(field: string, value: unknown, schema: z.ZodType<T>): T {
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
  if (!text.includes("NaN") && !text.includes("Infinity")) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|NaN|-?Infinity/g, (token) =>
    token.startsWith('"') ? token : "null",
  );
}

/** Days since 1970-01-01. Throws INVALID_INPUT for anything but midnight of a day. */
export function readDay(field: string, timestamp: string): number {
  // A history repeats this for every row, and there are thousands of histories.
  const day = TIMESTAMP.test(timestamp) ? dayIfInCalendar(timestamp) : null;
  if (day === null) {
    throw makeInputError(field, timestamp, "must be a day at midnight, without a time of day or a zone");
  }
  return day;
}

function dayIfInCalendar(timestamp: string): number | null {
  const year = Number(timestamp.slice(0, 4));
  const month = Number(timestamp.slice(5, 7));
  const dayOfMonth = Number(timestamp.slice(8, 10));
  if (month < 1 || month > 12 || dayOfMonth < 1) return null;
  if (dayOfMonth > 28 && new Date(Date.UTC(year, month - 1, dayOfMonth)).getUTCDate() !== dayOfMonth)
    return null;
  return Date.UTC(year, month - 1, dayOfMonth) / MS_PER_DAY;
}
