import type { Design } from "./design.js";

/** Inner products of all columns; matrices row-major. */
export interface Gram {
  /** Smooth by smooth, lower triangle filled. */
  smooth: Float64Array;
  smoothCount: number;
  /** Smooth by hinge. */
  cross: Float64Array;
  /** Hinge by hinge, full. */
  hinges: Float64Array;
  hingeCount: number;
}

/** One pass over the rows; hinges cost sums between knots, not columns of their own. */
export function makeGram(design: Design): Gram {
  const smoothCount = design.denseCount + design.indicators.length;
  const hingeCount = design.knots.length;
  const gram: Gram = {
    smooth: new Float64Array(smoothCount * smoothCount),
    smoothCount,
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

function addDenseProducts({ rows, dense, denseCount: n }: Design, { smooth, smoothCount }: Gram): void {
  // Four rows an inner loop: one load and store of the accumulator for four products.
  const blocked = rows - (rows % 4);
  for (let row = 0; row < blocked; row += 4) {
    const r0 = row * n;
    const r1 = r0 + n;
    const r2 = r1 + n;
    const r3 = r2 + n;
    for (let i = 0; i < n; i++) {
      const a0 = dense[r0 + i]!;
      const a1 = dense[r1 + i]!;
      const a2 = dense[r2 + i]!;
      const a3 = dense[r3 + i]!;
      const at = i * smoothCount;
      for (let j = 0; j <= i; j++) {
        smooth[at + j]! +=
          a0 * dense[r0 + j]! + a1 * dense[r1 + j]! + a2 * dense[r2 + j]! + a3 * dense[r3 + j]!;
      }
    }
  }
  for (let row = blocked; row < rows; row++) {
    const r0 = row * n;
    for (let i = 0; i < n; i++) {
      const a0 = dense[r0 + i]!;
      for (let j = 0; j <= i; j++) smooth[i * smoothCount + j]! += a0 * dense[r0 + j]!;
    }
  }
}

function addIndicatorProducts(
  { rows, dense, denseCount, indicators, indicatorWeight }: Design,
  { smooth, smoothCount }: Gram,
): void {
  const values = new Float64Array(rows);
  indicators.forEach((hits, a) => {
    const at = (denseCount + a) * smoothCount;
    for (const row of hits) {
      const value = indicatorWeight?.[row] ?? 1;
      values[row] = value * value;
      for (let j = 0; j < denseCount; j++) smooth[at + j]! += value * dense[row * denseCount + j]!;
    }
    for (let b = 0; b <= a; b++) {
      let both = 0;
      for (const row of indicators[b]!) both += values[row]!;
      smooth[at + denseCount + b] = both;
    }
    for (const row of hits) values[row] = 0;
  });
}

function addHingeProducts({ rows, t, knots, hingeWeight }: Design, { hinges, hingeCount }: Gram): void {
  let sum = 0;
  let sumT = 0;
  let sumTT = 0;
  let row = rows - 1;
  for (let i = hingeCount - 1; i >= 0; i--) {
    for (; row >= 0 && t[row]! > knots[i]!; row--) {
      const weight = hingeWeight === null ? 1 : hingeWeight[row]! * hingeWeight[row]!;
      sum += weight;
      sumT += weight * t[row]!;
      sumTT += weight * t[row]! * t[row]!;
    }
    // Rows after the later knot i count for every earlier knot j.
    for (let j = 0; j <= i; j++) {
      const product = sumTT - (knots[i]! + knots[j]!) * sumT + knots[i]! * knots[j]! * sum;
      hinges[i * hingeCount + j] = product;
      hinges[j * hingeCount + i] = product;
    }
  }
}

/** Adds the inner products of smooth columns with hinges, each times its weight. */
export function addCrossProducts(
  design: Design,
  { cross, hingeCount }: Pick<Gram, "cross" | "hingeCount">,
): void {
  const { rows, t, dense, denseCount, indicators, indicatorWeight, hingeWeight, knots } = design;
  const sums = new Float64Array(denseCount);
  const sumsT = new Float64Array(denseCount);
  let row = rows - 1;
  for (let knot = hingeCount - 1; knot >= 0; knot--) {
    for (; row >= 0 && t[row]! > knots[knot]!; row--) {
      const at = row * denseCount;
      const time = t[row]!;
      const weight = hingeWeight === null ? 1 : hingeWeight[row]!;
      for (let j = 0; j < denseCount; j++) {
        const value = weight * dense[at + j]!;
        sums[j]! += value;
        sumsT[j]! += value * time;
      }
    }
    for (let j = 0; j < denseCount; j++) cross[j * hingeCount + knot]! += sumsT[j]! - knots[knot]! * sums[j]!;
  }
  indicators.forEach((hits, i) => {
    const at = (denseCount + i) * hingeCount;
    for (const hit of hits) {
      const weight = (indicatorWeight?.[hit] ?? 1) * (hingeWeight?.[hit] ?? 1);
      for (let knot = 0; knot < hingeCount && knots[knot]! < t[hit]!; knot++) {
        cross[at + knot]! += weight * (t[hit]! - knots[knot]!);
      }
    }
  });
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
  const { rows, dense, denseCount, indicators } = design;
  const smooth = gram.smooth.slice();
  const cross = gram.cross.slice();
  const multiplying = dense.map((value, at) => (multiplies[at % denseCount] ? value : 0));
  for (let row = 0; row < rows; row++) {
    const at = row * denseCount;
    for (let j = 2; j < denseCount; j++) {
      const product = residuals[row]! * multiplying[at + j]!;
      smooth[j * smoothCount]! -= product * dense[at]!;
      smooth[j * smoothCount + 1]! -= product * dense[at + 1]!;
    }
  }
  const taken = multiplies[denseCount] ? indicators : [];
  taken.forEach((hits, i) => {
    const at = (denseCount + i) * smoothCount;
    for (const row of hits) {
      smooth[at]! -= residuals[row]! * dense[row * denseCount]!;
      smooth[at + 1]! -= residuals[row]! * dense[row * denseCount + 1]!;
    }
  });
  const hingeWeight = residuals.map((value) => -value);
  addCrossProducts(
    { ...design, dense: multiplying, indicators: taken, hingeWeight },
    { cross, hingeCount: gram.hingeCount },
  );
  return { ...gram, smooth, cross };
}
