import { type FieldNode, type GraphQLField, valueFromASTUntyped } from "graphql";
import type { AnswerSize } from "../../schema/answer-size.js";
import { DEFAULT_WINDOW_DAYS, MAX_PAGE_SIZE, MAX_WINDOW_DAYS } from "../../schema/bounds.js";
import type { Variables } from "./selected-fields.js";

/** How long lists below a field get, by what it was asked. */
export interface AskedLengths {
  /** Items of a page, 0 to 2,000. */
  page: number;
  /** Days of a window, 0 to 90. */
  days: number;
}

const MS_PER_DAY = 86_400_000;

/**
 * What a field's arguments say of the lists below it; what they do not speak of stays as it was. Values that the rules of
 * their arguments refuse count as the nearest one allowed: that rule's own error tells more.
 */
export function readLengths(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Variables,
  outer: AskedLengths,
): AskedLengths {
  let { page, days } = outer;
  for (const { name, defaultValue } of field.args) {
    if (name !== "first" && name !== "window" && name !== "input") continue;
    const given = readArgument(node, name, variables);
    if (name === "first") page = Math.min(pageOf(given ?? defaultValue), namedStores(node, variables));
    else if (name === "window") days = daysOf(given, field.extensions);
    else page = countNames((given as { filter?: unknown } | null | undefined)?.filter);
  }
  return page === outer.page && days === outer.days ? outer : { page, days };
}

function readArgument(node: FieldNode, name: string, variables: Variables): unknown {
  const argument = node.arguments?.find((candidate) => candidate.name.value === name);
  return argument && valueFromASTUntyped(argument.value, variables);
}

function pageOf(first: unknown): number {
  return typeof first === "number" ? Math.min(Math.max(first, 0), MAX_PAGE_SIZE) : 0;
}

function namedStores(node: FieldNode, variables: Variables): number {
  return countNames(readArgument(node, "filter", variables));
}

/** Stores that a filter leaves at most. */
function countNames(filter: unknown): number {
  const names = (filter as { storeIds?: unknown } | null | undefined)?.storeIds;
  if (names == null) return MAX_PAGE_SIZE;
  return Array.isArray(names) ? Math.min(names.length, MAX_PAGE_SIZE) : 1;
}

const msOf = (day: unknown) => (typeof day === "string" ? Date.parse(day) : NaN);

function daysOf(window: unknown, { daysByDefault }: AnswerSize): number {
  const { from, to } = (window ?? {}) as { from?: unknown; to?: unknown };
  if (from == null && to == null) return daysByDefault ?? DEFAULT_WINDOW_DAYS;
  if (to == null) return DEFAULT_WINDOW_DAYS;
  const days = (msOf(to) - msOf(from)) / MS_PER_DAY;
  // Without a first day it begins today, wherever that is.
  return Number.isNaN(days) ? MAX_WINDOW_DAYS : Math.min(Math.max(days, 0), MAX_WINDOW_DAYS);
}
