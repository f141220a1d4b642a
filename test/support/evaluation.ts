import type { EvaluationStore } from "../../src/evaluation/index.js";
import type { CutoffForecast, Method } from "../../src/evaluation/types.js";
import { makeSeries } from "./series.js";

/** A small chain of stores that close on Sundays, through 2014-03-26; no two sell alike. */
export function makeChain(stores: number, days = 450): EvaluationStore[] {
  return Array.from({ length: stores }, (_, i) => ({
    code: `${i + 1}`,
    series: makeSeries({ days, level: 1_000 * (i + 1), closedWeekdays: [7], promo: 0.3, seed: i + 1 }),
    holidays: [],
  }));
}

/** The same number, said by every method but those named. */
export function makeSaid(
  value: number,
  change: Partial<Record<Method, number>> = {},
): Record<Method, number> {
  return {
    ...{ recipe: value, model: value, last_week: value },
    ...{ two_weeks_ago: value, last_year: value, median_56: value },
    ...change,
  };
}

/** A forecast of two days that all methods said 100 of. */
export function makeForecast(change: Partial<CutoffForecast> = {}): CutoffForecast {
  const said = Object.fromEntries(Object.keys(makeSaid(0)).map((method) => [method, [100, 100]]));
  return {
    ...{ cutoff: "2015-06-05", ahead: [1, 3], y: [90, 120], said: said as Record<Method, number[]> },
    ...{ forecaster: "baseline", refusal: null, transform: "none", mean: [100, 100], sd: [10, 10] },
    residuals: { count: 0, meanSize: 0 },
    ...change,
  };
}
