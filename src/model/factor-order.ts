import type { Gram } from "./gram.js";

/**
 * Inner products in the order in which they are factorised: smooth columns with indicators before dense ones, since those of different days
 * fill nothing in.
 */
export interface OrderedGram {
  /** Smooth by smooth, lower triangle filled, row-major. */
  smooth: Float64Array;
  smoothCount: number;
  /** First column of each of its rows that is not 0. */
  first: Int32Array;
  /** Hinge by smooth. */
  cross: Float64Array;
  /** Hinge by hinge, full. */
  hinges: Float64Array;
  hingeCount: number;
}

/** How many smooth columns there are, and how many of them are dense. */
type Counts = Pick<Gram, "smoothCount" | "denseCount">;

/** The same products, smooth columns in the factor's order. */
export function orderGram(gram: Gram): OrderedGram {
  const { smooth: from, smoothCount: n, denseCount, firstOverlap, hinges, hingeCount } = gram;
  const indicators = n - denseCount;
  const smooth = new Float64Array(n * n);
  for (let i = 0; i < indicators; i++) {
    const row = (denseCount + i) * n;
    for (let j = firstOverlap[i]!; j <= i; j++) smooth[i * n + j] = from[row + denseCount + j]!;
    for (let j = 0; j < denseCount; j++) smooth[(indicators + j) * n + i] = from[row + j]!;
  }
  for (let i = 0; i < denseCount; i++) {
    const row = (indicators + i) * n + indicators;
    for (let j = 0; j <= i; j++) smooth[row + j] = from[i * n + j]!;
  }
  const first = new Int32Array(n);
  first.set(firstOverlap);
  const cross = new Float64Array(hingeCount * n);
  for (let hinge = 0; hinge < hingeCount; hinge++) {
    cross.set(orderSmooth(gram, gram.cross.subarray(hinge * n, (hinge + 1) * n)), hinge * n);
  }
  return { smooth, smoothCount: n, first, cross, hinges, hingeCount };
}

/** One value a smooth column, dense ones first, in the factor's order. */
export function orderSmooth({ smoothCount, denseCount }: Counts, values: Float64Array): Float64Array {
  const ordered = new Float64Array(smoothCount);
  ordered.set(values.subarray(denseCount));
  ordered.set(values.subarray(0, denseCount), smoothCount - denseCount);
  return ordered;
}

/** The way back. */
export function restoreSmooth({ smoothCount, denseCount }: Counts, ordered: Float64Array): Float64Array {
  const values = new Float64Array(smoothCount);
  values.set(ordered.subarray(smoothCount - denseCount));
  values.set(ordered.subarray(0, smoothCount - denseCount), denseCount);
  return values;
}
