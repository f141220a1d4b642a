import { InvalidInputError } from "../errors.js";
import { decodeId, type NodeType } from "./ids.js";

/** A page of a list as a Relay connection; an Error as node nulls that node alone and is told in `errors`. */
export interface Connection<T> {
  readonly edges: { cursor: string; node: T }[];
  nodes: readonly T[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number;
}

/** A page of items as every list of ours gives it. */
export interface ItemPage<T> {
  items: readonly T[];
  hasNextPage: boolean;
  totalCount: number;
}

/** Wraps a page; cursors are the ids of the items. */
export function makeConnection<T>(page: ItemPage<T>, cursorOf: CursorOf<T>): Connection<T> {
  return new PageConnection(page, cursorOf);
}

type CursorOf<T> = (item: T, index: number) => string;

/** A class, for an accessor of a single object outlives it, with all that it knows, until old memory is collected. */
class PageConnection<T> implements Connection<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: Connection<T>["pageInfo"];
  readonly totalCount: number;
  readonly #cursorOf: CursorOf<T>;

  constructor({ items, hasNextPage, totalCount }: ItemPage<T>, cursorOf: CursorOf<T>) {
    const last = items.length - 1;
    this.nodes = items;
    this.pageInfo = { hasNextPage, endCursor: last < 0 ? null : cursorOf(items[last] as T, last) };
    this.totalCount = totalCount;
    this.#cursorOf = cursorOf;
  }

  /** Made when they are asked for: most callers read the nodes. */
  get edges(): { cursor: string; node: T }[] {
    return this.nodes.map((node, index) => ({ cursor: this.#cursorOf(node, index), node }));
  }
}

/** Cuts a page out of a list that is in memory. `after` is the key of the item to start after. */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  page: { first: number; after?: string },
): ItemPage<T> {
  const at = page.after === undefined ? -1 : items.findIndex((item) => keyOf(item) === page.after);
  if (page.after !== undefined && at < 0) {
    throw new InvalidInputError(`after points to ${page.after}, which is not in this list.`, "after");
  }
  const start = at + 1;
  return {
    items: items.slice(start, start + page.first),
    hasNextPage: start + page.first < items.length,
    totalCount: items.length,
  };
}

/** Page arguments as neighbours take them: the cursor decoded to the key of the item it stands for. */
export function decodePage(
  type: NodeType,
  args: { first: number; after?: string | null },
): { first: number; after?: string } {
  if (args.after == null) return { first: args.first };
  const cursor = decodeId(args.after);
  if (cursor?.type !== type) {
    throw new InvalidInputError(`after is ${args.after}; it must be a cursor of this list.`, "after");
  }
  return { first: args.first, after: cursor.key };
}
