/** Forecasting of one store's series: pure maths, no I/O, no clock, no randomness. */
export { backtest } from "./backtest.js";
export { seasonalNaive, seasonalNaiveMae } from "./baseline.js";
export { normaliseComponents } from "./components.js";
export { fit } from "./fit.js";
export { measureForecast } from "./metrics.js";
export type { HeldOut } from "./metrics.js";
export { ModelError } from "./model-error.js";
export type { ModelErrorCode } from "./model-error.js";
export { floorAtZero, predict } from "./predict.js";
export { fromProphetJson } from "./prophet-json-reader.js";
export { toProphetJson } from "./prophet-json-writer.js";
export { DEFAULT_RECIPE, getRecipeLabel, makeRecipeOptions } from "./recipe.js";
export type { PublicHoliday, Recipe } from "./recipe.js";
export type * from "./types.js";
