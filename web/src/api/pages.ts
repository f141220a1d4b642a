import { takeResult, UNANSWERED, type LiveResult, type LiveState } from "./live-state.js";

/** One page of a list that is asked for page by page. */
export interface Page<Data> {
  /** Cursor that it begins after; null for the first. */
  after: string | null;
  state: LiveState<Data>;
  /** What the API says of the parts that are null, with the last answer. */
  gaps: readonly Gap[];
}

/** Why a part of an answer is null. */
export interface Gap {
  /** Where, such as `["forecasts", "nodes", 3]`. */
  path: readonly (string | number)[];
  /** Sentence for a person. */
  message: string;
}

export const NO_PAGES: readonly never[] = [];

interface PageResult<Data> extends LiveResult<Data> {
  after: string | null;
}

/** The pages after an answer for one of them. What is known of others stays. */
export function takePage<Data>(
  pages: readonly Page<Data>[],
  place: number,
  result: PageResult<Data>,
  at: Date,
): readonly Page<Data>[] {
  const { after } = result;
  const before = pages[place]?.after === after ? pages[place] : undefined;
  const state = takeResult(before?.state ?? UNANSWERED, result, at);
  const gaps = result.data ? listGaps(result) : (before?.gaps ?? []);
  return [...pages.slice(0, place), { after, state, gaps }, ...pages.slice(place + 1)];
}

function listGaps({ error }: LiveResult<unknown>): Gap[] {
  return (error?.graphQLErrors ?? []).map(({ path, message }) => ({ path: path ?? [], message }));
}
