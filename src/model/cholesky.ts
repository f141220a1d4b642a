/**
 * Pivots below this share of their diagonal are lifted to it. It happens when only a tiny prior tells two columns apart;
 * the answer is then a good direction, which the caller's next pass over the residuals corrects.
 */
const PIVOT_FLOOR = 1e-14;

/** Replaces the lower triangle of a symmetric positive definite row-major n by n matrix by its Cholesky factor. */
export function factorise(matrix: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    for (let i = j; i < n; i++) {
      const rowI = i * n;
      let value = matrix[rowI + j]!;
      for (let k = 0; k < j; k++) value -= matrix[rowI + k]! * matrix[rowJ + k]!;
      if (i > j) matrix[rowI + j] = value / matrix[rowJ + j]!;
      else matrix[rowJ + j] = Math.sqrt(Math.max(value, matrix[rowJ + j]! * PIVOT_FLOOR, Number.MIN_VALUE));
    }
  }
}

/** Solves L X = B in place, where B is row-major n by `columns`. */
export function solveLower(factor: Float64Array, n: number, b: Float64Array, columns: number): void {
  for (let i = 0; i < n; i++) {
    const rowI = i * columns;
    for (let k = 0; k < i; k++) {
      const weight = factor[i * n + k]!;
      const rowK = k * columns;
      for (let c = 0; c < columns; c++) b[rowI + c]! -= weight * b[rowK + c]!;
    }
    const pivot = factor[i * n + i]!;
    for (let c = 0; c < columns; c++) b[rowI + c]! /= pivot;
  }
}

/** Solves L' x = b in place. */
export function solveUpper(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    let value = b[i]!;
    for (let k = i + 1; k < n; k++) value -= factor[k * n + i]! * b[k]!;
    b[i] = value / factor[i * n + i]!;
  }
}
