import { epochDay, type Day } from "../model/day.js";
import {
  fitStoreModel,
  forecastStore,
  isBaselineBetter,
  makeHalfWidth,
  ModelError,
  poolFolds,
  predictMoments,
  scoreFold,
  seasonalNaive,
  sliceSeries,
  splitFolds,
  standardiseErrors,
  summariseResiduals,
  type BacktestOptions,
  type Recipe,
  type Series,
  type StoreModel,
} from "../model/index.js";
import { makeReferenceForecasts } from "./reference-forecasts.js";
import type { CutoffForecast, ForecastTask, StoreForecasts } from "./types.js";

/** The recipe fitted to the first so many trading days, or why it could not be. */
type FitFirst = (rows: number) => { model: StoreModel } | { refusal: string };

const ANY_LEVEL = 0.5;
const NO_RESIDUALS = { count: 0, meanSize: 0 };

/**
 * Pass one: what a store would have been told on past days. Each cutoff's forecaster is what training would have made on that day; only
 * the calibration of its intervals is left to pass two, which knows the chain.
 *
 * @throws ModelError INVALID_INPUT for a series or recipe that the model refuses
 */
export function forecastPast(task: ForecastTask): StoreForecasts {
  const fitFirst = makeFitOnce(task);
  return {
    code: task.code,
    cutoffs: task.cutoffs.flatMap((cutoff) => forecastAfter(task, cutoff, fitFirst) ?? []),
  };
}

/** Cutoffs a week apart share most of their backtests, so that fits are kept for the time of one store. */
function makeFitOnce({ series, recipe, holidays }: ForecastTask): FitFirst {
  const fits = new Map<number, ReturnType<FitFirst>>();
  const fitAnew: FitFirst = (rows) => {
    try {
      return { model: fitStoreModel(sliceSeries(series, 0, rows), recipe, holidays) };
    } catch (error) {
      // Then the baseline serves, as it would have on that day.
      if (error instanceof ModelError && error.code !== "INVALID_INPUT") return { refusal: error.message };
      throw error;
    }
  };
  return (rows) => {
    const known = fits.get(rows);
    if (known) return known;
    const made = fitAnew(rows);
    fits.set(rows, made);
    return made;
  };
}

function forecastAfter(
  { series, recipe, horizon, backtest }: ForecastTask,
  cutoff: Day,
  fitFirst: FitFirst,
): CutoffForecast | null {
  const last = epochDay(cutoff);
  const rows = countThrough(series.days, last);
  const known = sliceSeries(series, 0, rows);
  const heldOut = sliceSeries(series, rows, countThrough(series.days, last + horizon));
  if (rows === 0 || heldOut.days.length === 0) return null;

  const references = makeReferenceForecasts(known, last, heldOut);
  const facts = {
    cutoff,
    ahead: Array.from(heldOut.days, (day) => day - last),
    y: Array.from(heldOut.y),
  };
  const fitted = fitFirst(rows);
  const baseline = describeBaseline(known, heldOut);
  if ("refusal" in fitted) {
    const said = { recipe: references.last_week, model: references.last_week, ...references };
    return { ...facts, ...baseline, said, refusal: fitted.refusal, residuals: NO_RESIDUALS };
  }
  const { model } = fitted;
  const yhat = Array.from(forecastStore(model, heldOut, ANY_LEVEL, { components: false }).yhat);
  const { residuals, isBaselineServing } = lookBack(known, recipe, backtest, fitFirst);
  const served = isBaselineServing ? baseline : describeModel(model, heldOut);
  const said = { recipe: isBaselineServing ? references.last_week : yhat, model: yhat, ...references };
  return { ...facts, ...served, said, refusal: null, residuals };
}

/** The backtest that a training on the last of these days does. */
function lookBack(known: Series, recipe: Recipe, asked: BacktestOptions, fitFirst: FitFirst) {
  const folds = splitFolds(known, asked).flatMap((split) => {
    const fitted = fitFirst(split.known.days.length);
    return "refusal" in fitted ? [] : [{ split, model: fitted.model }];
  });
  const scored = folds.map(({ split, model }) =>
    scoreFold(
      split,
      (future, level) => forecastStore(model, future, level, { components: false }),
      asked.level,
    ),
  );
  return {
    residuals: summariseResiduals(
      Float64Array.from(folds.flatMap(({ split, model }) => [...standardiseErrors(model, split.heldOut)])),
      recipe.intervals,
    ),
    isBaselineServing: isBaselineBetter(poolFolds(scored, asked)),
  };
}

type Served = Pick<CutoffForecast, "forecaster" | "transform" | "mean" | "sd">;

function describeModel(model: StoreModel, heldOut: Series): Served {
  const { mean, sd } = predictMoments(model, heldOut);
  return {
    forecaster: "prophet",
    transform: model.transform,
    mean: Array.from(mean),
    sd: Array.from(sd),
  };
}

function describeBaseline(known: Series, heldOut: Series): Served {
  const { yhat, upper } = seasonalNaive(known, heldOut, ANY_LEVEL);
  const halfWidth = makeHalfWidth(ANY_LEVEL);
  return {
    forecaster: "baseline",
    transform: "none",
    mean: Array.from(yhat),
    sd: Array.from(upper, (value, row) => (value - yhat[row]!) / halfWidth),
  };
}

/** How many days are at or before `last`. */
function countThrough(days: Int32Array, last: number): number {
  const after = days.findIndex((day) => day > last);
  return after < 0 ? days.length : after;
}
