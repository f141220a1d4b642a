import { z } from "zod";
import { InvalidInputError } from "../errors.js";

/** A tag or param on the wire. */
export interface KeyValue {
  key: string;
  value: string;
}

const KeyValueShape = z.object({ key: z.string(), value: z.string().default("") });

/** int64 fields are numbers, in some versions strings. */
export const Int64 = z.union([z.number(), z.string().regex(/^-?\d+$/)]).transform(Number);

/** A list that is absent when empty. */
export const listOf = <T extends z.ZodType>(item: T) => z.array(item).default([]);

/** Tags as a record; absent when empty. */
export const Tags = listOf(KeyValueShape).transform((tags): Record<string, string> =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value])),
);

/** An answer that says nothing but that it worked. */
export const Done = z.object({});

/** The token of the next page; absent or empty on the last. */
export const PageToken = z.string().optional();

/** Tags or params for the wire. */
export function toKeyValues(record: Readonly<Record<string, string>>): KeyValue[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }));
}

/** All items of a paged search. */
export async function collectPages<T>(
  loadPage: (pageToken: string | undefined) => Promise<{ items: T[]; nextPageToken?: string | undefined }>,
): Promise<T[]> {
  const items: T[] = [];
  let pageToken: string | undefined;
  do {
    const page = await loadPage(pageToken);
    items.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken);
  return items;
}

/** A value for a search filter, which has no way to escape a quote. */
export function quoteFilterValue(value: string): string {
  if (!value.includes("'")) return `'${value}'`;
  if (!value.includes('"')) return `"${value}"`;
  throw new InvalidInputError(`MLflow cannot search for ${value}: it holds both kinds of quotes.`);
}
