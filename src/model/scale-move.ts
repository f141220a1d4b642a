import { factorise, makeTriangle, solveLower, solveUpper } from "./cholesky.js";
import type { Design } from "./design.js";
import { makeGram } from "./gram.js";

/** Coefficients of one model. */
interface Coefficients {
  theta: Float64Array;
  delta: Float64Array;
}

/** Scales the trend by the factor given, else by the one that the priors like best, and the multiplying columns against it. */
export type ScaleMove = (from: Coefficients, scale?: number) => Coefficients;

/** Ridge that keeps the constant's coefficients small, as a share of the rows. */
const RIDGE = 1e-6;
/** Range and grid of ln(scale), then halvings of the grid's step. */
const REACH = 5;
const GRID = 0.25;
const REFINEMENTS = 30;

/**
 * The move along the valley of the density in which trend * c, (1 + multiplying) / c leaves every row as it is. It needs coefficients n whose columns add up to 1
 * on all rows, which there are wherever a weekday has no rows; where there are none but nearly so, what the move does to the rows is small and the next step corrects it.
 */
export function makeScaleMove(design: Design, multiplies: readonly boolean[], tau: number): ScaleMove {
  const constant = makeConstant(design, multiplies);
  const { precision } = design;
  return ({ theta, delta }, given) => {
    // Penalty as a function of c: a c^2 + b c + (p - 2 q c + r c^2) / c^2, up to what does not change.
    let a = 0;
    let p = 0;
    let q = 0;
    theta.forEach((value, i) => {
      if (i < 2) a += (precision[i]! * value * value) / 2;
      if (!multiplies[i]) return;
      const n = constant[i]!;
      p += (precision[i]! * (value + n) * (value + n)) / 2;
      q += (precision[i]! * (value + n) * n) / 2;
    });
    const b = delta.reduce((sum, value) => sum + Math.abs(value), 0) / tau;
    const penalty = (log: number) => {
      const c = Math.exp(log);
      return a * c * c + b * c + p / (c * c) - (2 * q) / c;
    };
    const c = given ?? Math.exp(findLowest(penalty));
    return {
      theta: theta.map((value, i) => {
        if (i < 2) return c * value;
        return multiplies[i] ? (value + constant[i]!) / c - constant[i]! : value;
      }),
      delta: delta.map((value) => c * value),
    };
  };
}

/** Coefficients of the multiplying columns that come nearest to 1 on every row. */
function makeConstant(design: Design, multiplies: readonly boolean[]): Float64Array {
  const { smooth, smoothCount } = makeGram({ ...design, knots: new Float64Array(0) });
  const taken = Array.from({ length: smoothCount }, (_, i) => i).filter((i) => multiplies[i]);
  const size = taken.length;
  const system = makeTriangle(size);
  const solution = new Float64Array(size);
  taken.forEach((i, a) => {
    for (let b = 0; b <= a; b++) system.values[a * size + b] = smooth[i * smoothCount + taken[b]!]!;
    system.values[a * size + a]! += RIDGE * design.rows;
    // The first column is 1 on every row.
    solution[a] = smooth[i * smoothCount]!;
  });
  factorise(system, 0, size);
  solveLower(system, size, solution);
  solveUpper(system, size, solution);
  const constant = new Float64Array(smoothCount);
  taken.forEach((i, a) => (constant[i] = solution[a]!));
  return constant;
}

/** Lowest place of a function of ln(scale): the best of a grid, then of ever closer neighbours. */
function findLowest(penalty: (log: number) => number): number {
  let best = 0;
  for (let log = -REACH; log <= REACH; log += GRID) if (penalty(log) < penalty(best)) best = log;
  let step = GRID;
  for (let i = 0; i < REFINEMENTS; i++) {
    step /= 2;
    if (penalty(best + step) < penalty(best)) best += step;
    else if (penalty(best - step) < penalty(best)) best -= step;
  }
  return best;
}
