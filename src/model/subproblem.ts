import { factorise, solveLower, solveUpper } from "./cholesky.js";
import type { Design } from "./design.js";
import type { Gram } from "./gram.js";
import { solveLasso } from "./lasso.js";
import { makeResiduals, project } from "./projection.js";
import type { Projection } from "./projection.js";

/** Distance from the optimum that counts as there: the log posterior is then within 1e-15 of its maximum. */
export const OPTIMAL = 1e-11;
/** Above this the answer is refused. */
export const ACCEPTABLE = 1e-6;
const MAX_NOISE_ROUNDS = 60;
const NOISE_TOLERANCE = 1e-12;

/** A linear model whose coefficients and noise are looked for. */
export interface Problem {
  design: Design;
  gram: Gram;
  tau: number;
  /** Smallest noise variance. */
  floor: number;
}

/** Where a search stands. */
export interface State {
  theta: Float64Array;
  delta: Float64Array;
  /** Noise variance that the residuals ask for. */
  variance: number;
  /** Its logarithm less that of the variance the coefficients were solved under; 0 at the optimum. */
  noiseGap: number;
}

/** Where a search ended. */
export interface Found {
  state: State;
  /** How far from the optimum, as {@link measureCosine} tells. */
  distance: number;
}

/** What is left to explain where a solution stands, and how much of it each column could. */
export interface Centre extends Projection {
  rss: number;
}

/** What is left to explain there. */
export function makeCentre(design: Design, y: Float64Array, { theta, delta }: State): Centre {
  const residuals = makeResiduals(design, y, theta, delta);
  return { ...project(design, residuals), rss: sumSquares(residuals) };
}

/**
 * Finds the noise at which the residuals of the best coefficients ask for that very noise: fixed point first, then secant in log v,
 * halving the bracket wherever they leave it or gain too little.
 */
export function solveAround(problem: Problem, from: State, centre: Centre): State {
  let low = Math.log(problem.floor);
  let high = Infinity;
  let logV = Math.max(low, Math.log(from.variance));
  let best = solveCoefficients(problem, from, centre, logV, from.delta);
  let previous: { logV: number; gap: number } | null = null;
  for (let round = 0; round < MAX_NOISE_ROUNDS && Math.abs(best.noiseGap) > NOISE_TOLERANCE; round++) {
    const gap = best.noiseGap;
    if (gap > 0) low = logV;
    else high = logV;
    let next: number = previous ? logV + (gap * (logV - previous.logV)) / (previous.gap - gap) : logV + gap;
    const hasGained = previous === null || Math.abs(gap) < Math.abs(previous.gap) / 2;
    const isInside = next > low && next < high;
    if (!isInside || !hasGained) next = high === Infinity ? logV + gap : (low + high) / 2;
    if (next === logV) break;
    previous = { logV, gap };
    logV = next;
    best = solveCoefficients(problem, from, centre, logV, best.delta);
  }
  return best;
}

/**
 * Best coefficients under a noise variance, and the variance that their residuals ask for.
 *
 * @param from where the centre was taken
 * @param start changes of slope to search from
 */
function solveCoefficients(
  problem: Problem,
  from: State,
  centre: Centre,
  logV: number,
  start: Float64Array,
): State {
  const { gram, tau } = problem;
  const { precision } = problem.design;
  const { smoothCount: n, hingeCount: s, cross } = gram;
  const v = Math.exp(logV);
  const factor = factoriseSmooth(problem, v);
  const z = centre.smooth.map((value, i) => value - v * precision[i]! * from.theta[i]!);
  solveLower(factor, n, z, 1);
  const w = cross.slice();
  solveLower(factor, n, w, s);

  // Schur complement: what is left of the hinges once smooth columns have explained all they can.
  const schur = gram.hinges.slice();
  const r = centre.hinges.slice();
  for (let k = 0; k < n; k++) {
    const row = k * s;
    for (let i = 0; i < s; i++) {
      const weight = w[row + i]!;
      r[i]! -= weight * z[k]!;
      for (let j = 0; j <= i; j++) schur[i * s + j]! -= weight * w[row + j]!;
    }
  }
  for (let i = 0; i < s; i++) for (let j = 0; j < i; j++) schur[j * s + i] = schur[i * s + j]!;

  const delta = solveLasso(schur, r, from.delta, v / tau, start);
  const moved = delta.map((value, i) => value - from.delta[i]!);
  const step = z;
  for (let k = 0; k < n; k++) for (let i = 0; i < s; i++) step[k]! -= w[k * s + i]! * moved[i]!;
  solveUpper(factor, n, step);
  const variance = makeVariance(problem, centre.rss + changeOfRss(gram, centre, step, moved));
  return {
    theta: from.theta.map((value, i) => value + step[i]!),
    delta,
    variance,
    noiseGap: Math.log(variance) - logV,
  };
}

/** Cholesky factor of the smooth columns' own system under a noise variance. */
export function factoriseSmooth({ gram, design }: Problem, v: number): Float64Array {
  const n = gram.smoothCount;
  const factor = gram.smooth.slice();
  for (let i = 0; i < n; i++) factor[i * n + i]! += v * design.precision[i]!;
  factorise(factor, n);
  return factor;
}

/** RSS after a step less RSS before it: x'Gx - 2c'x. */
function changeOfRss(gram: Gram, centre: Projection, step: Float64Array, moved: Float64Array): number {
  const { smoothCount: n, hingeCount: s, smooth, cross, hinges } = gram;
  let change = 0;
  for (let i = 0; i < n; i++) {
    let product = 0.5 * smooth[i * n + i]! * step[i]! - centre.smooth[i]!;
    for (let j = 0; j < i; j++) product += smooth[i * n + j]! * step[j]!;
    for (let j = 0; j < s; j++) product += cross[i * s + j]! * moved[j]!;
    change += 2 * step[i]! * product;
  }
  for (let i = 0; i < s; i++) {
    let product = -2 * centre.hinges[i]!;
    for (let j = 0; j < s; j++) product += hinges[i * s + j]! * moved[j]!;
    change += moved[i]! * product;
  }
  return change;
}

/** The noise variance at which the posterior is stationary: RSS = T v + 4 v^2. */
export function makeVariance({ design, floor }: Pick<Problem, "design" | "floor">, rss: number): number {
  const { rows } = design;
  return Math.max((2 * rss) / (rows + Math.sqrt(rows * rows + 16 * rss)), floor);
}

/** Largest share of the residuals that moving one coefficient would still explain: 0 at the optimum, free of scale. */
export function measureCosine(
  { design, gram, tau, floor }: Problem,
  { theta, delta, variance }: State,
  centre: Centre,
): number {
  const { smoothCount: n, hingeCount: s } = gram;
  const size = Math.sqrt(Math.max(centre.rss, design.rows * floor));
  let worst = 0;
  for (let i = 0; i < n; i++) {
    const weight = variance * design.precision[i]!;
    const gradient = centre.smooth[i]! - weight * theta[i]!;
    worst = Math.max(worst, Math.abs(gradient) / (Math.sqrt(gram.smooth[i * n + i]! + weight) * size));
  }
  const lambda = variance / tau;
  for (let i = 0; i < s; i++) {
    const length = Math.sqrt(gram.hinges[i * s + i]!);
    if (length === 0) continue;
    const gradient = centre.hinges[i]!;
    const excess =
      delta[i] === 0 ? Math.max(0, Math.abs(gradient) - lambda) : gradient - lambda * Math.sign(delta[i]!);
    worst = Math.max(worst, Math.abs(excess) / (length * size));
  }
  return worst;
}

export function sumSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
