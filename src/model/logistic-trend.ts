import type { Design } from "./design.js";

/** Turns the line of a logistic trend into the trend: between 0 and the cap, halfway where the line is 0. In place. */
export function saturate(line: Float64Array, cap: Float64Array): void {
  for (let row = 0; row < line.length; row++) line[row] = cap[row]! / (1 + Math.exp(-line[row]!));
}

/** How much a logistic trend gains where its line gains 1. */
export function makeSteepness(trend: Float64Array, cap: Float64Array): Float64Array {
  return trend.map((value, row) => value * (1 - value / cap[row]!));
}

/**
 * The design with the derivatives of the trend's line as its first two columns. Prophet's rates and offsets keep the line k (t - m) unbroken at
 * each changepoint, so that beyond it the line is but k (t - m) and hinges times delta: no recursion is needed, and by m it moves -k, by k it moves t - m.
 */
export function makeTrendLine(design: Design, theta: Float64Array): Design {
  if (!design.cap) return design;
  const { rows, t, denseCount } = design;
  const dense = design.dense.slice();
  for (let row = 0; row < rows; row++) {
    dense[row * denseCount] = -theta[1]!;
    dense[row * denseCount + 1] = t[row]! - theta[0]!;
  }
  return { ...design, dense };
}
