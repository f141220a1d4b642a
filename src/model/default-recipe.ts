import type { Recipe } from "./recipe.js";

/**
 * What a store's model contains by default, chosen on evidence: docs/accuracy.md has the figures and the alternatives.
 */
export const DEFAULT_RECIPE: Recipe = {
  name: "default",
  version: 2,
  transform: "log",
  growth: "linear",
  changepoints: { count: 25, range: 0.9, priorScale: 0.3 },
  yearly: { fourierOrder: 10, priorScale: 0.03 },
  weekly: { fourierOrder: 3, priorScale: 0.3 },
  regressors: [
    { name: "promo", priorScale: 1 },
    { name: "school_holiday", priorScale: 0.1 },
  ],
  otherRegressors: { priorScale: 0.1 },
  weekdayInteractions: [{ regressor: "promo", weekdays: [1, 2, 3, 4], priorScale: 0.1 }],
  publicHolidays: { lowerWindow: -2, upperWindow: 2, priorScale: 0.1 },
  closures: { before: 0.1, after: 0.1 },
  monthDays: [
    { name: "month_turn", day: 1, lowerWindow: -3, upperWindow: 3, priorScale: 0.05 },
    { name: "mid_month", day: 15, lowerWindow: -1, upperWindow: 2, priorScale: 0.05 },
  ],
  seasons: [
    { name: "december_01_10", month: 12, from: 1, to: 10, priorScale: 0.1 },
    { name: "december_11_17", month: 12, from: 11, to: 17, priorScale: 0.1 },
    { name: "december_18_20", month: 12, from: 18, to: 20, priorScale: 0.1 },
    { name: "december_21_23", month: 12, from: 21, to: 23, priorScale: 0.3 },
    { name: "december_24", month: 12, from: 24, to: 24, priorScale: 0.3 },
    { name: "december_27_31", month: 12, from: 27, to: 31, priorScale: 0.1 },
  ],
};
