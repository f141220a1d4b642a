import { makeInputError } from "./model-error.js";
import { normalQuantile } from "./normal-quantile.js";

/** Half-width, in standard deviations, of the central normal interval that holds `level` of the mass. */
export function makeHalfWidth(level: number): number {
  checkLevel(level);
  return -normalQuantile((1 - level) / 2);
}

/** Throws INVALID_INPUT unless the level is a probability short of certainty. */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) {
    throw makeInputError("level", level, "must be above 0 and below 1, such as 0.8");
  }
}

/**
 * Variance of the trend so long after the history, in scaled units: slope changes arrive as a Poisson process as densely as in the
 * history and are Laplace as large as its mean change, Prophet's own assumption, integrated instead of sampled.
 *
 * @param ahead scaled time since the last training day; none before it
 * @param changepointCount changepoints of the history, one for Prophet's dummy
 * @param meanChange mean |delta| of the history
 */
export function makeTrendVariance(ahead: number, changepointCount: number, meanChange: number): number {
  return growTrendVariance(makeTrendVarianceScale(changepointCount, meanChange), ahead);
}

/** What {@link growTrendVariance} needs of a model. */
export function makeTrendVarianceScale(changepointCount: number, meanChange: number): number {
  // A change of variance 2 b^2 at time u adds 2 b^2 (ahead - u)^2; changepointCount of them arrive a unit of time.
  return (2 / 3) * changepointCount * meanChange * meanChange;
}

/** {@link makeTrendVariance} of a model's scale. */
export function growTrendVariance(scale: number, ahead: number): number {
  return ahead <= 0 ? 0 : scale * ahead * ahead * ahead;
}
