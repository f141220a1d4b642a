import type { Design } from "./design.js";
import { makeGram } from "./gram.js";
import { maximiseLogistic } from "./logistic-optimiser.js";
import { ModelError } from "./model-error.js";
import { maximiseProduct } from "./product-optimiser.js";
import { project } from "./projection.js";
import {
  ACCEPTABLE,
  getLengths,
  makeCentre,
  makeVariance,
  measureCosine,
  OPTIMAL,
  solveAround,
  sumSquares,
} from "./subproblem.js";
import type { Centre, Found, Problem, State } from "./subproblem.js";

/** The posterior's mode. */
export interface Optimum {
  /** Smooth coefficients in the design's order. */
  theta: Float64Array;
  /** Change of slope at each knot. */
  delta: Float64Array;
  /** Standard deviation of the noise. */
  sigma: number;
}

/**
 * Smallest noise, as a share of the standard deviation of y: fitted perfectly, as a short series can be, the density has no mode but
 * grows without bound as sigma falls. Real sales lie far above it.
 */
const SIGMA_FLOOR = 1e-4;
/** First guess of the noise variance, as a share of the variance of y. */
const START_NOISE = 0.3;
/** Passes over the residuals; ordinary data needs one, nearly collinear data with a huge offset two or three. */
const MAX_PASSES = 8;

/**
 * Maximises Prophet's posterior exactly.
 *
 * @param y scaled values
 * @param tau scale of the Laplace prior on delta
 */
export function maximise(design: Design, y: Float64Array, tau: number): Optimum {
  const floor = SIGMA_FLOOR * SIGMA_FLOOR * measureVariance(y);
  const { state, distance } = search(design, y, tau, floor);
  // NaN fails this test too.
  if (!(distance <= ACCEPTABLE)) {
    throw new ModelError(
      "FIT_FAILED",
      `The fit did not converge: its distance from the optimum is ${distance}, at most ${ACCEPTABLE} is accepted.`,
    );
  }
  return { theta: state.theta, delta: state.delta, sigma: Math.sqrt(state.variance) };
}

function search(design: Design, y: Float64Array, tau: number, floor: number): Found {
  const { multiplies, cap } = design;
  if (!multiplies) return maximiseSum({ design, gram: makeGram(design), tau, floor }, y);
  if (cap) return maximiseLogistic({ design, multiplies, y, tau, floor }, cap);
  return maximiseProduct(design, multiplies, y, tau, floor);
}

/**
 * The linear model: for a given noise variance v the coefficients solve a convex problem (normal priors on theta, Laplace on delta),
 * whose residuals in turn fix v. Rounding is undone by solving anew for the correction, prior centres moved.
 */
function maximiseSum(problem: Problem, y: Float64Array): Found {
  const { design } = problem;
  let state = startFromNothing(problem, y);
  let centre: Centre = { ...project(design, y), rss: sumSquares(y) };
  const lengths = getLengths(problem.gram);
  let distance = Infinity;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const solved = solveAround(problem, state, centre);
    centre = makeCentre(design, y, solved);
    // What the residuals themselves say of the noise; the sums that the solution was found by say it less exactly.
    const variance = makeVariance(problem, centre.rss);
    state = { ...solved, variance };
    const next = measureCosine(problem, lengths, state, centre);
    const isStuck = next >= distance / 2;
    distance = next;
    if (distance <= OPTIMAL || isStuck) break;
  }
  return { state, distance };
}

/** All coefficients 0, and a guess of the noise. */
function startFromNothing({ gram }: Problem, y: Float64Array): State {
  const variance = START_NOISE * measureVariance(y);
  const theta = new Float64Array(gram.smoothCount);
  return { theta, delta: new Float64Array(gram.hingeCount), variance };
}

function measureVariance(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) * (values[i]! - mean);
  return squares / values.length;
}
