import { seasonalNaive, seasonalNaiveMae } from "./baseline.js";
import { dayOf } from "./day.js";
import { checkLevel } from "./interval.js";
import { measureForecast } from "./metrics.js";
import type { HeldOut } from "./metrics.js";
import { ModelError, makeInputError } from "./model-error.js";
import { floorAtZero } from "./predict.js";
import { checkSeries, sliceSeries } from "./series.js";
import type { Backtest, BacktestOptions, Fold, Forecast, FutureDays, Series } from "./types.js";

/** A forecaster of the days after a series, in units and floored at 0, as served. */
export type Forecaster = (future: FutureDays, level: number) => Forecast;

/** A series cut in two: what was known at a cutoff, and the trading days of the horizon that followed. */
export interface Split {
  /** Days since 1970-01-01. */
  cutoff: number;
  known: Series;
  heldOut: Series;
}

/**
 * Refits at past cutoffs and scores each refit on the days that followed, beside the seasonal-naive baseline on the same days. Each fold
 * is fitted as the store's model would have been on that day.
 *
 * @param train fits what was known
 * @returns null if no fold has history enough to fit and a trading day to score
 * @throws ModelError as `train` does, but for NOT_ENOUGH_DATA within a fold, which drops the fold
 */
export function backtest(
  series: Series,
  train: (known: Series) => Forecaster,
  asked: BacktestOptions,
): Backtest | null {
  const scored = splitFolds(series, asked).flatMap((split) => {
    const forecaster = trainIfEnough(split.known, train);
    return forecaster ? [scoreFold(split, forecaster, asked.level)] : [];
  });
  return poolFolds(scored, asked);
}

/** The last cutoff lies `horizon` days before the last day, the others `step` days apart before it; oldest first. Those without a day on either side are left out. */
export function splitFolds(series: Series, asked: BacktestOptions): Split[] {
  checkSeries(series);
  checkOptions(asked);
  const { horizon, folds, step } = asked;
  const splits: Split[] = [];
  const lastDay = series.days.at(-1);
  if (lastDay === undefined) return splits;
  for (let back = 0; back < folds; back++) {
    const cutoff = lastDay - horizon - back * step;
    const split = countThrough(series.days, cutoff);
    // Older cutoffs have nothing before them either.
    if (split === 0) break;
    const end = countThrough(series.days, cutoff + horizon);
    if (split === end) continue;
    splits.push({ cutoff, known: sliceSeries(series, 0, split), heldOut: sliceSeries(series, split, end) });
  }
  return splits.reverse();
}

/** Trains, or null where what was known is too little. */
export function trainIfEnough<T>(known: Series, train: (known: Series) => T): T | null {
  try {
    return train(known);
  } catch (error) {
    if (error instanceof ModelError && error.code === "NOT_ENOUGH_DATA") return null;
    throw error;
  }
}

/** A fold, and the scale that its MASE was measured on. */
export interface ScoredFold {
  fold: Fold;
  naiveMae: number | null;
}

/** Scores a forecaster on one split's held-out days, beside the baseline. */
export function scoreFold(
  { cutoff, known, heldOut }: Split,
  forecaster: Forecaster,
  level: number,
): ScoredFold {
  const y = heldOut.y.slice();
  const forecast = forecaster(heldOut, level);
  const baseline = floorAtZero(seasonalNaive(known, heldOut, level));
  const naiveMae = seasonalNaiveMae(known);
  const { yhat, lower, upper } = forecast;
  return {
    fold: {
      cutoff: dayOf(cutoff),
      days: heldOut.days.slice(),
      y,
      yhat,
      lower,
      upper,
      baseline: { yhat: baseline.yhat, lower: baseline.lower, upper: baseline.upper },
      metrics: measureForecast(makeHeldOut(y, forecast), level, naiveMae),
    },
    naiveMae,
  };
}

/** Metrics over all days of all folds; null without a fold. */
export function poolFolds(scored: readonly ScoredFold[], asked: BacktestOptions): Backtest | null {
  if (scored.length === 0) return null;
  const folds = scored.map(({ fold }) => fold);
  const naiveMae = poolNaiveMae(scored);
  const metrics = measureForecast(pool(folds), asked.level, naiveMae);
  const baseline = measureForecast(
    pool(folds.map(({ y, baseline }) => ({ y, ...baseline }))),
    asked.level,
    naiveMae,
  );
  return {
    folds,
    summary: {
      horizon: asked.horizon,
      cutoffs: folds.map(({ cutoff }) => cutoff),
      metrics,
      baseline,
      skill: baseline.mae === 0 ? null : 1 - metrics.mae / baseline.mae,
    },
  };
}

function checkOptions(asked: BacktestOptions): void {
  for (const name of ["horizon", "folds", "step"] as const) {
    if (!(Number.isInteger(asked[name]) && asked[name] >= 1)) {
      throw makeInputError(name, asked[name], "must be a whole number from 1 on");
    }
  }
  checkLevel(asked.level);
}

function makeHeldOut(y: Float64Array, { yhat, lower, upper }: Forecast): HeldOut {
  return { y, yhat, lower, upper };
}

/** How many days are at or before `last`. */
function countThrough(days: Int32Array, last: number): number {
  const after = days.findIndex((day) => day > last);
  return after < 0 ? days.length : after;
}

function pool(parts: readonly HeldOut[]): HeldOut {
  return {
    y: concat(parts.map(({ y }) => y)),
    yhat: concat(parts.map(({ yhat }) => yhat)),
    lower: concat(parts.map(({ lower }) => lower)),
    upper: concat(parts.map(({ upper }) => upper)),
  };
}

function concat(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

/** The scale each held-out day was measured on, averaged over the days. */
function poolNaiveMae(scored: readonly ScoredFold[]): number | null {
  let sum = 0;
  let count = 0;
  for (const { fold, naiveMae } of scored) {
    if (naiveMae === null) return null;
    sum += naiveMae * fold.days.length;
    count += fold.days.length;
  }
  return sum / count;
}
