import { makeCalendarHolidays, type PriorHoliday, type PublicHoliday } from "./calendar-terms.js";
import { findClosedHolidays } from "./closed-holidays.js";
import { makeClosureHolidays } from "./closures.js";
import { epochDay } from "./day.js";
import type { Recipe } from "./recipe.js";
import type { Transform } from "./transform.js";
import type { FitOptions, RegressorOptions, SeasonalityOptions, Series } from "./types.js";
import { getInteractionName } from "./weekday-interactions.js";

/** How far beyond its data a model knows the calendar, days: it may serve for long without a retrain. */
const DAYS_AHEAD = 730;
const DAYS_PER_YEAR = 365.25;
const DAYS_PER_WEEK = 7;

/** What a recipe takes from the calendar over a history and beyond it. */
export interface RecipeCalendar {
  /** Prior scales are the recipe's. */
  terms: PriorHoliday[];
  /** Public holidays, days since 1970-01-01. */
  holidays: { days: number[] }[];
}

/** What the recipe asks `fit` for, and what it found out on the way. */
export interface RecipeOptions {
  options: Partial<FitOptions>;
  /** Public holidays, days since 1970-01-01, on which the store stays closed. */
  closedHolidays: number[];
}

/**
 * The calendar of a store. It serves for a fit to any first part of its days too: what lies later has no row there.
 *
 * @param days since 1970-01-01, ascending
 * @param holidays public holidays over the history and as far ahead as forecasts will go
 */
export function makeRecipeCalendar(
  recipe: Recipe,
  days: Int32Array,
  holidays: readonly PublicHoliday[],
): RecipeCalendar {
  const range = { from: days[0] ?? 0, to: (days.at(-1) ?? 0) + DAYS_AHEAD };
  return {
    terms: makeCalendarHolidays(recipe, holidays, range),
    holidays: holidays.map((holiday) => ({ days: holiday.days.map(epochDay) })),
  };
}

/**
 * What a recipe asks `fit` for, given what a store has.
 *
 * @param series on the fitted scale, without the columns of weekday interactions
 * @param calendar over the series at least
 */
export function makeRecipeOptions(
  recipe: Recipe,
  transform: Transform,
  series: Series,
  calendar: RecipeCalendar,
): RecipeOptions {
  const toProphets = makePriorConverter(transform, series);
  const { growth, changepoints } = recipe;
  const { days } = series;
  const closedHolidays = findClosedHolidays(days, days.at(-1) ?? 0, calendar.holidays);
  const holidays = [...calendar.terms, ...makeClosureHolidays(recipe.closures, days, closedHolidays)];
  return {
    closedHolidays,
    options: {
      growth,
      nChangepoints: changepoints.count,
      changepointRange: changepoints.range,
      changepointPriorScale: toProphets(changepoints.priorScale),
      yearlySeasonality: false,
      weeklySeasonality: false,
      seasonalities: listSeasonalities(recipe).map((seasonality) => ({
        ...seasonality,
        priorScale: toProphets(seasonality.priorScale),
      })),
      regressors: listRegressors(recipe, Object.keys(series.regressors)).map((regressor) => ({
        ...regressor,
        priorScale: toProphets(regressor.priorScale),
      })),
      holidays: holidays.map((holiday) => ({ ...holiday, priorScale: toProphets(holiday.priorScale) })),
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

function listSeasonalities({ yearly, weekly }: Recipe): (SeasonalityOptions & Prior)[] {
  return [
    ...(yearly === null ? [] : [{ name: "yearly", period: DAYS_PER_YEAR, ...yearly }]),
    ...(weekly === null ? [] : [{ name: "weekly", period: DAYS_PER_WEEK, ...weekly }]),
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
  return /^(before|after)_closure$/.test(holiday) ? "closures" : "public_holidays";
}

export type { PublicHoliday };
