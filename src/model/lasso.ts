import { factorise, solveLower, solveUpper } from "./cholesky.js";

/** A violation of optimality below this share of lambda is rounding. */
const TOLERANCE = 1e-10;

/**
 * Minimises 1/2 (x - centre)'Q(x - centre) - r'(x - centre) + lambda |x|_1 exactly, by feature-sign search:
 * with the signs held, the non-zero part is a linear system; a coordinate that would change sign leaves, the worst violator enters.
 *
 * @param q symmetric positive semidefinite, row-major n by n
 * @param start where to begin; a neighbouring problem's answer saves most of the work
 */
export function solveLasso(
  q: Float64Array,
  r: Float64Array,
  centre: Float64Array,
  lambda: number,
  start: Float64Array,
): Float64Array {
  const n = r.length;
  const x = start.slice();
  const signs = new Map<number, number>();
  x.forEach((value, i) => {
    if (value !== 0) signs.set(i, Math.sign(value));
  });
  // Entered and left at once: no descent there until another coordinate has moved.
  const barred = new Set<number>();

  // Every pass lowers the objective or bars a coordinate, so the bound is a guard against rounding alone.
  for (let pass = 0; pass < 50 * (n + 1); pass++) {
    if (signs.size > 0 && !moveToSignedOptimum(q, r, centre, lambda, x, signs, barred)) continue;
    const entering = findWorstViolator(q, r, centre, lambda, x, signs, barred);
    if (!entering) break;
    signs.set(entering.index, entering.sign);
  }
  return x;
}

/** Moves the non-zero part to its optimum under its signs, or to the first sign change on the way. Tells whether it arrived. */
function moveToSignedOptimum(
  q: Float64Array,
  r: Float64Array,
  centre: Float64Array,
  lambda: number,
  x: Float64Array,
  signs: Map<number, number>,
  barred: Set<number>,
): boolean {
  const n = r.length;
  const active = [...signs.keys()];
  const size = active.length;
  const system = new Float64Array(size * size);
  const step = new Float64Array(size);
  active.forEach((i, a) => {
    step[a] = gradientAt(q, r, centre, x, i) - lambda * signs.get(i)!;
    for (let b = 0; b <= a; b++) system[a * size + b] = q[i * n + active[b]!]!;
  });
  factorise(system, size);
  solveLower(system, size, step, 1);
  solveUpper(system, size, step);

  let reach = 1;
  const leaving: number[] = [];
  active.forEach((i, a) => {
    const target = x[i]! + step[a]!;
    if (target * signs.get(i)! > 0) return;
    const crossing = x[i] === 0 ? 0 : Math.min(1, -x[i]! / step[a]!);
    if (crossing < reach || leaving.length === 0) {
      reach = crossing;
      leaving.length = 0;
    }
    if (crossing === reach) leaving.push(i);
  });
  if (reach > 0) barred.clear();
  active.forEach((i, a) => {
    x[i]! += reach * step[a]!;
  });
  for (const i of leaving) {
    x[i] = 0;
    signs.delete(i);
    if (reach === 0) barred.add(i);
  }
  return leaving.length === 0;
}

function findWorstViolator(
  q: Float64Array,
  r: Float64Array,
  centre: Float64Array,
  lambda: number,
  x: Float64Array,
  signs: Map<number, number>,
  barred: Set<number>,
): { index: number; sign: number } | null {
  let worst = lambda * (1 + TOLERANCE);
  let found: { index: number; sign: number } | null = null;
  for (let i = 0; i < r.length; i++) {
    if (signs.has(i) || barred.has(i)) continue;
    const gradient = gradientAt(q, r, centre, x, i);
    if (Math.abs(gradient) > worst) {
      worst = Math.abs(gradient);
      found = { index: i, sign: Math.sign(gradient) };
    }
  }
  return found;
}

/** Descent direction of the smooth part along coordinate i. */
function gradientAt(
  q: Float64Array,
  r: Float64Array,
  centre: Float64Array,
  x: Float64Array,
  i: number,
): number {
  const n = r.length;
  let value = r[i]!;
  for (let j = 0; j < n; j++) value -= q[i * n + j]! * (x[j]! - centre[j]!);
  return value;
}
