import type { ProblemFacts } from "./problem-kind.js";

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** How long to wait before trying again after so many failures in a row, 1 or more, ms. */
export function backOffMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
}

/** How long to wait after this problem, ms: no shorter than the API says. */
export function pauseMs(failures: number, problem: Pick<ProblemFacts, "retryAfterSeconds">): number {
  return Math.max(backOffMs(failures), (problem.retryAfterSeconds ?? 0) * 1_000);
}
