import type { Design } from "./design.js";
import { addRectangle, addWaveProducts, BLOCK } from "./dense-products.js";

/** Inner products of all columns; matrices row-major. */
export interface Gram {
  /** Smooth by smooth, lower triangle filled. */
  smooth: Float64Array;
  smoothCount: number;
  /** How many of the smooth columns are dense; they come first. */
  denseCount: number;
  /** For each indicator the first indicator that shares a row with it, itself if none does. */
  firstOverlap: Int32Array;
  /** Hinge by smooth. */
  cross: Float64Array;
  /** Hinge by hinge, full. */
  hinges: Float64Array;
  hingeCount: number;
}

/** The first two columns, 1 and t, or in a tangent those times the weight of the hinges. */
const TREND_COLUMNS = 2;

/** One pass over the rows; hinges cost sums between knots, not columns of their own. */
export function makeGram(design: Design): Gram {
  const { denseCount } = design;
  const smoothCount = denseCount + design.indicators.length;
  const hingeCount = design.knots.length;
  const gram: Gram = {
    smooth: new Float64Array(smoothCount * smoothCount),
    smoothCount,
    denseCount,
    firstOverlap: new Int32Array(design.indicators.length),
    cross: new Float64Array(smoothCount * hingeCount),
    hinges: new Float64Array(hingeCount * hingeCount),
    hingeCount,
  };
  addDenseProducts(design, gram);
  addIndicatorProducts(design, gram);
  addHingeProducts(design, gram);
  addCrossProducts(design, gram);
  return gram;
}

/** Dense columns with one another, those of a seasonality's waves by what is known of waves; the trend's fall off with the hinges. */
function addDenseProducts(design: Design, gram: Gram): void {
  const { denseCount, waves, knots } = design;
  let done = knots.length > 0 ? TREND_COLUMNS : 0;
  const first = done;
  for (const wave of waves) {
    addColumnProducts(design, gram, done, wave.column, first);
    const end = wave.column + 2 * wave.order;
    if (wave.column > first) addRectangle(design, gram, wave.column, end, first, wave.column);
    addRectangle(design, gram, end - 2, end, wave.column, end);
    addWaveProducts(design, wave, gram);
    done = end;
  }
  addColumnProducts(design, gram, done, denseCount, first);
}

/** Columns from `from` to before `to` with those from `first` on, themselves included. */
function addColumnProducts(design: Design, gram: Gram, from: number, to: number, first: number): void {
  for (let i = from; i < to; i += BLOCK) {
    addRectangle(design, gram, i, Math.min(i + BLOCK, to), first, Math.min(i + BLOCK, to));
  }
}

function addIndicatorProducts(
  { rows, columns, denseCount, indicators, indicatorWeight }: Design,
  { smooth, smoothCount, firstOverlap }: Gram,
): void {
  const values = new Float64Array(rows);
  indicators.forEach((hits, a) => {
    const at = (denseCount + a) * smoothCount;
    for (const row of hits) {
      const value = indicatorWeight === null ? 1 : indicatorWeight[row]!;
      values[row] = value * value;
      for (let j = 0; j < denseCount; j++) smooth[at + j]! += value * columns[j * rows + row]!;
    }
    firstOverlap[a] = a;
    for (let b = a; b >= 0; b--) {
      let both = 0;
      for (const row of indicators[b]!) both += values[row]!;
      smooth[at + denseCount + b] = both;
      if (both !== 0) firstOverlap[a] = b;
    }
    for (const row of hits) values[row] = 0;
  });
}

function addHingeProducts(
  { rows, t, knots, knotRows, hingeWeight }: Design,
  { hinges, hingeCount }: Gram,
): void {
  let sum = 0;
  let sumT = 0;
  let sumTT = 0;
  let end = rows;
  for (let i = hingeCount - 1; i >= 0; i--) {
    for (let row = knotRows[i]!; row < end; row++) {
      const weight = hingeWeight === null ? 1 : hingeWeight[row]! * hingeWeight[row]!;
      sum += weight;
      sumT += weight * t[row]!;
      sumTT += weight * t[row]! * t[row]!;
    }
    end = knotRows[i]!;
    // Rows after the later knot i count for every earlier knot j.
    for (let j = 0; j <= i; j++) {
      const product = sumTT - (knots[i]! + knots[j]!) * sumT + knots[i]! * knots[j]! * sum;
      hinges[i * hingeCount + j] = product;
      hinges[j * hingeCount + i] = product;
    }
  }
}

/** Inner products of smooth columns with hinges and, since they fall off on the way, with the trend's columns. */
function addCrossProducts(design: Design, { smooth, cross, smoothCount }: Gram): void {
  const { t, denseCount, indicators, indicatorWeight, hingeWeight, knots } = design;
  if (knots.length === 0) return;
  for (let j = 0; j < denseCount; j += 2) {
    const last = Math.min(j + 1, denseCount - 1);
    const { sum, sumT, lastSum, lastSumT } = addHingeSums(design, hingeWeight, j, last, cross, smoothCount);
    smooth[last * smoothCount] = lastSum;
    smooth[last * smoothCount + 1] = lastSumT;
    smooth[j * smoothCount] = sum;
    if (j > 0) smooth[j * smoothCount + 1] = sumT;
  }
  indicators.forEach((hits, i) => {
    for (const row of hits) {
      const weight =
        (indicatorWeight === null ? 1 : indicatorWeight[row]!) *
        (hingeWeight === null ? 1 : hingeWeight[row]!);
      for (let knot = 0; knot < knots.length && knots[knot]! < t[row]!; knot++) {
        cross[knot * smoothCount + denseCount + i]! += weight * (t[row]! - knots[knot]!);
      }
    }
  });
}

/** Sums of a column times a weight, and of that times t; the same of another column. */
interface Sums {
  sum: number;
  sumT: number;
  lastSum: number;
  lastSumT: number;
}

/** Adds the products of two dense columns with the weighted hinges; gives back their sums over all rows. Both may be the same column. */
export function addHingeSums(
  { rows, t, columns, knots, knotRows }: Design,
  weights: Float64Array | null,
  column: number,
  last: number,
  cross: Float64Array,
  smoothCount: number,
): Sums {
  const at = column * rows;
  const lastAt = last * rows;
  let sum = 0;
  let sumT = 0;
  let lastSum = 0;
  let lastSumT = 0;
  let end = rows;
  for (let knot = knots.length - 1; knot >= -1; knot--) {
    const start = knot < 0 ? 0 : knotRows[knot]!;
    for (let row = start; row < end; row++) {
      const weight = weights === null ? 1 : weights[row]!;
      const time = t[row]!;
      const value = weight * columns[at + row]!;
      const lastValue = weight * columns[lastAt + row]!;
      sum += value;
      sumT += value * time;
      lastSum += lastValue;
      lastSumT += lastValue * time;
    }
    end = start;
    if (knot < 0) break;
    cross[knot * smoothCount + column]! += sumT - knots[knot]! * sum;
    if (last > column) cross[knot * smoothCount + last]! += lastSumT - knots[knot]! * lastSum;
  }
  return { sum, sumT, lastSum, lastSumT };
}

/**
 * The Gram matrix of a tangent with the second derivatives of half the RSS added: those of a trend and a multiplying coefficient, less
 * the residuals times both columns; all others are 0.
 *
 * @param design that the tangent touches
 */
export function addCurvature(
  gram: Gram,
  design: Design,
  multiplies: readonly boolean[],
  residuals: Float64Array,
): Gram {
  const { smoothCount } = gram;
  const { denseCount, indicators, t, knots } = design;
  const smooth = gram.smooth.slice();
  const cross = gram.cross.slice();
  const weights = residuals.map((value) => -value);
  // With a flat trend the second column is 0, not t.
  const hasSlope = knots.length > 0;
  for (let j = TREND_COLUMNS; j < denseCount; j++) {
    if (!multiplies[j]) continue;
    const { sum, sumT } = addHingeSums(design, weights, j, j, cross, smoothCount);
    smooth[j * smoothCount]! += sum;
    if (hasSlope) smooth[j * smoothCount + 1]! += sumT;
  }
  if (multiplies[denseCount]) {
    indicators.forEach((hits, i) => {
      const at = (denseCount + i) * smoothCount;
      for (const row of hits) {
        smooth[at]! += weights[row]!;
        if (hasSlope) smooth[at + 1]! += weights[row]! * t[row]!;
        for (let knot = 0; knot < knots.length && knots[knot]! < t[row]!; knot++) {
          cross[knot * smoothCount + denseCount + i]! += weights[row]! * (t[row]! - knots[knot]!);
        }
      }
    });
  }
  return { ...gram, smooth, cross };
}
