import type { Connection } from "../schema/connection.js";
import { ROOT } from "./root.js";

/** A page as answers have it. */
export interface AnswerPage<T> {
  items: T[];
  next: string | null;
  totalCount: number;
}

/** A page with its items as they are told. */
export function toPage<T>({ pageInfo, totalCount }: Connection<unknown>, items: T[]): AnswerPage<T> {
  return { items, next: pageInfo.hasNextPage ? pageInfo.endCursor : null, totalCount };
}

/**
 * The header that says where a list goes on; none on its last page.
 *
 * @param path of the list below the root, its parameters filled in
 * @param query as it was asked
 */
export function linkToNext(
  { next }: Pick<AnswerPage<unknown>, "next">,
  path: string,
  query: Readonly<Record<string, unknown>>,
): Record<string, string> {
  if (next === null) return {};
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, after: next })) {
    for (const one of [value].flat()) if (one != null) parameters.append(name, String(one));
  }
  return { link: `<${ROOT}${path}?${parameters.toString()}>; rel="next"` };
}
