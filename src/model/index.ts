/** Forecasting of one store's series: pure maths, no I/O, no clock, no randomness. */
export { backtest, poolFolds, scoreFold, splitFolds } from "./backtest.js";
export type { Forecaster } from "./backtest.js";
export { seasonalNaive, seasonalNaiveMae } from "./baseline.js";
export { normaliseComponents } from "./components.js";
export { calibrate, quantileAt, summariseResiduals } from "./calibration.js";
export type { Calibration, CalibrationSettings, ResidualSummary } from "./calibration.js";
export { DEFAULT_RECIPE } from "./default-recipe.js";
export { crossValidate } from "./cross-validation.js";
export type { CrossValidationFold, CrossValidationOptions } from "./cross-validation.js";
export { fit } from "./fit.js";
export { makeFutureDays } from "./future-days.js";
export { makeHalfWidth } from "./interval.js";
export { measureForecast } from "./metrics.js";
export type { HeldOut } from "./metrics.js";
export { ModelError } from "./model-error.js";
export type { ModelErrorCode } from "./model-error.js";
export { measurePerformance } from "./performance.js";
export type { PerformanceMetric, PerformanceOptions, PerformanceRow } from "./performance.js";
export { ForecastWindow } from "./forecast-window.js";
export { floorAtZero, predict } from "./predict.js";
export { fromProphetJson } from "./prophet-json-reader.js";
export { toProphetJson } from "./prophet-json-writer.js";
export { getRecipeLabel, parseRecipe } from "./recipe.js";
export type { Recipe } from "./recipe.js";
export { refit } from "./refit.js";
export type { PublicHoliday } from "./recipe-options.js";
export { sliceSeries } from "./series.js";
export { forecastServing, makeServingModel } from "./serving-model.js";
export type { ServingModel } from "./serving-model.js";
export { createServingModelReader, SERVING_FORMAT, toServingModelJson } from "./serving-model-json.js";
export {
  fitStoreModel,
  forecastStore,
  listInputs,
  predictMoments,
  standardiseErrors,
} from "./store-model.js";
export type { ModelInput, StoreModel } from "./store-model.js";
export { fromStoreModelJson, toStoreModelJson } from "./store-model-json.js";
export { isBaselineBetter, trainStoreModel } from "./store-training.js";
export type { StoreTraining, StoreTrainingInput } from "./store-training.js";
export { toUnits } from "./transform.js";
export type { Transform } from "./transform.js";
export { splitFigures, spreadForecast } from "./window-forecast.js";
export type { WindowFigures, WindowForecast } from "./window-forecast.js";
export { WindowForecaster } from "./window-forecaster.js";
export type { WindowInputs } from "./window-forecaster.js";
export type * from "./types.js";
