import { pickEffects } from "./holiday-days.js";
import { makeHalfWidth, makeTrendVariance } from "./interval.js";
import { makeLogisticForecast } from "./logistic-forecast.js";
import { getPredictor, makeSeasonalEffect } from "./predictor.js";
import type { Predictor } from "./predictor.js";
import { readCondition } from "./seasonality.js";
import { checkAscending, checkRegressor } from "./series.js";
import type { Forecast, ForecastModel, FutureDays, Mode } from "./types.js";

/**
 * Prophet's forecast, to the digit what Python's gives from the same parameters: not floored at 0, and for any day asked for, traded on
 * or not. The interval is normal, with the noise and, after the history, the trend's variance under Prophet's own assumption; nothing is drawn.
 *
 * @param level nominal coverage, in (0, 1)
 * @returns units; components are `trend`, the seasonalities, `holidays` if the model has any, then each regressor
 * @throws ModelError INVALID_INPUT for days out of order, a regressor, cap or floor missing or not finite, a cap not above its floor, a condition
 *   that is not 0 or 1, a level out of range
 */
export function predict(model: ForecastModel, future: FutureDays, level: number): Forecast {
  const halfWidth = makeHalfWidth(level);
  const { days } = future;
  checkAscending("future.days", days);
  const predictor = getPredictor(model);

  const logistic = model.growth === "logistic" ? makeLogisticForecast(model, future) : null;
  const trend = logistic?.trend ?? makeTrend(model, predictor, days);
  const components = [{ name: "trend", values: trend }];
  const factor = new Float64Array(days.length).fill(1);
  const add = (name: string, mode: Mode, values: Float64Array) => {
    if (mode === "multiplicative") {
      for (let i = 0; i < values.length; i++) {
        factor[i]! += values[i]!;
        values[i]! *= trend[i]!;
      }
    }
    components.push({ name, values });
  };
  for (const seasonality of predictor.seasonalities) {
    add(
      seasonality.name,
      seasonality.mode,
      makeSeasonalEffect(seasonality, days, readCondition("future", seasonality.conditionName, future)),
    );
  }
  if (predictor.holidays) {
    add("holidays", predictor.holidays.mode, pickEffects(predictor.holidays, days));
  }
  for (const { name, mode, mu, effectPerUnit } of predictor.regressors) {
    const given = future.regressors[name];
    checkRegressor("future", name, given, days);
    const values = new Float64Array(days.length);
    for (let i = 0; i < values.length; i++) values[i] = (given[i]! - mu) * effectPerUnit;
    add(name, mode, values);
  }

  const yhat = new Float64Array(days.length);
  const lower = new Float64Array(days.length);
  const upper = new Float64Array(days.length);
  const noise = model.params.sigmaObs * model.params.sigmaObs;
  for (let i = 0; i < days.length; i++) {
    let sum = 0;
    for (const { values } of components) sum += values[i]!;
    const ahead = (days[i]! - model.start) / model.tScale - 1;
    const slopeVariance = makeTrendVariance(ahead, model.changepointsT.length, predictor.meanChange);
    const trendVariance = logistic ? logistic.makeVariance(i, slopeVariance) : slopeVariance;
    const reach = halfWidth * Math.sqrt(noise + factor[i]! * factor[i]! * trendVariance) * model.yScale;
    yhat[i] = sum;
    lower[i] = sum - reach;
    upper[i] = sum + reach;
  }
  return { days: days.slice(), yhat, lower, upper, components };
}

/** The forecast as served: yhat, lower and upper are at least 0; components stay as they are. */
export function floorAtZero(forecast: Forecast): Forecast {
  return {
    ...forecast,
    yhat: forecast.yhat.map(floor),
    lower: forecast.lower.map(floor),
    upper: forecast.upper.map(floor),
  };
}

function floor(value: number): number {
  return value > 0 ? value : 0;
}

function makeTrend(model: ForecastModel, { slopes, offsets }: Predictor, days: Int32Array): Float64Array {
  const { start, tScale, changepointsT: knots } = model;
  const values = new Float64Array(days.length);
  let piece = 0;
  for (let i = 0; i < days.length; i++) {
    const t = (days[i]! - start) / tScale;
    while (piece < knots.length && knots[piece]! <= t) piece++;
    values[i] = slopes[piece]! * t + offsets[piece]!;
  }
  return values;
}
