import { readCapacity } from "./capacity.js";
import type { CapacityRows } from "./capacity.js";
import type { ForecastModel } from "./types.js";

/** A logistic trend on days to come. */
export interface LogisticForecast {
  /** Units. */
  trend: Float64Array;
  /** Variance of the trend on the day at this place, in scaled units, given that of its line. */
  makeVariance(at: number, lineVariance: number): number;
}

/** Reach and step, in standard deviations, of the sum that stands for an integral over a normal variable; its error is far below 1e-9. */
const REACH = 8;
const STEP = 0.25;

/**
 * Prophet's logistic trend. Changes of slope to come move its line as they move a linear trend, and the line bends between floor and cap: the variance is
 * that of the bent normal variable about its mean, so that the interval closes towards the cap and never spans more than lies between floor and cap.
 *
 * @throws ModelError INVALID_INPUT for a cap or floor missing or out of bounds
 */
export function makeLogisticForecast(model: ForecastModel, future: CapacityRows): LogisticForecast {
  const { cap, floor } = readCapacity("future", model, future);
  const line = makeLine(model, future.days);
  return {
    trend: line.map((value, i) => floor[i]! + (cap[i]! - floor[i]!) * saturate(value)),
    makeVariance: (at, lineVariance) => {
      if (lineVariance === 0) return 0;
      const share = makeShareVariance(line[at]!, Math.sqrt(lineVariance));
      const room = (cap[at]! - floor[at]!) / model.yScale;
      return share * room * room;
    },
  };
}

/** The line k (t - m) and hinges times delta. */
function makeLine(
  { params, start, tScale, changepointsT: knots }: ForecastModel,
  days: Int32Array,
): Float64Array {
  const { k, m, delta } = params;
  return Float64Array.from(days, (day) => {
    const t = (day - start) / tScale;
    let value = k * (t - m);
    for (let i = 0; i < knots.length && knots[i]! < t; i++) value += delta[i]! * (t - knots[i]!);
    return value;
  });
}

function saturate(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Variance of 1 / (1 + exp(-x)), x normal. */
function makeShareVariance(mean: number, deviation: number): number {
  const average = (share: (z: number) => number) => {
    let mass = 0;
    let sum = 0;
    for (let z = -REACH; z <= REACH; z += STEP) {
      const weight = Math.exp(-(z * z) / 2);
      mass += weight;
      sum += weight * share(z);
    }
    return sum / mass;
  };
  const centre = average((z) => saturate(mean + deviation * z));
  return average((z) => {
    const apart = saturate(mean + deviation * z) - centre;
    return apart * apart;
  });
}
