import type { Design } from "./design.js";
import { makeSteepness, makeTrendLine, saturate } from "./logistic-trend.js";

/** Inner products of a vector of one value a row with every column. */
export interface Projection {
  smooth: Float64Array;
  hinges: Float64Array;
}

/** What coefficients say of each row: trend * factor + rest. */
interface Parts {
  trend: Float64Array;
  /** 1 + the columns that multiply the trend. */
  factor: Float64Array;
  rest: Float64Array;
}

/** y less what the coefficients say. */
export function makeResiduals(
  design: Design,
  y: Float64Array,
  theta: Float64Array,
  delta: Float64Array,
): Float64Array {
  if (design.multiplies) {
    const { trend, factor, rest } = makeParts(design, design.multiplies, theta, delta);
    return y.map((value, row) => value - trend[row]! * factor[row]! - rest[row]!);
  }
  const { rows, dense, denseCount, indicators, indicatorWeight } = design;
  const residuals = makeHinged(design, delta);
  for (let row = 0; row < rows; row++) {
    let fitted = residuals[row]!;
    const at = row * denseCount;
    for (let j = 0; j < denseCount; j++) fitted += dense[at + j]! * theta[j]!;
    residuals[row] = y[row]! - fitted;
  }
  indicators.forEach((hits, i) => {
    const effect = theta[denseCount + i]!;
    for (const row of hits) residuals[row]! -= effect * (indicatorWeight?.[row] ?? 1);
  });
  return residuals;
}

/** Every column's inner product with a vector of one value a row. */
export function project(design: Design, values: Float64Array): Projection {
  const { rows, t, dense, denseCount, indicators, indicatorWeight, hingeWeight, knots } = design;
  const smooth = new Float64Array(denseCount + indicators.length);
  const hinges = new Float64Array(knots.length);
  // A hinge is (t - knot)+: its product is sum(t v) - knot sum(v) over the rows after the knot.
  let sum = 0;
  let sumT = 0;
  let knot = knots.length - 1;
  for (let row = rows - 1; row >= 0; row--) {
    for (; knot >= 0 && knots[knot]! >= t[row]!; knot--) hinges[knot] = sumT - knots[knot]! * sum;
    const value = values[row]!;
    const weighted = hingeWeight === null ? value : value * hingeWeight[row]!;
    sum += weighted;
    sumT += weighted * t[row]!;
    const at = row * denseCount;
    for (let j = 0; j < denseCount; j++) smooth[j]! += dense[at + j]! * value;
  }
  for (; knot >= 0; knot--) hinges[knot] = sumT - knots[knot]! * sum;
  indicators.forEach((hits, i) => {
    let total = 0;
    for (const row of hits) total += values[row]! * (indicatorWeight?.[row] ?? 1);
    smooth[denseCount + i] = total;
  });
  return { smooth, hinges };
}

/** The linear model that touches this one at the coefficients: each column is what moving its coefficient does. Itself if linear. */
export function makeTangent(design: Design, theta: Float64Array, delta: Float64Array): Design {
  const { multiplies, rows, denseCount } = design;
  if (!multiplies) return design;
  const { trend, factor } = makeParts(design, multiplies, theta, delta);
  const line = makeTrendLine(design, theta);
  const steepness = design.cap ? makeSteepness(trend, design.cap) : null;
  const hingeWeight = steepness ? steepness.map((value, row) => value * factor[row]!) : factor;
  const dense = line.dense.slice();
  for (let row = 0; row < rows; row++) {
    const at = row * denseCount;
    dense[at]! *= hingeWeight[row]!;
    dense[at + 1]! *= hingeWeight[row]!;
    for (let j = 2; j < denseCount; j++) if (multiplies[j]) dense[at + j]! *= trend[row]!;
  }
  return {
    ...design,
    dense,
    // Holidays have one mode, so the first tells of all.
    indicatorWeight: multiplies[denseCount] ? trend : null,
    hingeWeight,
    multiplies: null,
    cap: null,
  };
}

export function makeParts(
  design: Design,
  multiplies: readonly boolean[],
  theta: Float64Array,
  delta: Float64Array,
): Parts {
  const { rows, dense, denseCount, indicators } = design;
  const trend = makeHinged(design, delta);
  const factor = new Float64Array(rows).fill(1);
  const rest = new Float64Array(rows);
  // A logistic trend's m is the time at which its line crosses 0.
  const level = design.cap ? -theta[0]! * theta[1]! : theta[0]!;
  for (let row = 0; row < rows; row++) {
    const at = row * denseCount;
    trend[row]! += dense[at]! * level + dense[at + 1]! * theta[1]!;
    for (let j = 2; j < denseCount; j++) {
      const effect = dense[at + j]! * theta[j]!;
      if (multiplies[j]) factor[row]! += effect;
      else rest[row]! += effect;
    }
  }
  indicators.forEach((hits, i) => {
    const into = multiplies[denseCount + i] ? factor : rest;
    for (const row of hits) into[row]! += theta[denseCount + i]!;
  });
  if (design.cap) saturate(trend, design.cap);
  return { trend, factor, rest };
}

/** Hinges times delta, row by row. */
function makeHinged({ rows, t, knots, hingeWeight }: Design, delta: Float64Array): Float64Array {
  const values = new Float64Array(rows);
  let slope = 0;
  let offset = 0;
  let knot = 0;
  for (let row = 0; row < rows; row++) {
    for (; knot < knots.length && knots[knot]! < t[row]!; knot++) {
      slope += delta[knot]!;
      offset -= delta[knot]! * knots[knot]!;
    }
    const value = slope * t[row]! + offset;
    values[row] = hingeWeight === null ? value : value * hingeWeight[row]!;
  }
  return values;
}
