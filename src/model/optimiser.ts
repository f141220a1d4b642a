import { solveLower, solveUpper } from "./cholesky.js";
import type { Design } from "./design.js";
import { makeGram } from "./gram.js";
import { maximiseLogistic } from "./logistic-optimiser.js";
import { ModelError } from "./model-error.js";
import { maximiseProduct } from "./product-optimiser.js";
import { makeResiduals, project } from "./projection.js";
import {
  factoriseSmooth,
  makeCentre,
  makeVariance,
  measureCosine,
  solveAround,
  sumSquares,
} from "./subproblem.js";
import { ACCEPTABLE, OPTIMAL } from "./subproblem.js";
import type { Found, Problem, State } from "./subproblem.js";

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
/** Passes over the residuals; ordinary data needs one, nearly collinear data with a huge offset two or three. */
const MAX_PASSES = 8;

/**
 * Maximises Prophet's posterior exactly.
 *
 * @param y scaled values
 * @param tau scale of the Laplace prior on delta
 */
export function maximise(design: Design, y: Float64Array, tau: number): Optimum {
  const floor = SIGMA_FLOOR ** 2 * measureVariance(y);
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
  let state = startFromRidge(problem, y);
  let distance = Infinity;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const centre = makeCentre(design, y, state);
    if (pass > 0) {
      const next = Math.max(measureCosine(problem, state, centre), Math.abs(state.noiseGap));
      const isStuck = next >= distance / 2;
      distance = next;
      if (distance <= OPTIMAL || isStuck) break;
    }
    state = solveAround(problem, state, centre);
  }
  return { state, distance };
}

/** The fit without changes of slope under a guess of the noise: close enough to start from. */
function startFromRidge(problem: Problem, y: Float64Array): State {
  const { design, gram } = problem;
  const delta = new Float64Array(gram.hingeCount);
  const factor = factoriseSmooth(problem, (0.01 * sumSquares(y)) / design.rows);
  const theta = project(design, y).smooth;
  solveLower(factor, gram.smoothCount, theta, 1);
  solveUpper(factor, gram.smoothCount, theta);
  const variance = makeVariance(problem, sumSquares(makeResiduals(design, y, theta, delta)));
  return { theta, delta, variance, noiseGap: Infinity };
}

function measureVariance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
