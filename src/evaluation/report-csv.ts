import type { Evaluation } from "./scoring.js";
import type { Scores } from "./tally.js";
import { INTERVAL_KINDS, METHODS } from "./types.js";

/** Digits behind the point that mean anything. */
const DIGITS = 6;

/**
 * Every figure of the report as one row: `part` and `at` say of what (`cutoff` 2015-06-12, `day` 3, `decile` 90, `store` 17, `pooled`), `of`
 * names the method or the interval, `level` is empty where there is none.
 */
export function makeCsv(evaluation: Evaluation): string {
  const { pooled, cutoffs, horizonDays, deciles, storeCoverage, stores } = evaluation;
  const rows = [
    ["part", "at", "of", "level", "measure", "value"],
    ...listScores("pooled", "", pooled),
    ...cutoffs.flatMap((scores) => [
      ...listScores("cutoff", scores.cutoff, scores),
      ["cutoff", scores.cutoff, "", "", "stores", `${scores.stores}`],
      ["cutoff", scores.cutoff, "", "", "served_by_baseline", `${scores.servedByBaseline}`],
      ["cutoff", scores.cutoff, "", "", "not_fitted", `${scores.notFitted}`],
    ]),
    ...horizonDays.flatMap((scores) => listScores("day", `${scores.ahead}`, scores)),
    ...METHODS.flatMap((method) =>
      deciles[method].map((value, tenth) => ["decile", `${tenth * 10}`, method, "", "wmape", format(value)]),
    ),
    ...storeCoverage.flatMap(({ level, share, ideal }) => [
      ...INTERVAL_KINDS.map((kind) => [
        "stores",
        "",
        kind,
        `${level}`,
        "within_8_points",
        format(share[kind]),
      ]),
      ["stores", "", "chance", `${level}`, "within_8_points", format(ideal)],
    ]),
    ...stores.flatMap(({ code, days, wmape }) => [
      ["store", code, "", "", "days", `${days}`],
      ["store", code, "recipe", "", "wmape", format(wmape)],
    ]),
  ];
  // Codes of stores, the only text of others, have neither commas nor quotes.
  return rows.map((row) => `${row.join(",")}\n`).join("");
}

function listScores(part: string, at: string, { days, sales, wmape, intervals }: Scores): string[][] {
  return [
    [part, at, "", "", "days", `${days}`],
    [part, at, "", "", "sales", format(sales)],
    ...METHODS.map((method) => [part, at, method, "", "wmape", format(wmape[method])]),
    ...INTERVAL_KINDS.flatMap((kind) =>
      intervals[kind].flatMap(({ level, ...measures }) =>
        Object.entries(measures).map(([measure, value]) => [
          part,
          at,
          kind,
          `${level}`,
          measure,
          format(value),
        ]),
      ),
    ),
  ];
}

function format(value: number): string {
  return `${Number(value.toFixed(DIGITS))}`;
}
