/** How a recipe would have done over a chain, on days that are past. */
export { checkCutoffs, makeCutoffs } from "./cutoffs.js";
export { evaluateChain } from "./evaluate.js";
export type { EvaluationRun } from "./evaluate.js";
export { makeCsv } from "./report-csv.js";
export { makeMarkdown } from "./report-markdown.js";
export type { CutoffScores, Evaluation } from "./scoring.js";
export { createForecastThreads } from "./thread-pool.js";
export type { ForecastThreads } from "./thread-pool.js";
export type { EvaluationOptions, EvaluationStore } from "./types.js";
