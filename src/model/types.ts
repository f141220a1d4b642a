import type { Day } from "./day.js";

/** Daily demand of one store on the days that are trained on: observed days on which it traded. */
export interface Series {
  /** Days since 1970-01-01, strictly ascending. */
  days: Int32Array;
  /** Units sold, one a day, finite; negative ones are fitted too, but under logistic growth none may lie below its floor. */
  y: Float64Array;
  /** Known drivers by name, such as `promo`, and the 0/1 conditions of seasonalities; each as long as `days`. */
  regressors: Record<string, Float64Array>;
  /** Units that logistic growth saturates at, one a day, above the floor; it needs them, other growth does not read them. */
  cap?: Float64Array;
  /** Units that logistic growth falls to, one a day; by default what 0 stands for. */
  floor?: Float64Array;
}

/** A named holiday with the days it falls on, past and future. One 0/1 column for each day of its window. */
export interface Holiday {
  name: string;
  /** Days since 1970-01-01, ascending. */
  days: number[];
  /** Days before that it reaches, <= 0. */
  lowerWindow: number;
  /** Days after that it reaches, >= 0. */
  upperWindow: number;
  /** Prior scale of its columns, > 0; `holidaysPriorScale` by default. */
  priorScale?: number;
}

/** Whether a part is added to the trend, or multiplies it as 1 + the part. */
export type Mode = "additive" | "multiplicative";

/** A regressor as Prophet's `add_regressor` takes it. */
export interface RegressorOptions {
  name: string;
  /** Prior scale, > 0; `holidaysPriorScale` by default. */
  priorScale?: number;
  /** Whether it is centred and scaled before the fit; `auto` leaves 0/1 columns alone. */
  standardize?: boolean | "auto";
  /** `seasonalityMode` by default. */
  mode?: Mode;
}

/** A seasonality as Prophet's `add_seasonality` takes it. One named as a built-in stands in for it. */
export interface SeasonalityOptions {
  name: string;
  /** Days, > 0. */
  period: number;
  /** Pairs of sine and cosine, >= 1. */
  fourierOrder: number;
  /** Prior scale, > 0; `seasonalityPriorScale` by default. */
  priorScale?: number;
  /** `seasonalityMode` by default. */
  mode?: Mode;
  /** Column of the series' regressors that is 1 where the seasonality holds and 0 where it does not. */
  conditionName?: string;
}

/** Form of the trend. Logistic growth saturates at the cap of each day. */
export type Growth = "linear" | "logistic" | "flat";

/** How y is scaled: by its largest absolute value, or from its smallest to its largest value. */
export type Scaling = "absmax" | "minmax";

/** Prophet's options under Prophet's names (camel case) and with Prophet's defaults. */
export interface FitOptions {
  growth?: Growth;
  scaling?: Scaling;
  /** Days since 1970-01-01 on which the slope may change, ascending, within the series; instead of the automatic ones. */
  changepoints?: readonly number[] | null;
  nChangepoints: number;
  changepointRange: number;
  changepointPriorScale: number;
  /** Fourier order, `auto` by Prophet's rule, or off. */
  yearlySeasonality: number | boolean | "auto";
  weeklySeasonality: number | boolean | "auto";
  /** Of days at midnight it can only tell the level; `auto` is therefore off. */
  dailySeasonality?: number | boolean | "auto";
  /** Beyond the three above. */
  seasonalities?: readonly SeasonalityOptions[];
  seasonalityPriorScale: number;
  /** Mode of seasonalities and regressors that name none. */
  seasonalityMode?: Mode;
  holidaysPriorScale: number;
  /** Mode of all holidays; null, the default, is `seasonalityMode`. */
  holidaysMode?: Mode | null;
  regressors: RegressorOptions[];
  holidays: Holiday[];
}

/** A Fourier seasonality of a fitted model. */
export interface Seasonality {
  name: string;
  /** Days. */
  period: number;
  /** Pairs of sine and cosine. */
  fourierOrder: number;
  priorScale: number;
  mode: Mode;
  /** Column that is 1 where it holds; null if it always does. */
  conditionName: string | null;
}

/** A regressor of a fitted model: its column is (value - mu) / std. */
export interface FittedRegressor {
  name: string;
  priorScale: number;
  standardize: boolean | "auto";
  mode: Mode;
  mu: number;
  std: number;
}

/** Maximum a posteriori parameters on Prophet's scales: y over `yScale`, time 0 at the first training day and 1 at the last. */
export interface ModelParams {
  /** Slope before the first changepoint; of a logistic trend its rate. */
  k: number;
  /** Trend at time 0; of a logistic trend the time at which it is halfway between floor and cap. */
  m: number;
  /** Change of slope at each changepoint. */
  delta: Float64Array;
  /** Standard deviation of the noise. */
  sigmaObs: number;
  /** One for each column: seasonalities, then holidays by column name, then regressors. */
  beta: Float64Array;
  /** Log posterior at these parameters, Stan's constants dropped; null if whoever fitted it did not say. */
  logPosterior: number | null;
}

/** What a model was asked for, kept because Prophet's JSON keeps it; `predict` reads none of it. */
export interface ModelSettings {
  nChangepoints: number | null;
  specifiedChangepoints: boolean | null;
  changepointRange: number | null;
  yearlySeasonality: number | boolean | "auto" | null;
  weeklySeasonality: number | boolean | "auto" | null;
  dailySeasonality: number | boolean | "auto" | null;
  seasonalityMode: Mode | null;
  seasonalityPriorScale: number | null;
  changepointPriorScale: number | null;
  holidaysPriorScale: number;
  /** Level and number of draws of Python's own intervals. */
  intervalWidth: number;
  uncertaintySamples: number | boolean | null;
}

/** A fitted model: an immutable plain structure that knows all that {@link FutureDays} does not say. */
export interface FittedModel {
  /** Training rows; regressors as given, not standardised, and conditions. */
  history: Series;
  settings: ModelSettings;
  growth: Growth;
  scaling: Scaling;
  /** First training day, in days since 1970-01-01; time 0. */
  start: number;
  /** Days from time 0 to time 1. */
  tScale: number;
  /** Whether each day has a floor of its own, which then is what 0 stands for. */
  logisticFloor: boolean;
  /** Units that 0 stands for if no day has a floor of its own: 0, or with minmax scaling the smallest y. */
  yMin: number;
  /** Units between 0 and 1: the largest |y|, or with minmax scaling the largest y less the smallest. With floors, the largest |y - floor|, or the largest cap less the smallest floor. */
  yScale: number;
  /** Days since 1970-01-01 on which the slope may change; empty if none. */
  changepoints: Int32Array;
  /** The same in scaled time; one 0 if there are none, as in Prophet. */
  changepointsT: Float64Array;
  seasonalities: Seasonality[];
  holidays: Holiday[];
  holidaysMode: Mode;
  regressors: FittedRegressor[];
  params: ModelParams;
}

/** What a forecast reads of a fitted model: all but the rows it was fitted to. */
export type ForecastModel = Omit<FittedModel, "history">;

/** Days to forecast and what is known of them. */
export interface FutureDays {
  /** Days since 1970-01-01, ascending. */
  days: Int32Array;
  /** Every regressor and condition of the model, as long as `days`. */
  regressors: Record<string, Float64Array>;
  /** As in {@link Series}, needed if the growth is logistic. */
  cap?: Float64Array;
  /** As in {@link Series}, needed if the model's history had one. */
  floor?: Float64Array;
}

/** Point forecast and interval, in units, one element a day. Not floored: Python's numbers. */
export interface Forecast {
  days: Int32Array;
  yhat: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  /** Parts of `yhat`, in units; they sum to it. One that multiplies the trend is what it adds to it. `trend`, a seasonality's name, `holidays`, or a regressor's name. */
  components: { name: string; values: Float64Array }[];
}

/** Accuracy over held-out days. Ratios, not percentages; null where the ratio has no meaning. */
export interface ForecastMetrics {
  /** Mean absolute error, units. */
  mae: number;
  /** Root mean squared error, units. */
  rmse: number;
  /** Mean of yhat - y, units. */
  bias: number;
  /** Share of actuals inside lower..upper. */
  coverage: number;
  /** Nominal level that `coverage` was measured at. */
  level: number;
  /** Sum of absolute errors over sum of absolute actuals; null if that sum is 0. */
  wape: number | null;
  /** Mean absolute percentage error; null if any actual is 0. */
  mape: number | null;
  /** mae over the in-sample seasonal-naive mae; null if that is 0. */
  mase: number | null;
}

/** What a backtest is asked to do. */
export interface BacktestOptions {
  /** Calendar days forecast after each cutoff. */
  horizon: number;
  /** How many cutoffs, the last being `horizon` days before the last day. */
  folds: number;
  /** Days between cutoffs. */
  step: number;
  /** Nominal coverage of the intervals, in (0, 1). */
  level: number;
}

/** One refit at a past cutoff, on the observed days of its horizon. All arrays are equally long. */
export interface Fold {
  /** Last training day. */
  cutoff: Day;
  days: Int32Array;
  y: Float64Array;
  /** Floored at 0, as served. */
  yhat: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  /** The seasonal-naive baseline on the same days. */
  baseline: Pick<Forecast, "yhat" | "lower" | "upper">;
  metrics: ForecastMetrics;
}

/** The part of a backtest that is kept with a model version: plain JSON. */
export interface BacktestSummary {
  /** Calendar days forecast after each cutoff. */
  horizon: number;
  /** Last training day of each fold, ascending. */
  cutoffs: Day[];
  metrics: ForecastMetrics;
  baseline: ForecastMetrics;
  /** 1 - mae / baseline.mae; null if that is undefined. */
  skill: number | null;
}

/** A whole backtest. */
export interface Backtest {
  folds: Fold[];
  summary: BacktestSummary;
}
