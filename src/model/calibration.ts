import { z } from "zod";
import { makeHalfWidth } from "./interval.js";
import { makeInputError } from "./model-error.js";
import { normalQuantile } from "./normal-quantile.js";
import type { Forecast } from "./types.js";

const shape = z
  .array(
    z.strictObject({
      /** Nominal coverage. */
      level: z.number().gt(0).lt(1),
      /** Standard deviations. */
      reach: z.number().positive(),
    }),
  )
  .min(1)
  .refine(
    (knots) =>
      knots.every(
        ({ level, reach }, i) => i === 0 || (level > knots[i - 1]!.level && reach > knots[i - 1]!.reach),
      ),
    "levels and reaches must ascend",
  );

/** Half-widths of central intervals. */
export type ShapeKnot = z.infer<typeof shape>[number];

/** How intervals are calibrated: part of a recipe. Residuals and reaches are in standard deviations of the model's own forecast. */
export const calibrationSettings = z.strictObject({
  /** Largest residual that counts: one odd day must not widen a store's intervals for weeks. */
  cap: z.number().min(0),
  /** Mean size (absolute value) of residuals that `shape` belongs to; what a chain is taken to have that says nothing. */
  usualSize: z.number().positive(),
  /** Days that a store's own residuals are shrunk by towards the chain's. */
  ownPseudoDays: z.number().positive(),
  /** Stores that the chain's residuals are shrunk by towards `usualSize`. */
  chainPseudoStores: z.number().positive(),
  /**
   * How far the level of all intervals follows the chain's recent residuals. A few weeks share their shocks over all stores, such
   * as a holiday, so they tell well how stores differ and badly how wide next week's intervals must be.
   */
  chainInfluence: z.number().min(0).max(1),
  /** Half-width of the central interval of each level, both ascending; in between and beyond, the normal quantile stretched. */
  shape,
});
export type CalibrationSettings = z.infer<typeof calibrationSettings>;

/** What a store's backtest tells the other stores' calibration. */
export interface ResidualSummary {
  /** Held-out days. */
  count: number;
  /** Mean size of their residuals, capped; 0 without any. */
  meanSize: number;
}

/** How a store's intervals are made from its model's own: plain JSON. */
export const calibrationSchema = z.strictObject({
  /** What reaches of `shape` are multiplied with. */
  scale: z.number().positive(),
  shape,
});
export type Calibration = z.infer<typeof calibrationSchema>;

/**
 * Chosen on a chain of 1,115 real stores, seven days ahead, four backtest folds of seven days a store: how wide on 45 weeks, holidays and
 * two turns of the year among them; how far a store's own residuals count on sixteen.
 */
export const DEFAULT_CALIBRATION: CalibrationSettings = {
  cap: 2.25,
  usualSize: 0.75,
  ownPseudoDays: 9,
  chainPseudoStores: 10,
  chainInfluence: 0.2,
  shape: [
    { level: 0.5, reach: 0.635 },
    { level: 0.8, reach: 1.25 },
    { level: 0.95, reach: 2.01 },
    { level: 0.99, reach: 2.95 },
  ],
};

/** The part of a store's residuals that counts. */
export function summariseResiduals(
  residuals: Float64Array,
  { cap }: Pick<CalibrationSettings, "cap">,
): ResidualSummary {
  let sum = 0;
  for (const residual of residuals) sum += Math.min(Math.abs(residual), cap);
  return { count: residuals.length, meanSize: residuals.length === 0 ? 0 : sum / residuals.length };
}

/**
 * The calibration of a store: its residuals set against its chain's over the same weeks or nearly so, shrunk; the level from
 * `settings`, moved a little by the chain.
 *
 * @param own out-of-sample residuals of the store's backtest
 * @param chain the other stores'; may be empty
 */
export function calibrate(
  own: ResidualSummary,
  chain: readonly ResidualSummary[],
  settings: CalibrationSettings,
): Calibration {
  const { usualSize, ownPseudoDays, chainPseudoStores, chainInfluence, shape } = settings;
  let stores = 0;
  let sum = 0;
  for (const { count, meanSize } of chain) {
    if (count === 0) continue;
    stores++;
    sum += meanSize;
  }
  const chainSize = (sum + chainPseudoStores * usualSize) / (stores + chainPseudoStores);
  const ratio = ((own.count * own.meanSize) / chainSize + ownPseudoDays) / (own.count + ownPseudoDays);
  const level = Math.exp(chainInfluence * Math.log(chainSize / usualSize));
  return { scale: level * ratio, shape: shape.map((knot) => ({ ...knot })) };
}

/**
 * Quantile of a residual under the calibration: odd about 0, strictly ascending, and without end as p nears 0 or 1.
 *
 * @param p probability, in (0, 1)
 * @returns standard deviations of the model's own forecast
 */
export function quantileAt({ scale, shape }: Calibration, p: number): number {
  return scale * shapeQuantileAt(shape, p);
}

/** {@link quantileAt} of a scale of 1: the same for all stores of a recipe. */
export function shapeQuantileAt(shape: readonly ShapeKnot[], p: number): number {
  if (!(p > 0 && p < 1)) throw makeInputError("p", p, "must be above 0 and below 1");
  const z = normalQuantile(p);
  const size = Math.abs(z);
  // Reaches are interpolated over normal quantiles, where a normal shape is a straight line, and go on as straight beyond the last.
  let [fromZ, from, slope] = [0, 0, 1];
  for (const { level, reach } of shape) {
    const knotZ = makeHalfWidth(level);
    slope = (reach - from) / (knotZ - fromZ);
    if (size <= knotZ) break;
    [fromZ, from] = [knotZ, reach];
  }
  return Math.sign(z) * (from + slope * (size - fromZ));
}

/**
 * The same forecast with the calibrated interval. Still on the model's scale; a transform of it that ascends keeps the coverage.
 *
 * @param forecast as `predict` gives it: not floored
 * @param level of its interval, and of the one made
 */
export function calibrateInterval(forecast: Forecast, level: number, calibration: Calibration): Forecast {
  const stretch = getStretch(calibration, level);
  const { yhat } = forecast;
  const move = (bound: number, i: number) => yhat[i]! + stretch * (bound - yhat[i]!);
  return { ...forecast, lower: forecast.lower.map(move), upper: forecast.upper.map(move) };
}

/** What the half-width of the model's own interval of a level is multiplied with. */
export function getStretch(calibration: Calibration, level: number): number {
  return quantileAt(calibration, (1 + level) / 2) / makeHalfWidth(level);
}
