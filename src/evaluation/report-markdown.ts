import { INTERVAL_LABELS, METHOD_LABELS } from "./report-labels.js";
import type { CutoffScores, Evaluation } from "./scoring.js";
import { TOLERANCE } from "./store-coverage.js";
import type { Scores } from "./tally.js";
import { INTERVAL_KINDS, LEVELS, METHODS, type Method } from "./types.js";

const LABELS = METHODS.map((method) => METHOD_LABELS[method]);
const DECILE_LABELS = [
  "least",
  "10 %",
  "20 %",
  "30 %",
  "40 %",
  "50 %",
  "60 %",
  "70 %",
  "80 %",
  "90 %",
  "most",
];

/** The report for people: what was asked, then a table for each question. */
export function makeMarkdown(evaluation: Evaluation): string {
  const { label, storeCount, horizon, cutoffs, pooled } = evaluation;
  const span = horizon === 1 ? "the day" : `the ${horizon} days`;
  return [
    `# Backtest of ${label}`,
    `${storeCount} stores, ${span} after ${cutoffs.length === 1 ? "one cutoff" : `each of ${cutoffs.length} cutoffs`}, ${pooled.days} open days with sales.`,
    "## Error by cutoff",
    "WMAPE: sum of absolute errors over sum of sales.",
    makeCutoffTable(evaluation),
    ...describeStandIns(evaluation),
    "## Error by day of the horizon",
    makeTable(
      ["day", "days", ...LABELS],
      evaluation.horizonDays.map((scores) => [`${scores.ahead}`, `${scores.days}`, ...makeErrors(scores)]),
    ),
    "## Error by store",
    "Deciles of the stores' own WMAPE: so many of the stores have a smaller one.",
    makeTable(
      ["", ...DECILE_LABELS],
      METHODS.map((method) => [METHOD_LABELS[method], ...evaluation.deciles[method].map(formatRatio)]),
    ),
    "## Intervals",
    "Width and score are shares of mean sales. The score is the width, and for each day outside its distance times 2 / (1 - level): lower is better.",
    makeIntervalTable(pooled),
    "Coverage by cutoff:",
    makeCoverageTable(cutoffs),
    `Share of stores whose own coverage is within ${formatPoints(TOLERANCE)} points of the level. "By chance" is what days would give that are inside independently, with the level's probability:`,
    makeStoreCoverageTable(evaluation),
    "",
  ].join("\n\n");
}

function makeCutoffTable({ cutoffs, pooled }: Evaluation): string {
  return makeTable(
    ["cutoff", "stores", "days", ...LABELS],
    [
      ...cutoffs.map((scores) => [
        scores.cutoff,
        `${scores.stores}`,
        `${scores.days}`,
        ...makeErrors(scores),
      ]),
      ["pooled", "", `${pooled.days}`, ...makeErrors(pooled)],
    ],
  );
}

/** Where something else than the recipe's model served. */
function describeStandIns({ cutoffs, refusal }: Evaluation): string[] {
  const count = (pick: (scores: CutoffScores) => number) =>
    cutoffs.reduce((sum, scores) => sum + pick(scores), 0);
  const total = count(({ stores }) => stores);
  const notFitted = count((scores) => scores.notFitted);
  return [
    `The baseline served ${count(({ servedByBaseline }) => servedByBaseline)} of ${total} forecasts, ${notFitted} of them for want of a model.`,
    ...(refusal === null ? [] : [`The first such reason: ${refusal}`]),
  ];
}

function makeErrors({ wmape }: Scores): string[] {
  return METHODS.map((method: Method) => formatRatio(wmape[method]));
}

function makeIntervalTable({ intervals }: Scores): string {
  return makeTable(
    ["interval", "level", "coverage", "width", "score"],
    INTERVAL_KINDS.flatMap((kind) =>
      intervals[kind].map(({ level, coverage, width, score }) => [
        INTERVAL_LABELS[kind],
        formatLevel(level),
        coverage.toFixed(3),
        width.toFixed(3),
        score.toFixed(3),
      ]),
    ),
  );
}

function makeCoverageTable(cutoffs: readonly CutoffScores[]): string {
  const columns = INTERVAL_KINDS.flatMap((kind) => LEVELS.map((_, i) => ({ kind, i })));
  return makeTable(
    ["cutoff", ...columns.map(({ kind, i }) => `${INTERVAL_LABELS[kind]} ${formatLevel(LEVELS[i]!)}`)],
    cutoffs.map(({ cutoff, intervals }) => [
      cutoff,
      ...columns.map(({ kind, i }) => intervals[kind][i]!.coverage.toFixed(3)),
    ]),
  );
}

function makeStoreCoverageTable({ storeCoverage }: Evaluation): string {
  return makeTable(
    ["level", ...INTERVAL_KINDS.map((kind) => INTERVAL_LABELS[kind]), "by chance"],
    storeCoverage.map(({ level, share, ideal }) => [
      formatLevel(level),
      ...[...INTERVAL_KINDS.map((kind) => share[kind]), ideal].map((value) => value.toFixed(3)),
    ]),
  );
}

/** A table whose columns also line up where nobody renders it: the first to the left, the others to the right. */
function makeTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((label, i) => Math.max(3, label.length, ...rows.map((row) => row[i]!.length)));
  const makeLine = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(" | ")} |`;
  const rule = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [makeLine(head), makeLine(rule), ...rows.map(makeLine)].join("\n");
}

const formatRatio = (value: number) => value.toFixed(4);
const formatLevel = (level: number) => `${formatPoints(level)} %`;
const formatPoints = (share: number) => `${Math.round(share * 100)}`;
