import type { Design, Wave } from "./design.js";
import { projectDense } from "./projection.js";

/** Columns a side that are multiplied at once: as many sums as a processor's registers hold. */
export const BLOCK = 3;

/** Where products go: smooth by smooth, row-major. */
interface Products {
  smooth: Float64Array;
  smoothCount: number;
}

/** Sets the products of dense columns from `from` to before `to` with those from `first` to before `end`. */
export function addRectangle(
  design: Design,
  products: Products,
  from: number,
  to: number,
  first: number,
  end: number,
): void {
  for (let i = from; i < to; i += BLOCK) {
    for (let j = first; j < end; j += BLOCK) addBlock(design, products, i, to - 1, j, end - 1);
  }
}

/** Three by three columns: six loads for nine products. Where three do not fit the last is taken again. */
function addBlock(
  { rows, columns }: Design,
  { smooth, smoothCount: n }: Products,
  i: number,
  lastI: number,
  j: number,
  lastJ: number,
): void {
  const i1 = Math.min(i + 1, lastI);
  const i2 = Math.min(i + 2, lastI);
  const j1 = Math.min(j + 1, lastJ);
  const j2 = Math.min(j + 2, lastJ);
  const a = i * rows;
  const b = i1 * rows;
  const c = i2 * rows;
  const x = j * rows;
  const y = j1 * rows;
  const z = j2 * rows;
  let ax = 0;
  let ay = 0;
  let az = 0;
  let bx = 0;
  let by = 0;
  let bz = 0;
  let cx = 0;
  let cy = 0;
  let cz = 0;
  for (let row = 0; row < rows; row++) {
    const valueA = columns[a + row]!;
    const valueB = columns[b + row]!;
    const valueC = columns[c + row]!;
    const valueX = columns[x + row]!;
    const valueY = columns[y + row]!;
    const valueZ = columns[z + row]!;
    ax += valueA * valueX;
    ay += valueA * valueY;
    az += valueA * valueZ;
    bx += valueB * valueX;
    by += valueB * valueY;
    bz += valueB * valueZ;
    cx += valueC * valueX;
    cy += valueC * valueY;
    cz += valueC * valueZ;
  }
  smooth[i * n + j] = ax;
  smooth[i * n + j1] = ay;
  smooth[i * n + j2] = az;
  smooth[i1 * n + j] = bx;
  smooth[i1 * n + j1] = by;
  smooth[i1 * n + j2] = bz;
  smooth[i2 * n + j] = cx;
  smooth[i2 * n + j1] = cy;
  smooth[i2 * n + j2] = cz;
}

/**
 * Sets the products of a seasonality's waves, given those with its last two columns: a product of two waves is half a sum of waves,
 * 2 cos(a) cos(b) = cos(a - b) + cos(a + b), so the sums of the first 2 * order waves tell all.
 */
export function addWaveProducts(
  design: Design,
  { column, order, weight }: Wave,
  { smooth, smoothCount: n }: Products,
): void {
  const sin = new Float64Array(2 * order + 1);
  const cos = new Float64Array(2 * order + 1);
  cos[0] = weight === null ? design.rows : weight.reduce((sum, value) => sum + value * value, 0);
  const sums = projectDense(design, weight, column, column + 2 * order);
  const lastSin = (column + 2 * order - 2) * n + column;
  const lastCos = lastSin + n;
  for (let i = 1; i <= order; i++) {
    const at = 2 * i - 2;
    sin[i] = sums[at]!;
    cos[i] = sums[at + 1]!;
    sin[order + i] = smooth[lastSin + at + 1]! + smooth[lastCos + at]!;
    cos[order + i] = smooth[lastCos + at + 1]! - smooth[lastSin + at]!;
  }
  for (let i = 1; i < order; i++) {
    for (let j = 1; j <= i; j++) {
      const at = (column + 2 * i - 2) * n + column + 2 * j - 2;
      smooth[at] = (cos[i - j]! - cos[i + j]!) / 2;
      smooth[at + 1] = (sin[i + j]! + sin[i - j]!) / 2;
      smooth[at + n] = (sin[i + j]! - sin[i - j]!) / 2;
      smooth[at + n + 1] = (cos[i - j]! + cos[i + j]!) / 2;
    }
  }
}
