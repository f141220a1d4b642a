import { makeTrendVarianceScale } from "./interval.js";
import type { ServingModel } from "./serving-model.js";
import type { Mode } from "./types.js";

/** Places in the numbers of {@link makeWindowNumbers}. */
export const PLACE = {
  START: 0,
  T_SCALE: 1,
  Y_SCALE: 2,
  /** Variance of the noise. */
  NOISE: 3,
  VARIANCE_SCALE: 4,
  /** Scaled time from which on no changepoint is left, and the trend there, in units over scaled time. */
  LAST_KNOT: 5,
  LAST_SLOPE: 6,
  LAST_OFFSET: 7,
  /** Of the calibration; not a number without one. */
  SCALE: 8,
  /** Effects of waves and of holiday columns in units, or shares of the trend; then of each regressor, and the value at which that adds nothing. */
  EFFECTS: 9,
} as const;

/** All that a model's forecasts of a window are worked out from, beside what the window knows. */
export function makeWindowNumbers({ prophet, calibration }: ServingModel): number[] {
  const { growth, params, changepointsT, seasonalities, holidaysMode, regressors, ...rest } = prophet;
  const { start, tScale, yScale } = rest;
  const lastKnot = changepointsT.reduce((latest, knot) => Math.max(latest, knot), -Infinity);
  const { slope, offset } = findTrend(prophet, Infinity);
  const changes = growth === "flat" ? 0 : params.delta.reduce((sum, one) => sum + Math.abs(one), 0);
  const varianceScale = makeTrendVarianceScale(changepointsT.length, changes / params.delta.length);
  const noise = params.sigmaObs * params.sigmaObs;
  const scaleOf = (mode: Mode) => (mode === "additive" ? yScale : 1);
  const scales = seasonalities.flatMap(({ fourierOrder, mode }) =>
    Array<number>(2 * fourierOrder).fill(scaleOf(mode)),
  );
  const { beta } = params;
  const firstOfRegressors = beta.length - regressors.length;
  const effects = Array.from(beta.subarray(0, firstOfRegressors), (one, column) => {
    return one * (scales[column] ?? scaleOf(holidaysMode));
  });
  return [
    ...[start, tScale, yScale, noise, varianceScale, lastKnot, slope, offset],
    calibration?.scale ?? NaN,
    ...effects,
    ...regressors.flatMap(({ mode, mu, std }, r) => [
      (beta[firstOfRegressors + r]! * scaleOf(mode)) / std,
      mu,
    ]),
  ];
}

/** The trend at a scaled time, in units: `slope * t + offset`. */
export function findTrend(
  { growth, params, changepointsT: knots, yScale, yMin }: ServingModel["prophet"],
  t: number,
): { slope: number; offset: number } {
  const isFlat = growth === "flat";
  let slope = isFlat ? 0 : params.k;
  let offset = params.m;
  for (let i = 0; i < knots.length && !isFlat && knots[i]! <= t; i++) {
    slope += params.delta[i]!;
    offset -= params.delta[i]! * knots[i]!;
  }
  return { slope: slope * yScale, offset: offset * yScale + yMin };
}
