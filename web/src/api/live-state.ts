import type { CombinedError } from "@urql/core";
import { pauseMs } from "./back-off.js";
import { describeError, type ProblemFacts } from "./problem-kind.js";

/** A problem that goes on. */
export interface LiveProblem extends ProblemFacts {
  /** Since when each try has failed. */
  since: Date;
  /** Failures in a row, 1 or more. */
  failures: number;
  /** When it is asked again by itself; null if it is not. */
  retryAt: Date | null;
}

/** What is known of a question while it is asked again and again. */
export interface LiveState<Data> {
  /** The last answer, whole or in part, and kept while later tries fail; undefined before the first. */
  data: Data | undefined;
  problem: LiveProblem | null;
  /** Whether an answer is awaited. */
  isFetching: boolean;
}

/** What urql says of one answer. */
export interface LiveResult<Data> {
  data?: Data | undefined;
  error?: CombinedError | undefined;
  /** Whether a fresher answer follows. */
  stale: boolean;
}

export const UNANSWERED = { data: undefined, problem: null, isFetching: true } as const;

/** The state after an answer that came at this time. */
export function takeResult<Data>(
  state: LiveState<Data>,
  result: LiveResult<Data>,
  at: Date,
): LiveState<Data> {
  const data = result.data ?? state.data;
  if (!result.error) return { data, problem: null, isFetching: result.stale };
  const { since = at, failures = 0 } = state.problem ?? {};
  const problem = makeProblem(describeError(result.error), since, failures + 1, at);
  return { data, problem, isFetching: result.stale };
}

/** A problem that was met so often since then. @param at when it was met last */
export function makeProblem(facts: ProblemFacts, since: Date, failures: number, at: Date): LiveProblem {
  const retryAt = facts.isRetryable ? new Date(at.getTime() + pauseMs(failures, facts)) : null;
  return { ...facts, since, failures, retryAt };
}
