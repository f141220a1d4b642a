import type { BacktestOptions } from "../model/index.js";

/** How every model is tested: four weeks, so that each weekday counts four times. */
export const BACKTEST: BacktestOptions = { horizon: 7, folds: 4, step: 7, level: 0.8 };
