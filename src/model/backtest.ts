import { seasonalNaive, seasonalNaiveMae } from "./baseline.js";
import { dayOf } from "./day.js";
import { fit } from "./fit.js";
import { checkLevel } from "./interval.js";
import { measureForecast } from "./metrics.js";
import type { HeldOut } from "./metrics.js";
import { ModelError, makeInputError } from "./model-error.js";
import { floorAtZero, predict } from "./predict.js";
import { checkSeries, sliceSeries } from "./series.js";
import type { Backtest, BacktestOptions, FitOptions, FittedModel, Fold, Forecast, Series } from "./types.js";

/**
 * Refits at past cutoffs and scores each refit on the days that followed, beside the seasonal-naive baseline on the same days. Both are
 * floored at 0, as served. The last cutoff lies `horizon` days before the last day, the others `step` days apart before it. Each fold
 * is fitted as the store's model would have been on that day.
 *
 * @returns null if no fold has history enough to fit and a trading day to score
 * @throws ModelError as `fit` does, but for NOT_ENOUGH_DATA within a fold, which drops the fold
 */
export function backtest(
  series: Series,
  options: Partial<FitOptions>,
  asked: BacktestOptions,
): Backtest | null {
  checkSeries(series);
  checkOptions(asked);
  const lastDay = series.days.at(-1);
  if (lastDay === undefined) return null;
  const scored: ScoredFold[] = [];
  for (let back = asked.folds - 1; back >= 0; back--) {
    const fold = scoreFold(series, options, asked, lastDay - asked.horizon - back * asked.step);
    if (fold) scored.push(fold);
  }
  if (scored.length === 0) return null;

  const folds = scored.map(({ fold }) => fold);
  const naiveMae = poolNaiveMae(scored);
  const metrics = measureForecast(pool(folds), asked.level, naiveMae);
  const baseline = measureForecast(pool(scored.map(({ baseline }) => baseline)), asked.level, naiveMae);
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

interface ScoredFold {
  fold: Fold;
  baseline: HeldOut;
  naiveMae: number | null;
}

function checkOptions(asked: BacktestOptions): void {
  for (const name of ["horizon", "folds", "step"] as const) {
    if (!(Number.isInteger(asked[name]) && asked[name] >= 1)) {
      throw makeInputError(name, asked[name], "must be a whole number from 1 on");
    }
  }
  checkLevel(asked.level);
}

function scoreFold(
  series: Series,
  options: Partial<FitOptions>,
  { horizon, level }: BacktestOptions,
  cutoff: number,
): ScoredFold | null {
  const split = countThrough(series.days, cutoff);
  const end = countThrough(series.days, cutoff + horizon);
  if (split === 0 || split === end) return null;
  const known = sliceSeries(series, 0, split);
  const heldOut = sliceSeries(series, split, end);
  const model = fitIfEnough(known, options);
  if (!model) return null;

  const days = heldOut.days.slice();
  const y = heldOut.y.slice();
  const forecast = floorAtZero(predict(model, heldOut, level));
  const baseline = floorAtZero(seasonalNaive(known, heldOut, level));
  const naiveMae = seasonalNaiveMae(known);
  const { yhat, lower, upper } = forecast;
  return {
    fold: {
      cutoff: dayOf(cutoff),
      days,
      y,
      yhat,
      lower,
      upper,
      baselineYhat: baseline.yhat,
      metrics: measureForecast(makeHeldOut(y, forecast), level, naiveMae),
    },
    baseline: makeHeldOut(y, baseline),
    naiveMae,
  };
}

function fitIfEnough(series: Series, options: Partial<FitOptions>): FittedModel | null {
  try {
    return fit(series, options);
  } catch (error) {
    if (error instanceof ModelError && error.code === "NOT_ENOUGH_DATA") return null;
    throw error;
  }
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
