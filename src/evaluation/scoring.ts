import type { Day } from "../model/day.js";
import { calibrate, getRecipeLabel, type Calibration, type Recipe } from "../model/index.js";
import { getDeciles } from "./deciles.js";
import { makeBounds } from "./intervals.js";
import { measureStoreCoverage, type StoreCoverage } from "./store-coverage.js";
import { addDay, makeScores, makeTally, poolTallies, type Scores, type Tally } from "./tally.js";
import {
  INTERVAL_KINDS,
  LEVELS,
  METHODS,
  type CutoffForecast,
  type EvaluationOptions,
  type IntervalKind,
  type Method,
  type StoreForecasts,
} from "./types.js";

/** One cutoff's scores, and who made its forecasts. */
export interface CutoffScores extends Scores {
  cutoff: Day;
  /** Stores that were forecast. */
  stores: number;
  /** Those of them that the baseline served, for want of a model or because it did better before. */
  servedByBaseline: number;
  /** Those of them for which the recipe could not be fitted. */
  notFitted: number;
}

/** How a recipe did over a chain: plain JSON. */
export interface Evaluation {
  /** Name and version of the recipe. */
  label: string;
  recipe: Recipe;
  /** Stores with at least one scored day. */
  storeCount: number;
  /** Calendar days forecast after each cutoff. */
  horizon: number;
  pooled: Scores;
  cutoffs: CutoffScores[];
  /** By calendar day after the cutoff, 1 on; days on which no store traded are left out. */
  horizonDays: (Scores & { ahead: number })[];
  /** WMAPE of the stores: the least, nine deciles, the largest. */
  deciles: Record<Method, number[]>;
  storeCoverage: StoreCoverage[];
  /** WMAPE of each store, in the order given. */
  stores: { code: string; days: number; wmape: number }[];
  /** A reason for which the recipe could not be fitted, of the first store it happened to; null if it always could. */
  refusal: string | null;
}

/**
 * Pass two: calibrates each cutoff's intervals by what all stores had left by then, and scores everything.
 *
 * @param forecasts of all stores; at least one day with sales among them
 */
export function scoreForecasts(
  forecasts: readonly StoreForecasts[],
  { recipe, cutoffs, horizon }: Pick<EvaluationOptions, "recipe" | "cutoffs" | "horizon">,
): Evaluation {
  const byStore = forecasts.map(makeTally);
  const byAhead = Array.from({ length: horizon }, makeTally);
  const scored = cutoffs.map((cutoff): CutoffScores => {
    const those = forecasts.map((store) => store.cutoffs.find((forecast) => forecast.cutoff === cutoff));
    const made = those.filter((forecast) => forecast !== undefined);
    const chain = made.map(({ residuals }) => residuals);
    const tally = makeTally();
    for (const [store, forecast] of those.entries()) {
      if (!forecast) continue;
      // The baseline's interval is its own.
      const calibration =
        forecast.forecaster === "prophet" ? calibrate(forecast.residuals, chain, recipe.intervals) : null;
      addForecast(forecast, calibration, (ahead) => [tally, byStore[store]!, byAhead[ahead - 1]!]);
    }
    return {
      cutoff,
      stores: made.length,
      servedByBaseline: made.filter(({ forecaster }) => forecaster === "baseline").length,
      notFitted: made.filter(({ refusal }) => refusal !== null).length,
      ...makeScores(tally),
    };
  });
  const stores = forecasts
    .map(({ code }, i) => ({ code, tally: byStore[i]! }))
    .filter(({ tally }) => tally.days > 0)
    .map(({ code, tally }) => ({ code, tally, scores: makeScores(tally) }));
  const refusals = forecasts.flatMap((store) => store.cutoffs.flatMap(({ refusal }) => refusal ?? []));
  return {
    label: getRecipeLabel(recipe),
    recipe,
    storeCount: stores.length,
    horizon,
    pooled: makeScores(poolTallies(byAhead)),
    cutoffs: scored,
    horizonDays: byAhead
      .map((tally, i) => ({ ahead: i + 1, tally }))
      .filter(({ tally }) => tally.days > 0)
      .map(({ ahead, tally }) => ({ ahead, ...makeScores(tally) })),
    deciles: Object.fromEntries(
      METHODS.map((method) => [method, getDeciles(stores.map(({ scores }) => scores.wmape[method]))]),
    ) as Record<Method, number[]>,
    storeCoverage: measureStoreCoverage(stores.map(({ tally }) => tally)),
    stores: stores.map(({ code, scores }) => ({ code, days: scores.days, wmape: scores.wmape.recipe })),
    refusal: refusals[0] ?? null,
  };
}

/** Adds the days with sales of one store's forecast to the tallies of their place in the horizon. */
function addForecast(
  forecast: CutoffForecast,
  calibration: Calibration | null,
  getTallies: (ahead: number) => Tally[],
): void {
  const calibrations: Record<IntervalKind, Calibration | null> = { served: calibration, prophet: null };
  const bounds = INTERVAL_KINDS.map(
    (kind) => [kind, LEVELS.map((level) => makeBounds(forecast, calibrations[kind], level))] as const,
  );
  for (const [i, y] of forecast.y.entries()) {
    if (y === 0) continue;
    const day = {
      y,
      said: Object.fromEntries(METHODS.map((method) => [method, forecast.said[method][i]!])) as Record<
        Method,
        number
      >,
      bounds: Object.fromEntries(
        bounds.map(([kind, those]) => [
          kind,
          those.map(({ lower, upper }) => ({ lower: lower[i]!, upper: upper[i]! })),
        ]),
      ) as Record<IntervalKind, { lower: number; upper: number }[]>,
    };
    for (const tally of getTallies(forecast.ahead[i]!)) addDay(tally, day);
  }
}
