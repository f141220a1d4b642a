import type { Gram } from "./gram.js";

/** Turns the line of a logistic trend into the trend: between 0 and the cap, halfway where the line is 0. In place. */
export function saturate(line: Float64Array, cap: Float64Array): void {
  for (let row = 0; row < line.length; row++) line[row] = cap[row]! / (1 + Math.exp(-line[row]!));
}

/** How much a logistic trend gains where its line gains 1. */
export function makeSteepness(trend: Float64Array, cap: Float64Array): Float64Array {
  return trend.map((value, row) => value * (1 - value / cap[row]!));
}

/** The same of all that the trend is multiplied with. */
export function makeTrendWeight(trend: Float64Array, factor: Float64Array, cap: Float64Array): Float64Array {
  return trend.map((value, row) => value * (1 - value / cap[row]!) * factor[row]!);
}

/*
 * Prophet's rates and offsets keep the line k (t - m) unbroken at each changepoint, so that beyond it the line is but k (t - m) and hinges times
 * delta: no recursion is needed. A tangent's first two columns are what the line's value at time 0 and its slope do; m moves the first by -k,
 * k moves both, by -m and by 1.
 */

/** Inner products with the first two columns of a tangent turned into those with what moving m and k does. In place. */
export function turnProjection(smooth: Float64Array, theta: Float64Array): void {
  const [m, k] = [theta[0]!, theta[1]!];
  const [byValue, bySlope] = [smooth[0]!, smooth[1]!];
  smooth[0] = -k * byValue;
  smooth[1] = bySlope - m * byValue;
}

/** The Gram matrix of a tangent turned likewise. */
export function turnGram(gram: Gram, theta: Float64Array): Gram {
  const { smoothCount: n, hingeCount } = gram;
  const [m, k] = [theta[0]!, theta[1]!];
  const smooth = gram.smooth.slice();
  const cross = gram.cross.slice();
  const [value, mixed, slope] = [smooth[0]!, smooth[n]!, smooth[n + 1]!];
  smooth[0] = k * k * value;
  smooth[n] = -k * (mixed - m * value);
  smooth[n + 1] = slope - 2 * m * mixed + m * m * value;
  for (let j = 2; j < n; j++) turnProjection(smooth.subarray(j * n, j * n + 2), theta);
  for (let knot = 0; knot < hingeCount; knot++) turnProjection(cross.subarray(knot * n, knot * n + 2), theta);
  return { ...gram, smooth, cross };
}
