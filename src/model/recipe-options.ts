import { makeCalendarTerms, type PublicHoliday } from "./calendar-terms.js";
import type { Recipe } from "./recipe.js";
import type { Transform } from "./transform.js";
import type { FitOptions, RegressorOptions, SeasonalityOptions, Series } from "./types.js";
import { getInteractionName } from "./weekday-interactions.js";

/** Days of history from which the recipe's yearly seasonality is taken up. */
const MIN_YEARLY_DAYS = 365;
const DAYS_PER_YEAR = 365.25;
const DAYS_PER_WEEK = 7;

/** What the recipe asks `fit` for, and what it found out on the way. */
export interface RecipeOptions {
  options: Partial<FitOptions>;
  /** Public holidays, days since 1970-01-01, on which the store stays closed. */
  closedHolidays: number[];
}

/**
 * What a recipe asks `fit` for, given what a store has.
 *
 * @param series on the fitted scale, without the columns of weekday interactions
 * @param holidays public holidays over the history and as far ahead as forecasts will go
 */
export function makeRecipeOptions(
  recipe: Recipe,
  transform: Transform,
  series: Series,
  holidays: readonly PublicHoliday[],
): RecipeOptions {
  const toProphets = makePriorConverter(transform, series);
  const terms = makeCalendarTerms(recipe, series.days, holidays);
  const { growth, changepoints } = recipe;
  return {
    closedHolidays: terms.closedHolidays,
    options: {
      growth,
      nChangepoints: changepoints.count,
      changepointRange: changepoints.range,
      changepointPriorScale: toProphets(changepoints.priorScale),
      yearlySeasonality: false,
      weeklySeasonality: false,
      seasonalities: listSeasonalities(recipe, series).map((seasonality) => ({
        ...seasonality,
        priorScale: toProphets(seasonality.priorScale),
      })),
      regressors: listRegressors(recipe, Object.keys(series.regressors)).map((regressor) => ({
        ...regressor,
        priorScale: toProphets(regressor.priorScale),
      })),
      holidays: terms.holidays.map((holiday) => ({ ...holiday, priorScale: toProphets(holiday.priorScale) })),
    },
  };
}

/** A recipe's prior scales are shares of the level; Prophet's are in units of the largest value. */
function makePriorConverter(transform: Transform, { y }: Series): (priorScale: number) => number {
  const largest = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const level = transform === "log" ? 1 : y.reduce((sum, value) => sum + value, 0) / y.length;
  const unit = largest === 0 || !(level > 0) ? 1 : level / largest;
  return (priorScale) => priorScale * unit;
}

type Prior = { priorScale: number };

function listSeasonalities({ yearly, weekly }: Recipe, { days }: Series): (SeasonalityOptions & Prior)[] {
  const span = (days.at(-1) ?? 0) - (days[0] ?? 0);
  return [
    ...(yearly !== null && span >= MIN_YEARLY_DAYS
      ? [{ name: "yearly", period: DAYS_PER_YEAR, ...yearly }]
      : []),
    ...(weekly !== null ? [{ name: "weekly", period: DAYS_PER_WEEK, ...weekly }] : []),
  ];
}

/** The recipe's own in its order, then their interactions, then what else the series has, by name. */
function listRegressors(recipe: Recipe, available: readonly string[]): (RegressorOptions & Prior)[] {
  const named = recipe.regressors.filter(({ name }) => available.includes(name));
  const interactions = recipe.weekdayInteractions
    .filter(({ regressor }) => available.includes(regressor))
    .flatMap(({ regressor, weekdays, priorScale }) =>
      weekdays.map((weekday) => ({ name: getInteractionName(regressor, weekday), priorScale })),
    );
  const others =
    recipe.otherRegressors === null
      ? []
      : available.filter((name) => !recipe.regressors.some((own) => own.name === name)).sort();
  return [
    ...[...named, ...interactions].map((regressor) => ({ ...regressor, standardize: false as const })),
    ...others.map((name) => ({ name, priorScale: recipe.otherRegressors!.priorScale })),
  ];
}

/** The term of the recipe that a model's holiday stands for, as components are named. */
export function getTermOfHoliday(recipe: Recipe, holiday: string): string {
  if (recipe.monthDays.some(({ name }) => name === holiday)) return "month_days";
  if (recipe.seasons.some(({ name }) => name === holiday)) return "seasons";
  return holiday;
}

export type { PublicHoliday };
