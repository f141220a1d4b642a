import type { Calibration } from "./calibration.js";
import { getSeasonLevels } from "./components.js";
import { fit } from "./fit.js";
import { makeHalfWidth } from "./interval.js";
import { predict } from "./predict.js";
import type { Recipe } from "./recipe.js";
import {
  makeRecipeCalendar,
  makeRecipeOptions,
  type PublicHoliday,
  type RecipeCalendar,
} from "./recipe-options.js";
import { listConditionNames } from "./seasonality.js";
import { makeStoreForecast } from "./store-forecast.js";
import { chooseTransform, toUnits, transformSeries, type Transform } from "./transform.js";
import type { FittedModel, Forecast, FutureDays, Series } from "./types.js";
import { getInteractionName, makeInteractionColumns } from "./weekday-interactions.js";

/** What serves a store: a Prophet, what its numbers mean, and how sure it is. Immutable and plain. */
export interface StoreModel {
  /** On the fitted scale. */
  prophet: FittedModel;
  /** Null for a model that came without one, such as one made in Python: it is then taken as it is. */
  recipe: Recipe | null;
  transform: Transform;
  /** `baseline` where the seasonal-naive baseline did better on the store's own backtest: then it is what serves. */
  forecaster: "prophet" | "baseline";
  /** Null takes Prophet's own interval. */
  calibration: Calibration | null;
  /** Public holidays, days since 1970-01-01, on which the store stays closed. */
  closedHolidays: readonly number[];
}

/** A column that a forecast needs to be told, and the value at which it adds nothing. */
export interface ModelInput {
  name: string;
  mu: number;
}

/** Level of the normal interval that `predict` is asked for, to learn the standard deviation from its width. */
const ANY_LEVEL = 0.5;

/**
 * Fits a recipe to a store; without a calibration, which needs a backtest.
 *
 * @param series trading days in units
 * @param holidays public holidays over the history and as far ahead as forecasts will go
 * @throws ModelError as `fit` does
 */
export function fitStoreModel(
  series: Series,
  recipe: Recipe,
  holidays: readonly PublicHoliday[],
): StoreModel {
  return fitToCalendar(series, recipe, makeRecipeCalendar(recipe, series.days, holidays));
}

/**
 * The same where the calendar is made already.
 *
 * @param calendar over the series at least
 */
export function fitToCalendar(series: Series, recipe: Recipe, calendar: RecipeCalendar): StoreModel {
  const transform = chooseTransform(recipe.transform, series);
  const fitted = transformSeries(transform, series);
  const { options, closedHolidays } = makeRecipeOptions(recipe, transform, fitted, calendar);
  const columns = makeInteractionColumns(recipe.weekdayInteractions, fitted);
  const prophet = fit({ ...fitted, regressors: { ...fitted.regressors, ...columns } }, options);
  return { prophet, recipe, transform, forecaster: "prophet", calibration: null, closedHolidays };
}

/** What a forecast needs to be told of each day; weekday interactions are worked out from it. */
export function listInputs({
  prophet,
  recipe,
}: Pick<StoreModel, "recipe"> & {
  prophet: Pick<FittedModel, "regressors" | "seasonalities">;
}): ModelInput[] {
  const derived = new Set(
    recipe?.weekdayInteractions.flatMap(({ regressor, weekdays }) =>
      weekdays.map((weekday) => getInteractionName(regressor, weekday)),
    ),
  );
  return [
    ...prophet.regressors.filter(({ name }) => !derived.has(name)).map(({ name, mu }) => ({ name, mu })),
    ...listConditionNames(prophet.seasonalities).map((name) => ({ name, mu: 0 })),
  ];
}

/**
 * The forecast as served.
 *
 * @param future days and every column of {@link listInputs}
 * @param level nominal coverage, in (0, 1)
 * @param wants whether components are worked out, which costs more than the rest; there are none otherwise
 * @returns units, at least 0; components in units, which sum to yhat before the floor at 0, grouped by the recipe's terms
 * @throws ModelError as `predict` does
 */
export function forecastStore(
  model: StoreModel,
  future: FutureDays,
  level: number,
  wants: { components: boolean } = { components: true },
): Forecast {
  const past = {
    getLevels: () => getSeasonLevels(model.prophet),
    getSeries: () => getUnitSeries(model),
  };
  return makeStoreForecast(model, past, future, level, wants);
}

/** Mean and standard deviation that the model itself expects of each day, on the fitted scale. */
export function predictMoments(
  { prophet, recipe }: StoreModel,
  future: FutureDays,
): { mean: Float64Array; sd: Float64Array } {
  const columns = makeInteractionColumns(recipe?.weekdayInteractions ?? [], future);
  const raw = predict(prophet, { ...future, regressors: { ...future.regressors, ...columns } }, ANY_LEVEL);
  const halfWidth = makeHalfWidth(ANY_LEVEL);
  return { mean: raw.yhat, sd: raw.upper.map((value, i) => (value - raw.yhat[i]!) / halfWidth) };
}

/** Forecast errors in standard deviations that the model itself expected, of the days that have a value on the fitted scale. */
export function standardiseErrors(model: StoreModel, heldOut: Series): Float64Array {
  const fitted = transformSeries(model.transform, heldOut);
  const { mean, sd } = predictMoments(model, fitted);
  return fitted.y.map((y, i) => (y - mean[i]!) / sd[i]!);
}

/** The series that a model was fitted to, in units. */
export function getUnitSeries({ prophet, transform }: Pick<StoreModel, "prophet" | "transform">): Series {
  const { days, y } = prophet.history;
  return { days, y: toUnits(transform, y), regressors: {} };
}
