import { fit } from "./fit.js";
import { PROPHET_DEFAULTS } from "./options.js";
import type { FitOptions, FittedModel } from "./types.js";

/**
 * Fits a model anew from what it says of itself: its history and Prophet's options. A model of ours gives the same parameters to the bit,
 * unless a regressor that Prophet standardises has more than 12 significant digits, which its JSON does not keep.
 *
 * @throws ModelError as `fit` does
 */
export function refit(model: FittedModel): FittedModel {
  return fit(model.history, readOptions(model));
}

function readOptions(model: FittedModel): Partial<FitOptions> {
  const { settings, growth, scaling, holidays, holidaysMode } = model;
  return {
    ...{ growth, scaling, holidays, holidaysMode },
    changepoints: settings.specifiedChangepoints ? [...model.changepoints] : null,
    nChangepoints: settings.nChangepoints ?? model.changepoints.length,
    changepointRange: settings.changepointRange ?? PROPHET_DEFAULTS.changepointRange,
    changepointPriorScale: settings.changepointPriorScale ?? PROPHET_DEFAULTS.changepointPriorScale,
    yearlySeasonality: settings.yearlySeasonality ?? false,
    weeklySeasonality: settings.weeklySeasonality ?? false,
    dailySeasonality: settings.dailySeasonality ?? false,
    seasonalityMode: settings.seasonalityMode ?? PROPHET_DEFAULTS.seasonalityMode,
    seasonalityPriorScale: settings.seasonalityPriorScale ?? PROPHET_DEFAULTS.seasonalityPriorScale,
    holidaysPriorScale: settings.holidaysPriorScale,
    seasonalities: model.seasonalities.map(({ conditionName, ...seasonality }) => ({
      ...seasonality,
      ...(conditionName === null ? {} : { conditionName }),
    })),
    regressors: model.regressors.map(({ name, priorScale, standardize, mode }) => ({
      ...{ name, priorScale, standardize, mode },
    })),
  };
}
