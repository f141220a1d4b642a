import type { FitOptions, Series } from "../../src/model/index.js";
import { makeRandom, makeSeries } from "./series.js";
import type { SeriesRecipe } from "./series.js";

/** How many series there are to hold against Stan. */
export const PARITY_SEEDS = 200;

/** What each is fitted with, both times with all its regressors. */
export const PARITY_MODES = ["additive", "multiplicative"] as const;

/** Recipe of a series that follows from the seed alone: 60 to 900 calendar days, five to seven of them a week. */
export function makeParityRecipe(seed: number): SeriesRecipe & { hasSchool: boolean } {
  const random = makeRandom(seed);
  const closed: number[][] = [[], [7], [6, 7], [2], [3, 7]];
  return {
    days: 60 + Math.floor(841 * random()),
    level: Math.round(200 + 9800 * random()),
    growth: Math.round(120 * random() - 30) / 100,
    weekly: Math.round(25 * random()) / 100,
    yearly: Math.round(25 * random()) / 100,
    noise: Math.round(2 + 13 * random()) / 100,
    closedWeekdays: closed[Math.floor(closed.length * random())]!,
    ...(random() < 0.5 ? { promo: Math.round(40 * random()) / 100 } : {}),
    hasSchool: random() < 0.5,
    seed,
  };
}

/** The series of a recipe; school holidays are two weeks out of thirteen and lift sales by an eighth. */
export function makeParitySeries({ hasSchool, ...recipe }: ReturnType<typeof makeParityRecipe>): Series {
  const series = makeSeries(recipe);
  if (!hasSchool) return series;
  const school = Float64Array.from(series.days, (day) => Number(day % 91 < 14));
  return {
    ...series,
    y: series.y.map((value, i) => Math.round(value * (1 + school[i]! / 8))),
    regressors: { ...series.regressors, school },
  };
}

export function makeParityOptions(
  series: Series,
  seasonalityMode: (typeof PARITY_MODES)[number],
): Partial<FitOptions> {
  return { seasonalityMode, regressors: Object.keys(series.regressors).map((name) => ({ name })) };
}
