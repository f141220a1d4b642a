import { makeChangepoints } from "./changepoints.js";
import { checkCutoffs, makeCutoffs } from "./cutoffs.js";
import { fit } from "./fit.js";
import { checkLevel } from "./interval.js";
import type { HeldOut } from "./metrics.js";
import { makeInputError, ModelError } from "./model-error.js";
import { completeOptions } from "./options.js";
import type { CompleteOptions } from "./options.js";
import { predict } from "./predict.js";
import { makeSeasonalities } from "./seasonality.js";
import { checkSeries, sliceSeries } from "./series.js";
import type { FitOptions, Seasonality, Series } from "./types.js";

/** Prophet's `cross_validation`, in days; halves are allowed. */
export interface CrossValidationOptions {
  /** Days forecast after each cutoff, > 0. */
  horizon: number;
  /** Days between cutoffs, > 0; half the horizon by default. */
  period?: number;
  /** Days of history before the first cutoff at least, >= 0; three horizons or the longest seasonality by default, whichever is longer. */
  initial?: number;
  /** Last training days since 1970-01-01, instead of those that follow from period and initial. */
  cutoffs?: readonly number[];
  /** Nominal coverage of the intervals, in (0, 1); 0.8 by default. */
  level?: number;
}

/** What a model fitted through the cutoff said of the days after it. Units, not floored; all arrays are equally long. */
export interface CrossValidationFold extends HeldOut {
  /** Days since 1970-01-01; it may be half a day where the options are. */
  cutoff: number;
  days: Int32Array;
}

const DEFAULT_LEVEL = 0.8;

/**
 * Prophet's `cross_validation`: refits on the days up to each cutoff and forecasts the days of the series within the horizon after it.
 * As in Prophet, which seasonalities there are and how many changepoints follows from the whole series, not from what a cutoff leaves of it.
 *
 * @returns one fold a cutoff, in the order of the cutoffs
 * @throws ModelError as `fit` does, NOT_ENOUGH_DATA also for a cutoff with too short a history; INVALID_INPUT for options out of range, or that
 *   leave no cutoff or a cutoff without a day to forecast
 */
export function crossValidate(
  series: Series,
  options: Partial<FitOptions>,
  asked: CrossValidationOptions,
): CrossValidationFold[] {
  checkSeries(series);
  if (series.days.length === 0) {
    throw new ModelError(
      "NOT_ENOUGH_DATA",
      "The series has no days: cross-validation needs some on both sides of a cutoff.",
    );
  }
  const full = completeOptions(options, series);
  const seasonalities = makeSeasonalities(series.days, full);
  const cutoffs = chooseCutoffs(series.days, asked, seasonalities);
  const level = asked.level ?? DEFAULT_LEVEL;
  checkLevel(level);
  const { count } = makeChangepoints(series.days, full);
  return cutoffs.map((cutoff, i) => {
    const known = sliceSeries(series, 0, countThrough(series.days, cutoff));
    const heldOut = sliceSeries(series, known.days.length, countThrough(series.days, cutoff + asked.horizon));
    if (heldOut.days.length === 0) {
      throw makeInputError(`cutoffs[${i}]`, cutoff, "the series has no day within the horizon after it");
    }
    const model = fit(known, freeze(full, seasonalities, count, known.days));
    const { yhat, lower, upper } = predict(model, heldOut, level);
    return { cutoff, days: heldOut.days.slice(), y: heldOut.y.slice(), yhat, lower, upper };
  });
}

function chooseCutoffs(
  days: Int32Array,
  { horizon, period = horizon / 2, initial, cutoffs }: CrossValidationOptions,
  seasonalities: readonly Seasonality[],
): readonly number[] {
  checkDuration("horizon", horizon);
  checkDuration("period", period);
  if (initial !== undefined && !(initial >= 0 && Number.isFinite(initial))) {
    throw makeInputError("initial", initial, "must be a finite number of days, 0 or above");
  }
  if (cutoffs !== undefined) {
    checkCutoffs(cutoffs, days, horizon);
    return cutoffs;
  }
  const longest = Math.max(3 * horizon, ...seasonalities.map((seasonality) => seasonality.period));
  return makeCutoffs(days, { horizon, period, initial: initial ?? longest });
}

function checkDuration(field: string, days: number): void {
  if (!(days > 0 && Number.isFinite(days))) {
    throw makeInputError(field, days, "must be a finite number of days above 0");
  }
}

/** How many days are at or before `last`. */
function countThrough(days: Int32Array, last: number): number {
  const after = days.findIndex((day) => day > last);
  return after < 0 ? days.length : after;
}

/** Options under which a part of the series is fitted with the seasonalities and the count of changepoints that the whole calls for. */
function freeze(
  options: CompleteOptions,
  seasonalities: readonly Seasonality[],
  changepointCount: number,
  days: Int32Array,
): FitOptions {
  const { changepoints } = options;
  const last = days.at(-1)!;
  return {
    ...options,
    changepoints: changepoints && changepoints.filter((day) => day < last),
    nChangepoints: Math.max(0, changepointCount),
    yearlySeasonality: false,
    weeklySeasonality: false,
    dailySeasonality: false,
    seasonalities: seasonalities.map(({ conditionName, ...seasonality }) =>
      conditionName === null ? seasonality : { ...seasonality, conditionName },
    ),
  };
}
