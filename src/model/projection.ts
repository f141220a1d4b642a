import type { Design } from "./design.js";
import { makeTrendWeight, saturate } from "./logistic-trend.js";

/** Inner products of a vector of one value a row with every column. */
export interface Projection {
  smooth: Float64Array;
  hinges: Float64Array;
}

/** What coefficients say of each row: trend * factor + rest. */
export interface Parts {
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
  if (design.multiplies) return subtractParts(y, makeParts(design, design.multiplies, theta, delta));
  const { rows, denseCount, indicators, indicatorWeight } = design;
  const fitted = makeHinged(design, delta);
  addColumns(design, theta, 0, denseCount, fitted);
  for (let row = 0; row < rows; row++) fitted[row] = y[row]! - fitted[row]!;
  indicators.forEach((hits, i) => {
    const effect = theta[denseCount + i]!;
    for (const row of hits)
      fitted[row]! -= indicatorWeight === null ? effect : effect * indicatorWeight[row]!;
  });
  return fitted;
}

/** y less the parts' sum. */
export function subtractParts(y: Float64Array, { trend, factor, rest }: Parts): Float64Array {
  const residuals = new Float64Array(y.length);
  for (let row = 0; row < y.length; row++) {
    residuals[row] = y[row]! - trend[row]! * factor[row]! - rest[row]!;
  }
  return residuals;
}

/** Every column's inner product with a vector of one value a row. */
export function project(design: Design, values: Float64Array): Projection {
  const { rows, denseCount, indicators, indicatorWeight } = design;
  const smooth = new Float64Array(denseCount + indicators.length);
  smooth.set(projectDense(design, values, 0, denseCount));
  indicators.forEach((hits, i) => {
    let total = 0;
    for (const row of hits) {
      total += indicatorWeight === null ? values[row]! : values[row]! * indicatorWeight[row]!;
    }
    smooth[denseCount + i] = total;
  });

  const { t, knots, knotRows, hingeWeight } = design;
  const hinges = new Float64Array(knots.length);
  // A hinge is (t - knot)+: its product is sum(t v) - knot sum(v) over the rows after the knot.
  let sum = 0;
  let sumT = 0;
  let end = rows;
  for (let knot = knots.length - 1; knot >= 0; knot--) {
    for (let row = knotRows[knot]!; row < end; row++) {
      const value = hingeWeight === null ? values[row]! : values[row]! * hingeWeight[row]!;
      sum += value;
      sumT += value * t[row]!;
    }
    end = knotRows[knot]!;
    hinges[knot] = sumT - knots[knot]! * sum;
  }
  return { smooth, hinges };
}

/** Inner products of the dense columns from `first` to before `end` with a vector; null for ones. */
export function projectDense(
  { rows, columns }: Design,
  values: Float64Array | null,
  first: number,
  end: number,
): Float64Array {
  const sums = new Float64Array(end - first);
  // Four at once, since each addition waits for the one before it; where four do not fit the last is taken again.
  for (let j = first; j < end; j += 4) {
    const a = j * rows;
    const b = Math.min(j + 1, end - 1) * rows;
    const c = Math.min(j + 2, end - 1) * rows;
    const d = Math.min(j + 3, end - 1) * rows;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let row = 0; row < rows; row++) {
      const value = values === null ? 1 : values[row]!;
      sumA += columns[a + row]! * value;
      sumB += columns[b + row]! * value;
      sumC += columns[c + row]! * value;
      sumD += columns[d + row]! * value;
    }
    sums[j - first] = sumA;
    if (j + 1 < end) sums[j - first + 1] = sumB;
    if (j + 2 < end) sums[j - first + 2] = sumC;
    if (j + 3 < end) sums[j - first + 3] = sumD;
  }
  return sums;
}

/**
 * The linear model that touches this one at the coefficients: each column is what moving its coefficient does, those of a logistic trend's line what
 * moving its value at time 0 and its slope does. Itself if linear.
 */
export function makeTangent(design: Design, theta: Float64Array, delta: Float64Array): Design {
  const { multiplies } = design;
  return multiplies ? makeTangentAt(design, multiplies, makeParts(design, multiplies, theta, delta)) : design;
}

/**
 * The same where what the coefficients say is known already.
 *
 * @param columns where its columns go; what they held is lost
 */
export function makeTangentAt(
  design: Design,
  multiplies: readonly boolean[],
  { trend, factor }: Pick<Parts, "trend" | "factor">,
  columns = new Float64Array(design.columns.length),
): Design {
  const { rows, denseCount } = design;
  const hingeWeight = design.cap ? makeTrendWeight(trend, factor, design.cap) : factor;
  columns.set(design.columns);
  for (let j = 0; j < denseCount; j++) {
    const at = j * rows;
    const weight = j < 2 ? hingeWeight : trend;
    if (j < 2 || multiplies[j]) for (let row = 0; row < rows; row++) columns[at + row]! *= weight[row]!;
  }
  return {
    ...design,
    columns,
    waves: design.waves.map((wave) => (multiplies[wave.column] ? { ...wave, weight: trend } : wave)),
    // Holidays have one mode, so the first tells of all.
    indicatorWeight: multiplies[denseCount] ? trend : null,
    hingeWeight,
    multiplies: null,
    cap: null,
  };
}

/** What coefficients say of each row. */
export function makeParts(
  design: Design,
  multiplies: readonly boolean[],
  theta: Float64Array,
  delta: Float64Array,
): Parts {
  const { rows, denseCount, indicators } = design;
  const trend = makeHinged(design, delta);
  // A logistic trend's m is the time at which its line crosses 0.
  const line = design.cap ? Float64Array.of(-theta[0]! * theta[1]!, theta[1]!) : theta;
  addColumns(design, line, 0, 2, trend);
  const factor = new Float64Array(rows).fill(1);
  const rest = new Float64Array(rows);
  for (let j = 2; j < denseCount;) {
    let end = j + 1;
    while (end < denseCount && multiplies[end] === multiplies[j]) end++;
    addColumns(design, theta, j, end, multiplies[j] ? factor : rest);
    j = end;
  }
  indicators.forEach((hits, i) => {
    const into = multiplies[denseCount + i] ? factor : rest;
    for (const row of hits) into[row]! += theta[denseCount + i]!;
  });
  if (design.cap) saturate(trend, design.cap);
  return { trend, factor, rest };
}

/** Adds dense columns from `first` to before `end`, each times its coefficient; four at once, so that a row's sum is loaded once for four. */
function addColumns(
  { rows, columns }: Design,
  theta: Float64Array,
  first: number,
  end: number,
  into: Float64Array,
): void {
  let j = first;
  for (; j + 4 <= end; j += 4) {
    const a = j * rows;
    const b = a + rows;
    const c = b + rows;
    const d = c + rows;
    const effectA = theta[j]!;
    const effectB = theta[j + 1]!;
    const effectC = theta[j + 2]!;
    const effectD = theta[j + 3]!;
    for (let row = 0; row < rows; row++) {
      into[row]! +=
        columns[a + row]! * effectA +
        columns[b + row]! * effectB +
        (columns[c + row]! * effectC + columns[d + row]! * effectD);
    }
  }
  for (; j < end; j++) {
    const at = j * rows;
    const effect = theta[j]!;
    for (let row = 0; row < rows; row++) into[row]! += columns[at + row]! * effect;
  }
}

/** Hinges times delta, row by row. */
function makeHinged({ rows, t, knots, knotRows, hingeWeight }: Design, delta: Float64Array): Float64Array {
  const values = new Float64Array(rows);
  let slope = 0;
  let offset = 0;
  for (let knot = 0; knot < knots.length; knot++) {
    slope += delta[knot]!;
    offset -= delta[knot]! * knots[knot]!;
    const end = knot + 1 < knots.length ? knotRows[knot + 1]! : rows;
    for (let row = knotRows[knot]!; row < end; row++) values[row] = slope * t[row]! + offset;
  }
  if (hingeWeight !== null) for (let row = 0; row < rows; row++) values[row]! *= hingeWeight[row]!;
  return values;
}
