/**
 * Pivots below this share of their diagonal are lifted to it. It happens when only a tiny prior tells two columns apart;
 * the answer is then a good direction, which the caller's next pass over the residuals corrects.
 */
const PIVOT_FLOOR = 1e-14;

/** Lower triangle of a symmetric positive definite matrix, or its Cholesky factor, row-major. */
export interface Triangle {
  values: Float64Array;
  /** Distance between rows. */
  stride: number;
  /** First column of each row that is not 0; what lies before it is never read. */
  first: Int32Array;
}

/** Replaces the rows from `from` to before `to` by those of the Cholesky factor; the rows before them already are. */
export function factorise(triangle: Triangle, from: number, to: number): void {
  const { first } = triangle;
  for (let row = from; row < to;) {
    const isBlock = row + 4 <= to && first[row]! + first[row + 1]! + first[row + 2]! + first[row + 3]! === 0;
    if (isBlock) factoriseFour(triangle, row);
    else factoriseRow(triangle, row, first[row]!);
    row += isBlock ? 4 : 1;
  }
}

/** Columns of a row from `column` on, those before being done. */
function factoriseRow({ values, stride, first }: Triangle, row: number, column: number): void {
  const at = row * stride;
  const start = first[row]!;
  for (let j = column; j < row; j++) {
    const other = j * stride;
    let even = values[at + j]!;
    let odd = 0;
    let k = Math.max(start, first[j]!);
    // Two sums, since each addition waits for the one before it.
    for (; k + 1 < j; k += 2) {
      even -= values[at + k]! * values[other + k]!;
      odd -= values[at + k + 1]! * values[other + k + 1]!;
    }
    if (k < j) even -= values[at + k]! * values[other + k]!;
    values[at + j] = (even + odd) / values[other + j]!;
  }
  const diagonal = values[at + row]!;
  let rest = diagonal;
  for (let k = start; k < row; k++) rest -= values[at + k]! * values[at + k]!;
  values[at + row] = Math.sqrt(Math.max(rest, diagonal * PIVOT_FLOOR, Number.MIN_VALUE));
}

/** Four full rows at once: each element of the rows above is loaded once for four products. */
function factoriseFour(triangle: Triangle, row: number): void {
  const { values, stride, first } = triangle;
  const a = row * stride;
  const b = a + stride;
  const c = b + stride;
  const d = c + stride;
  for (let j = 0; j < row; j++) {
    const other = j * stride;
    let sumA = values[a + j]!;
    let sumB = values[b + j]!;
    let sumC = values[c + j]!;
    let sumD = values[d + j]!;
    for (let k = first[j]!; k < j; k++) {
      const value = values[other + k]!;
      sumA -= values[a + k]! * value;
      sumB -= values[b + k]! * value;
      sumC -= values[c + k]! * value;
      sumD -= values[d + k]! * value;
    }
    const pivot = values[other + j]!;
    values[a + j] = sumA / pivot;
    values[b + j] = sumB / pivot;
    values[c + j] = sumC / pivot;
    values[d + j] = sumD / pivot;
  }
  for (let i = row; i < row + 4; i++) factoriseRow(triangle, i, row);
}

/** Solves L x = b in place for the first `count` rows of a factor. */
export function solveLower({ values, stride, first }: Triangle, count: number, b: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const at = i * stride;
    let value = b[i]!;
    for (let k = first[i]!; k < i; k++) value -= values[at + k]! * b[k]!;
    b[i] = value / values[at + i]!;
  }
}

/** Solves L' x = b in place. */
export function solveUpper({ values, stride, first }: Triangle, count: number, b: Float64Array): void {
  for (let i = count - 1; i >= 0; i--) {
    const at = i * stride;
    const value = b[i]! / values[at + i]!;
    b[i] = value;
    for (let k = first[i]!; k < i; k++) b[k]! -= values[at + k]! * value;
  }
}

/** A triangle of zeros, every row of it full. */
export function makeTriangle(size: number): Triangle {
  return { values: new Float64Array(size * size), stride: size, first: new Int32Array(size) };
}
