import { factorise, solveLower, solveUpper } from "./cholesky.js";
import type { Triangle } from "./cholesky.js";
import type { OrderedGram } from "./factor-order.js";
import type { Projection } from "./projection.js";

/** A violation of optimality below this share of lambda is rounding. */
const TOLERANCE = 1e-10;

/** Where the penalised quadratic is least. */
export interface Minimum {
  /** Step of the smooth coefficients. */
  step: Float64Array;
  /** The penalised coefficients themselves. */
  delta: Float64Array;
  /** Their step. */
  moved: Float64Array;
  /** Those that are not 0, in the order of their rows in the factor. */
  active: Int32Array;
}

/** The search's problem and where it stands. */
interface Search {
  gram: OrderedGram;
  /** Factor of the smooth columns, and below it rows of the active hinges. */
  factor: Triangle;
  right: Projection;
  centre: Float64Array;
  lambda: number;
  delta: Float64Array;
  /** Hinges whose coefficient is not 0 in the first `count` places, in the order of their rows. */
  active: Int32Array;
  count: number;
  /** Sign of each active coefficient. */
  signs: Int8Array;
  /** Hinges that entered and left at once: no descent there until another coefficient has moved. */
  barred: Set<number>;
}

/**
 * Minimises 1/2 z'Gz - r'z + lambda |delta|_1 exactly, where z is the step (x, delta - centre), by feature-sign search: with the signs
 * held, smooth and non-zero coefficients are a linear system, whose factor grows and shrinks by rows; a coefficient that would change sign
 * leaves, the worst violator enters. The hinges of most series are nearly all 0, so most are never factorised.
 *
 * @param factor of the smooth columns with what their prior adds, as {@link factoriseSmooth} makes it
 * @param start where to begin; a neighbouring problem's answer saves most of the work
 */
export function solveLasso(
  gram: OrderedGram,
  factor: Triangle,
  right: Projection,
  centre: Float64Array,
  lambda: number,
  start: Float64Array,
): Minimum {
  const size = gram.hingeCount;
  const search: Search = {
    gram,
    factor,
    right,
    centre,
    lambda,
    delta: start.slice(),
    active: new Int32Array(size),
    count: 0,
    signs: new Int8Array(size),
    barred: new Set(),
  };
  for (let hinge = 0; hinge < size; hinge++) if (start[hinge] !== 0) enter(search, hinge, start[hinge]!);

  let step = new Float64Array(gram.smoothCount);
  // Every pass lowers the objective or bars a coefficient, so the bound is a guard against rounding alone.
  for (let pass = 0; pass < 50 * (size + 1); pass++) {
    const target = solveSigned(search);
    if (!moveTo(search, target)) continue;
    step = target.slice(0, gram.smoothCount);
    if (!enterWorstViolator(search, step)) break;
  }
  const moved = new Float64Array(size);
  for (let hinge = 0; hinge < size; hinge++) moved[hinge] = search.delta[hinge]! - centre[hinge]!;
  return { step, delta: search.delta, moved, active: search.active.subarray(0, search.count) };
}

/**
 * Factor of the smooth columns, each diagonal element lifted by what the prior adds.
 *
 * @param into a triangle with room for all smooth columns and hinges; what it held is lost
 */
export function factoriseSmooth(
  { smooth, smoothCount, first }: OrderedGram,
  precision: Float64Array,
  v: number,
  into: Triangle,
): void {
  const { values, stride } = into;
  into.first.set(first);
  for (let i = 0; i < smoothCount; i++) {
    for (let j = first[i]!; j <= i; j++) values[i * stride + j] = smooth[i * smoothCount + j]!;
    values[i * stride + i]! += v * precision[i]!;
  }
  factorise(into, 0, smoothCount);
}

function enter(search: Search, hinge: number, sign: number): void {
  search.active[search.count++] = hinge;
  search.signs[hinge] = Math.sign(sign);
  factoriseActive(search, search.count - 1);
}

/** Rows of the active hinges from the given place on. */
function factoriseActive({ gram, factor, active, count }: Search, from: number): void {
  const { smoothCount, hingeCount, cross, hinges } = gram;
  for (let place = from; place < count; place++) {
    const hinge = active[place]!;
    const at = (smoothCount + place) * factor.stride;
    for (let i = 0; i < smoothCount; i++) factor.values[at + i] = cross[hinge * smoothCount + i]!;
    for (let other = 0; other <= place; other++) {
      factor.values[at + smoothCount + other] = hinges[hinge * hingeCount + active[other]!]!;
    }
  }
  factorise(factor, smoothCount + from, smoothCount + count);
}

/** The optimum under the signs held, those without one being 0: steps of smooth columns, then of active hinges. */
function solveSigned({ gram, factor, right, centre, lambda, active, count, signs }: Search): Float64Array {
  const { smoothCount: n, hingeCount, cross, hinges } = gram;
  const target = new Float64Array(n + count);
  target.set(right.smooth);
  for (let place = 0; place < count; place++) {
    const hinge = active[place]!;
    target[n + place] = right.hinges[hinge]! - lambda * signs[hinge]!;
  }
  for (let hinge = 0; hinge < hingeCount; hinge++) {
    // Its step is known: back to 0.
    if (signs[hinge] !== 0 || centre[hinge] === 0) continue;
    for (let i = 0; i < n; i++) target[i]! += cross[hinge * n + i]! * centre[hinge]!;
    for (let place = 0; place < count; place++) {
      target[n + place]! += hinges[hinge * hingeCount + active[place]!]! * centre[hinge]!;
    }
  }
  solveLower(factor, n + count, target);
  solveUpper(factor, n + count, target);
  return target;
}

/** Moves the active coefficients to their target, or to the first sign change on the way. Tells whether they arrived. */
function moveTo(search: Search, target: Float64Array): boolean {
  const { gram, centre, delta, active, count, signs, barred } = search;
  let reach = 1;
  let leaving: number[] = [];
  for (let place = 0; place < count; place++) {
    const hinge = active[place]!;
    const aim = centre[hinge]! + target[gram.smoothCount + place]!;
    if (aim * signs[hinge]! > 0) continue;
    const crossing = delta[hinge] === 0 ? 0 : Math.min(1, delta[hinge]! / (delta[hinge]! - aim));
    if (crossing < reach || leaving.length === 0) {
      reach = crossing;
      leaving = [];
    }
    if (crossing === reach) leaving.push(hinge);
  }
  if (reach > 0) barred.clear();
  for (let place = 0; place < count; place++) {
    const hinge = active[place]!;
    const aim = centre[hinge]! + target[gram.smoothCount + place]!;
    delta[hinge] = reach === 1 ? aim : delta[hinge]! + reach * (aim - delta[hinge]!);
  }
  if (leaving.length === 0) return true;
  leave(search, leaving);
  for (const hinge of leaving) if (reach === 0) barred.add(hinge);
  return false;
}

function leave(search: Search, leaving: readonly number[]): void {
  const { active, count, delta, signs } = search;
  let kept = 0;
  let unchanged = 0;
  for (let place = 0; place < count; place++) {
    const hinge = active[place]!;
    if (leaving.includes(hinge)) {
      delta[hinge] = 0;
      signs[hinge] = 0;
      continue;
    }
    if (kept === place) unchanged++;
    active[kept++] = hinge;
  }
  search.count = kept;
  factoriseActive(search, unchanged);
}

/** Takes in the hinge that gains most from leaving 0; tells whether there is one. */
function enterWorstViolator(search: Search, step: Float64Array): boolean {
  const { gram, right, centre, lambda, delta, signs, barred } = search;
  const { smoothCount: n, hingeCount, cross, hinges } = gram;
  let worst = lambda * (1 + TOLERANCE);
  let found = -1;
  let sign = 0;
  for (let hinge = 0; hinge < hingeCount; hinge++) {
    if (signs[hinge] !== 0 || barred.has(hinge)) continue;
    let gradient = right.hinges[hinge]!;
    for (let i = 0; i < n; i++) gradient -= cross[hinge * n + i]! * step[i]!;
    for (let other = 0; other < hingeCount; other++) {
      const moved = delta[other]! - centre[other]!;
      if (moved !== 0) gradient -= hinges[hinge * hingeCount + other]! * moved;
    }
    if (Math.abs(gradient) > worst) {
      worst = Math.abs(gradient);
      found = hinge;
      sign = gradient;
    }
  }
  if (found < 0) return false;
  enter(search, found, sign);
  return true;
}
