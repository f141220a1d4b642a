import type { Design } from "./design.js";

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
  const { rows, multiplies } = design;
  if (multiplies) {
    const { trend, factor, rest } = makeParts(design, multiplies, theta, delta);
    for (let row = 0; row < rows; row++) rest[row] = y[row]! - trend[row]! * factor[row]! - rest[row]!;
    return rest;
  }
  const { denseCount, indicators, indicatorWeight } = design;
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

/** Every column's inner product with a vector of one value a row. */
export function project(design: Design, values: Float64Array): Projection {
  const { rows, denseCount, indicators, indicatorWeight } = design;
  const smooth = new Float64Array(denseCount + indicators.length);
  for (let j = 0; j < denseCount; j += 4) projectFour(design, values, j, smooth);
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

/** Four dense columns from `j` on, or what is left of them, the last then being taken again. */
function projectFour(
  { rows, columns, denseCount }: Design,
  values: Float64Array,
  j: number,
  into: Float64Array,
): void {
  const last = denseCount - 1;
  const [b, c, d] = [Math.min(j + 1, last), Math.min(j + 2, last), Math.min(j + 3, last)];
  const [atA, atB, atC, atD] = [j * rows, b * rows, c * rows, d * rows];
  let sumA = 0;
  let sumB = 0;
  let sumC = 0;
  let sumD = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row]!;
    sumA += columns[atA + row]! * value;
    sumB += columns[atB + row]! * value;
    sumC += columns[atC + row]! * value;
    sumD += columns[atD + row]! * value;
  }
  into[d] = sumD;
  into[c] = sumC;
  into[b] = sumB;
  into[j] = sumA;
}

/** The linear model that touches this one at the coefficients: each column is what moving its coefficient does. Itself if linear. */
export function makeTangent(design: Design, theta: Float64Array, delta: Float64Array): Design {
  const { multiplies, rows, denseCount } = design;
  if (!multiplies) return design;
  const { trend, factor } = makeParts(design, multiplies, theta, delta);
  const columns = design.columns.slice();
  for (let j = 0; j < denseCount; j++) {
    const at = j * rows;
    const weight = j < 2 ? factor : trend;
    if (j < 2 || multiplies[j]) for (let row = 0; row < rows; row++) columns[at + row]! *= weight[row]!;
  }
  return {
    ...design,
    columns,
    // Holidays have one mode, so the first tells of all.
    indicatorWeight: multiplies[denseCount] ? trend : null,
    hingeWeight: factor,
    multiplies: null,
  };
}

function makeParts(
  design: Design,
  multiplies: readonly boolean[],
  theta: Float64Array,
  delta: Float64Array,
): Parts {
  const { rows, denseCount, indicators } = design;
  const trend = makeHinged(design, delta);
  addColumns(design, theta, 0, 2, trend);
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
  return { trend, factor, rest };
}

/** Adds dense columns from `first` to before `end`, each times its coefficient. Four rows at once, since each addition waits for the one before it. */
function addColumns(
  { rows, columns }: Design,
  theta: Float64Array,
  first: number,
  end: number,
  into: Float64Array,
): void {
  const blocked = rows - (rows % 4);
  for (let row = 0; row < blocked; row += 4) {
    let sumA = into[row]!;
    let sumB = into[row + 1]!;
    let sumC = into[row + 2]!;
    let sumD = into[row + 3]!;
    for (let j = first, at = first * rows + row; j < end; j++, at += rows) {
      const effect = theta[j]!;
      sumA += columns[at]! * effect;
      sumB += columns[at + 1]! * effect;
      sumC += columns[at + 2]! * effect;
      sumD += columns[at + 3]! * effect;
    }
    into[row] = sumA;
    into[row + 1] = sumB;
    into[row + 2] = sumC;
    into[row + 3] = sumD;
  }
  for (let row = blocked; row < rows; row++) {
    let sum = into[row]!;
    for (let j = first; j < end; j++) sum += columns[j * rows + row]! * theta[j]!;
    into[row] = sum;
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
