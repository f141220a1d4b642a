import { makeTriangle, solveLower } from "./cholesky.js";
import type { Triangle } from "./cholesky.js";
import type { Design } from "./design.js";
import { orderGram, orderSmooth, restoreSmooth } from "./factor-order.js";
import type { OrderedGram } from "./factor-order.js";
import type { Gram } from "./gram.js";
import { factoriseSmooth, solveLasso } from "./lasso.js";
import { makeResiduals, project } from "./projection.js";
import type { Projection } from "./projection.js";

/** Distance from the optimum that counts as there: the log posterior is then within 1e-15 of its maximum. */
export const OPTIMAL = 1e-11;
/** Above this the answer is refused. */
export const ACCEPTABLE = 1e-6;
const MAX_NOISE_ROUNDS = 60;
/** Of log v; rounding keeps it from falling much further. */
const NOISE_TOLERANCE = 1e-10;
/** So far below, the noise asked for rises ever slower towards the one looked for: taken as it is it cannot pass it, as Newton's step would. */
const FAR_GAP = 0.1;

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
 * Finds the noise at which the residuals of the best coefficients ask for that very noise: Newton's steps in log v, halving the bracket
 * wherever they leave it or gain too little.
 *
 * @param tolerance of log v; a step that is far from the end need not know it to the digit
 */
export function solveAround(
  problem: Problem,
  from: State,
  centre: Centre,
  tolerance = NOISE_TOLERANCE,
): State {
  const { gram, design, floor } = problem;
  const around = {
    ...problem,
    gram: orderGram(gram),
    precision: orderSmooth(gram, design.precision),
    from: { theta: orderSmooth(gram, from.theta), delta: from.delta },
    centre: { ...centre, smooth: orderSmooth(gram, centre.smooth) },
    factor: makeTriangle(gram.smoothCount + gram.hingeCount),
  };
  let low = Math.log(floor);
  let high = Infinity;
  let logV = Math.max(low, Math.log(from.variance));
  let best = solveCoefficients(around, logV, from.delta);
  let previousGap = Infinity;
  for (let round = 0; round < MAX_NOISE_ROUNDS && Math.abs(best.noiseGap) > tolerance; round++) {
    const gap = best.noiseGap;
    if (gap > 0) low = logV;
    else high = logV;
    let next = logV + (gap > FAR_GAP ? gap : gap / (1 - best.response));
    const hasGained = Math.abs(gap) < Math.abs(previousGap) / 2;
    const isInside = next > low && next < high;
    if (!isInside || !hasGained) next = high === Infinity ? logV + gap : (low + high) / 2;
    if (next === logV) break;
    previousGap = gap;
    logV = next;
    best = solveCoefficients(around, logV, best.delta);
  }
  const { theta, delta, variance } = best;
  return { theta: restoreSmooth(gram, theta), delta, variance };
}

/** A linear model and the place to step from; smooth columns in the factor's order throughout. */
interface Surroundings extends Pick<Problem, "design" | "tau" | "floor"> {
  gram: OrderedGram;
  precision: Float64Array;
  from: Pick<State, "theta" | "delta">;
  centre: Centre;
  /** Room to work in. */
  factor: Triangle;
}

/** A solution under one noise variance. */
interface Solution extends State {
  /** The logarithm of the variance asked for less that of the one held; 0 at the optimum. */
  noiseGap: number;
  /** How fast the variance asked for rises with the one held: derivative of its logarithm by the other's. */
  response: number;
}

/**
 * Best coefficients under a noise variance, and the variance that their residuals ask for.
 *
 * @param start changes of slope to search from
 */
function solveCoefficients(around: Surroundings, logV: number, start: Float64Array): Solution {
  const { gram, precision, tau, from, centre, factor } = around;
  const v = Math.exp(logV);
  factoriseSmooth(gram, precision, v, factor);
  const smooth = centre.smooth.map((value, i) => value - v * precision[i]! * from.theta[i]!);
  const right = { smooth, hinges: centre.hinges };
  const { step, delta, moved, active } = solveLasso(gram, factor, right, from.delta, v / tau, start);
  const variance = makeVariance(around, centre.rss + changeOfRss(gram, centre, step, moved));
  const theta = step.map((value, i) => value + from.theta[i]!);
  // The priors pull with v times these; the RSS rises with v by 2 v times their square in the metric of the factor.
  const pull = new Float64Array(theta.length + active.length);
  for (let i = 0; i < theta.length; i++) pull[i] = precision[i]! * theta[i]!;
  active.forEach((hinge, place) => (pull[theta.length + place] = Math.sign(delta[hinge]!) / tau));
  solveLower(factor, pull.length, pull);
  const rise = (2 * v * v * sumSquares(pull)) / (around.design.rows + 8 * variance);
  return { theta, delta, variance, noiseGap: Math.log(variance) - logV, response: rise / variance };
}

/** RSS after a step less RSS before it: x'Gx - 2c'x. */
function changeOfRss(gram: OrderedGram, centre: Projection, step: Float64Array, moved: Float64Array): number {
  const { smoothCount: n, hingeCount: s, smooth, first, cross, hinges } = gram;
  let change = 0;
  for (let i = 0; i < n; i++) {
    let product = 0.5 * smooth[i * n + i]! * step[i]! - centre.smooth[i]!;
    for (let j = first[i]!; j < i; j++) product += smooth[i * n + j]! * step[j]!;
    change += 2 * step[i]! * product;
  }
  for (let i = 0; i < s; i++) {
    if (moved[i] === 0) continue;
    let product = -2 * centre.hinges[i]!;
    for (let j = 0; j < n; j++) product += 2 * cross[i * n + j]! * step[j]!;
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

/** Squared lengths of all columns. */
export function getLengths({ smooth, smoothCount: n, hinges, hingeCount: s }: Gram): Projection {
  const lengths = { smooth: new Float64Array(n), hinges: new Float64Array(s) };
  for (let i = 0; i < n; i++) lengths.smooth[i] = smooth[i * n + i]!;
  for (let i = 0; i < s; i++) lengths.hinges[i] = hinges[i * s + i]!;
  return lengths;
}

/** Largest share of the residuals that moving one coefficient would still explain: 0 at the optimum, free of scale. */
export function measureCosine(
  { design, tau, floor }: Pick<Problem, "design" | "tau" | "floor">,
  lengths: Projection,
  { theta, delta, variance }: Pick<State, "theta" | "delta" | "variance">,
  centre: Centre,
): number {
  const size = Math.sqrt(Math.max(centre.rss, design.rows * floor));
  let worst = 0;
  for (let i = 0; i < theta.length; i++) {
    const weight = variance * design.precision[i]!;
    const gradient = centre.smooth[i]! - weight * theta[i]!;
    worst = Math.max(worst, Math.abs(gradient) / (Math.sqrt(lengths.smooth[i]! + weight) * size));
  }
  const lambda = variance / tau;
  for (let i = 0; i < delta.length; i++) {
    const length = Math.sqrt(lengths.hinges[i]!);
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
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}
