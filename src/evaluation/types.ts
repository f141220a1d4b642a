import type { Day } from "../model/day.js";
import type {
  BacktestOptions,
  PublicHoliday,
  Recipe,
  ResidualSummary,
  Series,
  Transform,
} from "../model/index.js";

/** Forecasts that need no model: what a recipe has to beat. */
export const REFERENCES = ["last_week", "two_weeks_ago", "last_year", "median_56"] as const;
export type Reference = (typeof REFERENCES)[number];

/** `recipe` is the forecast as served, `model` the same without the baseline ever standing in for a model. */
export const METHODS = ["recipe", "model", ...REFERENCES] as const;
export type Method = (typeof METHODS)[number];

/** `served` is the interval as served, `prophet` Prophet's own around the same forecast. */
export const INTERVAL_KINDS = ["served", "prophet"] as const;
export type IntervalKind = (typeof INTERVAL_KINDS)[number];

/** Nominal coverages that intervals are scored at. */
export const LEVELS = [0.5, 0.8, 0.95] as const;

/** One store of a chain, as a backtest sees it. */
export interface EvaluationStore {
  code: string;
  /** Trading days in units, with what was known ahead of each of them. */
  series: Series;
  /** Public holidays from a year before the series to as far ahead as forecasts will go. */
  holidays: readonly PublicHoliday[];
}

/** What a chain is asked. */
export interface EvaluationOptions {
  recipe: Recipe;
  /** Last days that a forecaster knows, ascending. */
  cutoffs: readonly Day[];
  /** Calendar days forecast after each cutoff. */
  horizon: number;
  /** The backtest before each cutoff, which calibrates the intervals and chooses between model and baseline. */
  backtest: BacktestOptions;
}

/** One store's part of the work. */
export interface ForecastTask extends EvaluationOptions, EvaluationStore {}

/** What a store's forecaster of a past day said of the trading days that followed, and what came. Lists are equally long. */
export interface CutoffForecast {
  cutoff: Day;
  /** Calendar days after the cutoff, from 1. */
  ahead: number[];
  /** Units. */
  y: number[];
  /** What each method said, units, at least 0. */
  said: Record<Method, number[]>;
  /** What served. */
  forecaster: "prophet" | "baseline";
  /** Why there was no model; null where there was one. */
  refusal: string | null;
  /** Scale of `mean` and `sd`, which whatever served expected of each day. */
  transform: Transform;
  mean: number[];
  sd: number[];
  /** What the backtest before the cutoff left for the calibration; of no day without a model. */
  residuals: ResidualSummary;
}

/** All that pass one finds out of a store; cutoffs without a day before or after them are left out. */
export interface StoreForecasts {
  code: string;
  cutoffs: CutoffForecast[];
}
