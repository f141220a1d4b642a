import { DEFAULT_CALIBRATION } from "./calibration.js";
import type { Recipe } from "./recipe.js";

/** What a store's model contains by default, chosen on evidence: docs/accuracy.md has the figures and what else was tried. */
export const DEFAULT_RECIPE: Recipe = {
  name: "default",
  version: 3,
  transform: "log",
  growth: "linear",
  changepoints: { count: 25, range: 0.9, priorScale: 0.3 },
  yearly: { fourierOrder: 4, priorScale: 0.03 },
  weekly: { fourierOrder: 3, priorScale: 0.3 },
  regressors: [
    { name: "promo", priorScale: 1 },
    { name: "school_holiday", priorScale: 0.1 },
  ],
  otherRegressors: { priorScale: 0.1 },
  weekdayInteractions: [{ regressor: "promo", weekdays: [1, 2, 3, 4], priorScale: 0.1 }],
  publicHolidays: { lowerWindow: -2, upperWindow: 2, priorScale: 0.1 },
  namedHolidays: { lowerWindow: -1, upperWindow: 0, priorScale: 0.2 },
  closures: { before: null, after: null },
  monthDays: [
    { name: "pay_day", day: "lastWorkday", lowerWindow: -2, upperWindow: 2, priorScale: 0.1 },
    { name: "month_turn", day: 1, lowerWindow: -2, upperWindow: 3, priorScale: 0.1 },
  ],
  seasons: [
    { name: "december_01_10", month: 12, fromDay: 1, toDay: 10, priorScale: 0.3 },
    { name: "december_11_14", month: 12, fromDay: 11, toDay: 14, priorScale: 0.3 },
    { name: "december_15_17", month: 12, fromDay: 15, toDay: 17, priorScale: 0.3 },
    { name: "december_18_20", month: 12, fromDay: 18, toDay: 20, priorScale: 0.3 },
    { name: "december_21_23", month: 12, fromDay: 21, toDay: 23, priorScale: 0.3 },
    { name: "december_24", month: 12, fromDay: 24, toDay: 24, priorScale: 0.3 },
    { name: "december_27_31", month: 12, fromDay: 27, toDay: 31, priorScale: 0.3 },
  ],
  intervals: DEFAULT_CALIBRATION,
};
