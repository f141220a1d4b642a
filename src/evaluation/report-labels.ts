import type { IntervalKind, Method } from "./types.js";

/** What people call the methods. */
export const METHOD_LABELS: Record<Method, string> = {
  recipe: "recipe",
  model: "model alone",
  last_week: "last week",
  two_weeks_ago: "two weeks ago",
  last_year: "last year",
  median_56: "median 56 d",
};

/** What people call the intervals. */
export const INTERVAL_LABELS: Record<IntervalKind, string> = {
  served: "as served",
  prophet: "Prophet's own",
};
