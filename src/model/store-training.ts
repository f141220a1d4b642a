import { poolFolds, scoreFold, splitFolds, trainIfEnough, type Split } from "./backtest.js";
import { calibrate, summariseResiduals, type Calibration, type ResidualSummary } from "./calibration.js";
import type { Recipe } from "./recipe.js";
import { makeRecipeCalendar, type PublicHoliday } from "./recipe-options.js";
import {
  fitStoreModel,
  fitToCalendar,
  forecastStore,
  standardiseErrors,
  type StoreModel,
} from "./store-model.js";
import type { Backtest, BacktestOptions, Series } from "./types.js";

/** What a store is trained from. */
export interface StoreTrainingInput {
  /** Trading days in units. */
  series: Series;
  recipe: Recipe;
  /** Public holidays over the history and as far ahead as forecasts will go. */
  holidays: readonly PublicHoliday[];
  backtest: BacktestOptions;
  /** What the backtests of the chain's stores left; may be empty. */
  chain: readonly ResidualSummary[];
}

/** A model as it will serve, and how it was found to do. */
export interface StoreTraining {
  model: StoreModel;
  /** Null if the history was too short for a fold. */
  backtest: Backtest | null;
  /** Errors of the backtest in the standard deviations the model expected, for the chain's pool. */
  residuals: ResidualSummary;
}

interface FittedFold {
  split: Split;
  model: StoreModel;
  residuals: Float64Array;
}

/**
 * Fits a store's model, backtests it, calibrates its intervals by the errors of that backtest, and lets the baseline serve where that did
 * better. A fold's own interval is calibrated by the other folds, so that the coverage it reports is honest.
 *
 * @param fitted the recipe fitted to the whole series, where that has been done already
 * @throws ModelError as `fit` does
 */
export function trainStoreModel(
  input: StoreTrainingInput,
  fitted = fitStoreModel(input.series, input.recipe, input.holidays),
): StoreTraining {
  const { series, recipe, chain } = input;
  const calendar = makeRecipeCalendar(recipe, series.days, input.holidays);
  const train = (known: Series) => fitToCalendar(known, recipe, calendar);
  const summarise = (of: readonly FittedFold[]) =>
    summariseResiduals(Float64Array.from(of.flatMap(({ residuals }) => [...residuals])), recipe.intervals);
  const calibrateBy = (own: ResidualSummary): Calibration => calibrate(own, chain, recipe.intervals);
  const folds = splitFolds(series, input.backtest).flatMap((split): FittedFold[] => {
    const model = trainIfEnough(split.known, train);
    return model ? [{ split, model, residuals: standardiseErrors(model, split.heldOut) }] : [];
  });
  const scored = folds.map((fold) => {
    const others = summarise(folds.filter((other) => other !== fold));
    const model = { ...fold.model, calibration: calibrateBy(others) };
    return scoreFold(
      fold.split,
      (future, level) => forecastStore(model, future, level, { components: false }),
      input.backtest.level,
    );
  });
  const backtest = poolFolds(scored, input.backtest);
  const residuals = summarise(folds);
  return {
    model: {
      ...fitted,
      calibration: calibrateBy(residuals),
      forecaster: isBaselineBetter(backtest) ? "baseline" : "prophet",
    },
    backtest,
    residuals,
  };
}

/** Whether the baseline should serve instead of the model, by the backtest of both. */
export function isBaselineBetter(backtest: Backtest | null): boolean {
  return backtest !== null && backtest.summary.metrics.mae > backtest.summary.baseline.mae;
}
