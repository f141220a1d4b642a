import { getHolidayDays } from "./holiday-days.js";
import type { ForecastModel, Mode } from "./types.js";
import { sumWaves } from "./waves.js";

/** A model's parameters laid out for arithmetic on days to come; effects in units, those of multiplicative parts in shares of the trend. */
export interface Predictor {
  /** Slope and offset before the first knot and after each, in units over scaled time. */
  slopes: Float64Array;
  offsets: Float64Array;
  seasonalities: {
    name: string;
    period: number;
    fourierOrder: number;
    mode: Mode;
    conditionName: string | null;
    effects: Float64Array;
  }[];
  /** Days on which any holiday column has an effect, ascending, and the sum of the effects; null if the model has no holidays. */
  holidays: { mode: Mode; days: Int32Array; effects: Float64Array } | null;
  regressors: { name: string; mode: Mode; mu: number; effectPerUnit: number }[];
  /** Mean size of the changes of slope; 0 if the trend is flat. */
  meanChange: number;
}

const predictors = new WeakMap<ForecastModel, Predictor>();

/** The predictor of a model: made on first use, then kept as long as the model is; the model never changes. */
export function getPredictor(model: ForecastModel): Predictor {
  let predictor = predictors.get(model);
  if (!predictor) predictors.set(model, (predictor = makePredictor(model)));
  return predictor;
}

function makePredictor(model: ForecastModel): Predictor {
  const { params, yScale, changepointsT: knots } = model;
  const isFlat = model.growth === "flat";
  const k = isFlat ? 0 : params.k;
  const delta = isFlat ? new Float64Array(knots.length) : params.delta;
  const slopes = new Float64Array(knots.length + 1).fill(k);
  const offsets = new Float64Array(knots.length + 1).fill(params.m);
  knots.forEach((knot, i) => {
    slopes[i + 1] = slopes[i]! + delta[i]!;
    offsets[i + 1] = offsets[i]! - delta[i]! * knot;
  });
  const seasonalities = makeSeasonalParts(model);
  let at = seasonalities.reduce((sum, { effects }) => sum + effects.length, 0);
  const takeEffects = (count: number, mode: Mode) => {
    const scale = mode === "additive" ? yScale : 1;
    return params.beta.subarray(at, (at += count)).map((beta) => beta * scale);
  };
  const holidays = makeHolidayEffects(model, takeEffects);
  const regressors = model.regressors.map(({ name, mode, mu, std }) => ({
    name,
    mode,
    mu,
    effectPerUnit: takeEffects(1, mode)[0]! / std,
  }));
  return {
    slopes: slopes.map((slope) => slope * yScale),
    offsets: offsets.map((offset) => offset * yScale + model.yMin),
    seasonalities,
    holidays,
    regressors,
    meanChange: delta.reduce((sum, change) => sum + Math.abs(change), 0) / delta.length,
  };
}

/** The part of the predictor that knows of no holidays, and so is quickly made. */
export function makeSeasonalParts(model: ForecastModel): Predictor["seasonalities"] {
  let at = 0;
  return model.seasonalities.map(({ name, period, fourierOrder, mode, conditionName }) => {
    const scale = mode === "additive" ? model.yScale : 1;
    const effects = model.params.beta.subarray(at, (at += 2 * fourierOrder)).map((beta) => beta * scale);
    return { name, period, fourierOrder, mode, conditionName, effects };
  });
}

function makeHolidayEffects(
  model: ForecastModel,
  takeEffects: (count: number, mode: Mode) => Float64Array,
): Predictor["holidays"] {
  if (model.holidays.length === 0) return null;
  const { days, columns } = getHolidayDays(model.holidays);
  const columnEffects = takeEffects(columns.length, model.holidaysMode);
  const effects = new Float64Array(days.length);
  columns.forEach(({ places }, i) => {
    for (const place of places) effects[place]! += columnEffects[i]!;
  });
  return { mode: model.holidaysMode, days, effects };
}

/**
 * What a seasonality adds to the trend on these days, in units, or in shares of the trend.
 *
 * @param condition 1 where it holds and 0 where not; null if it always does
 */
export function makeSeasonalEffect(
  { period, effects }: Predictor["seasonalities"][number],
  days: Int32Array,
  condition: Float64Array | null,
): Float64Array {
  return sumWaves(effects, days, period, condition);
}
