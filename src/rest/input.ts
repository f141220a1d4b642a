import type { z } from "zod";
import { InvalidInputError } from "../errors.js";
import type { RequestFault } from "./refusal.js";

/** Most faults that one answer lists. */
const MOST_FAULTS = 20;
const MOST_SHOWN = 80;

/** A request of the wrong form. `faults` has the first ones, `message` the very first. */
export class MalformedInputError extends InvalidInputError {
  constructor(readonly faults: readonly [RequestFault, ...RequestFault[]]) {
    super(faults[0].message, faults[0].field ?? undefined);
  }
}

/** Where a value stands in a request. */
export type InputPart = "path" | "query" | "body";

/**
 * Reads a part of a request.
 *
 * @throws MalformedInputError naming each value that breaks a rule, and the rule
 */
export function readInput<S extends z.ZodType>(schema: S, value: unknown, part: InputPart): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first, ...others] = parsed.error.issues
    .slice(0, MOST_FAULTS)
    .map((issue) => toFault(issue, value, part));
  if (!first) throw new Error("A schema refused a value without an issue.");
  throw new MalformedInputError([first, ...others]);
}

function toFault(issue: z.core.$ZodIssue, value: unknown, part: InputPart): RequestFault {
  const field = issue.path.map(String).join(".");
  const name = field || `the ${part}`;
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const what = part === "body" ? "field" : "parameter";
    const message = `${field ? `${field} has` : "There is"} no ${what} ${show(key)}; check its spelling.`;
    return { field: [field, key].filter(Boolean).join("."), message, code: "BAD_USER_INPUT" };
  }
  const found = lookUp(value, issue.path);
  const message =
    found === undefined ? `${name} is missing; it ${issue.message}.` : describe(name, found, part, issue);
  return { field: field || null, message: capitalize(message), code: "BAD_USER_INPUT" };
}

function describe(name: string, found: unknown, part: InputPart, { message }: z.core.$ZodIssue): string {
  return `${name} is ${showIn(part, found)}; it ${message}.`;
}

function lookUp(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) found = (found as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return found;
}

/** What stands in an address is text, numbers too. */
function showIn(part: InputPart, value: unknown): string {
  return part !== "body" && typeof value === "string" && /^[-.\d]+$/.test(value) ? value : show(value);
}

/** A value for a sentence: what is long is cut, of what holds others only the kind is told. */
function show(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

const capitalize = (text: string) => (text.startsWith("the ") ? `T${text.slice(1)}` : text);
