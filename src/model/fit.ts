import { measureScale } from "./capacity.js";
import { makeChangepoints, makeChangepointTimes } from "./changepoints.js";
import { dayOf } from "./day.js";
import { logPosterior } from "./objective.js";
import { ModelError } from "./model-error.js";
import { maximise } from "./optimiser.js";
import { completeOptions } from "./options.js";
import { makeRegressors } from "./regressors.js";
import { makeScaledHistory } from "./scaled-history.js";
import { listConditionNames, makeSeasonalities } from "./seasonality.js";
import { checkSeries } from "./series.js";
import type { FitOptions, FittedModel, ModelParams, Series } from "./types.js";

const MIN_SPAN_DAYS = 14;
/** Prophet's own interval settings, for Python users of the saved model. */
const PYTHON_INTERVALS = { intervalWidth: 0.8, uncertaintySamples: 1000 };

/**
 * Fits Prophet's model (linear, logistic or flat trend) to the mode of its posterior: same columns, scaling and priors as Python's Prophet 1.5,
 * but the exact optimum instead of the point where Stan's search stops. The same input gives the same bits.
 *
 * @param series trading days in units; days strictly ascending
 * @throws ModelError NOT_ENOUGH_DATA for less than two weeks, all zeros or one value; INVALID_INPUT for values or options that break
 *   a rule; FIT_FAILED if no optimum was found
 */
export function fit(series: Series, options: Partial<FitOptions> = {}): FittedModel {
  checkSeries(series);
  const full = completeOptions(options, series);
  checkEnough(series);

  const { days, y } = series;
  const start = days[0]!;
  const tScale = days.at(-1)! - start;
  const { logisticFloor, yMin, yScale } = measureScale(series, full);
  const { count, days: changepoints } = makeChangepoints(days, full);
  const seasonalities = makeSeasonalities(days, full);
  const regressors = makeRegressors(full.regressors, series, full);
  const unfitted: Omit<FittedModel, "params"> = {
    history: {
      days: days.slice(),
      y: y.slice(),
      regressors: Object.fromEntries(
        listColumns({ regressors, seasonalities }).map((name) => [name, series.regressors[name]!.slice()]),
      ),
      ...(full.growth === "logistic" && series.cap && { cap: series.cap.slice() }),
      ...(logisticFloor && series.floor && { floor: series.floor.slice() }),
    },
    settings: {
      nChangepoints: count,
      specifiedChangepoints: full.changepoints !== null,
      changepointRange: full.changepointRange,
      yearlySeasonality: full.yearlySeasonality,
      weeklySeasonality: full.weeklySeasonality,
      dailySeasonality: full.dailySeasonality,
      seasonalityMode: full.seasonalityMode,
      seasonalityPriorScale: full.seasonalityPriorScale,
      changepointPriorScale: full.changepointPriorScale,
      holidaysPriorScale: full.holidaysPriorScale,
      ...PYTHON_INTERVALS,
    },
    growth: full.growth,
    scaling: full.scaling,
    start,
    tScale,
    logisticFloor,
    yMin,
    yScale,
    changepoints,
    changepointsT: makeChangepointTimes(changepoints, start, tScale),
    seasonalities,
    holidays: full.holidays.map((holiday) => ({ ...holiday, days: [...holiday.days] })),
    holidaysMode: full.holidaysMode ?? full.seasonalityMode,
    regressors,
  };
  return { ...unfitted, params: makeParams(unfitted, full.changepointPriorScale) };
}

/** Names of the columns that the model takes from the series. */
function listColumns({
  regressors,
  seasonalities,
}: Pick<FittedModel, "regressors" | "seasonalities">): string[] {
  return [...regressors.map(({ name }) => name), ...listConditionNames(seasonalities)];
}

function checkEnough({ days, y }: Series): void {
  if (days.length === 0) {
    throw new ModelError("NOT_ENOUGH_DATA", "The series has no days: at least two weeks are needed.");
  }
  const first = dayOf(days[0]!);
  const last = dayOf(days.at(-1)!);
  const span = days.at(-1)! - days[0]!;
  if (span < MIN_SPAN_DAYS) {
    throw new ModelError(
      "NOT_ENOUGH_DATA",
      `The series runs from ${first} to ${last}, ${span} days: at least ${MIN_SPAN_DAYS} are needed.`,
    );
  }
  if (y.every((value) => value === y[0])) {
    throw new ModelError(
      "NOT_ENOUGH_DATA",
      `The series is ${y[0]} on all its ${days.length} days from ${first} to ${last}: at least two different values are needed.`,
    );
  }
}

function makeParams(model: Omit<FittedModel, "params">, tau: number): ModelParams {
  const { design, y } = makeScaledHistory(model);
  const { theta, delta, sigma } = maximise(design, y, tau);
  const beta = new Float64Array(design.betaCount);
  design.betaIndex.forEach((index, i) => {
    // + 0 turns -0, which JSON does not have, into 0.
    beta[index] = theta[i + 2]! + 0;
  });
  const isFlat = model.growth === "flat";
  const params = {
    k: theta[1]! + 0,
    m: theta[0]! + 0,
    delta: isFlat ? new Float64Array(model.changepointsT.length) : delta.map((value) => value + 0),
    sigmaObs: sigma,
    beta,
    logPosterior: null,
  };
  const lp = logPosterior(design, y, params, tau);
  // Without changepoints Prophet fits one at time 0 all the same and folds it into the slope.
  if (model.changepoints.length === 0) {
    const k = params.k + params.delta[0]!;
    // The logistic line k t - k m keeps its level only if its m moves with k; Prophet leaves m and bends what it has fitted.
    const m = model.growth === "logistic" ? (params.k * params.m) / k : params.m;
    return { ...params, k, m, delta: new Float64Array(1), logPosterior: lp };
  }
  return { ...params, logPosterior: lp };
}
