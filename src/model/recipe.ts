import { epochDay } from "./day.js";
import type { Day } from "./day.js";
import type { FitOptions, Holiday } from "./types.js";

/** What a store's model contains by default: plain JSON, named and versioned, kept with every model version. */
export interface Recipe {
  name: string;
  version: number;
  fitOptions: Omit<FitOptions, "regressors" | "holidays">;
  /** Regressors taken up first wherever a series has them, in this order. */
  regressors: string[];
  /** Whether a series' further regressors, such as a price that came with the sales, are taken up after these, by name. */
  takesOtherRegressors: boolean;
  /** Reach of public holidays, days before (<= 0) and after, and the prior scale of their columns. */
  publicHolidays: { lowerWindow: number; upperWindow: number; priorScale: number };
}

/** A public holiday and the days it falls on, past and future. */
export interface PublicHoliday {
  name: string;
  days: readonly Day[];
}

/**
 * Promo, school holidays and public holidays on Prophet's defaults. Holiday windows and their prior were chosen on nine cutoffs of real
 * stores that took no part in the reported accuracy: a store is mostly closed on the holiday itself, so what tells is the rush of
 * the days before and after, and a column sees two or three of those days, so it must be held tight.
 */
export const DEFAULT_RECIPE: Recipe = {
  name: "default",
  version: 1,
  fitOptions: {
    nChangepoints: 25,
    changepointRange: 0.8,
    changepointPriorScale: 0.05,
    yearlySeasonality: "auto",
    weeklySeasonality: "auto",
    seasonalityPriorScale: 10,
    holidaysPriorScale: 10,
  },
  regressors: ["promo", "school_holiday"],
  takesOtherRegressors: true,
  publicHolidays: { lowerWindow: -2, upperWindow: 1, priorScale: 0.1 },
};

/**
 * What the recipe asks `fit` for, given what a store has.
 *
 * @param regressorNames regressors of the series
 * @param holidays public holidays over the history and as far ahead as forecasts will go; one without a day is left out
 */
export function makeRecipeOptions(
  recipe: Recipe,
  regressorNames: readonly string[],
  holidays: readonly PublicHoliday[],
): FitOptions {
  return {
    ...recipe.fitOptions,
    regressors: chooseRegressors(recipe, regressorNames).map((name) => ({ name })),
    holidays: holidays
      .filter(({ days }) => days.length > 0)
      .map(({ name, days }): Holiday => {
        const ascending = [...new Set(days.map(epochDay))].sort((a, b) => a - b);
        return { name, days: ascending, ...recipe.publicHolidays };
      }),
  };
}

function chooseRegressors(recipe: Recipe, available: readonly string[]): string[] {
  const named = recipe.regressors.filter((name) => available.includes(name));
  if (!recipe.takesOtherRegressors) return named;
  return [...named, ...available.filter((name) => !recipe.regressors.includes(name)).sort()];
}

/** Name and version of a recipe as a model version keeps them, such as `default@1`. */
export function getRecipeLabel({ name, version }: Recipe): string {
  return `${name}@${version}`;
}
