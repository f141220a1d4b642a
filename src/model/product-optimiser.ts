import type { Design } from "./design.js";
import { addCurvature, makeGram } from "./gram.js";
import { makeParts, makeTangentAt, project, subtractParts } from "./projection.js";
import type { Parts, Projection } from "./projection.js";
import { makeScaleMove } from "./scale-move.js";
import type { ScaleMove } from "./scale-move.js";
import {
  ACCEPTABLE,
  getLengths,
  makeVariance,
  measureCosine,
  OPTIMAL,
  solveAround,
  sumSquares,
} from "./subproblem.js";
import type { Found, Problem } from "./subproblem.js";

/** Ordinary stores need about six. */
const MAX_STEPS = 200;
const MAX_HALVINGS = 30;
/** Gains of log posterior below this let the next step trust second derivatives. */
const SMALL_GAIN = 1;
/** Until then the noise of a step need only be known so well, of its logarithm. */
const ROUGH_TOLERANCE = 1e-2;
/** Gains below this are rounding; after so many steps of them without a better distance there is nothing left to gain. */
const TINY_GAIN = 1e-7;
const MAX_IDLE_STEPS = 3;
/** Shares of the mean of y that the trend starts at, the multiplying columns making up for the rest. */
const START = 1;
/** A short history can leave the density two peaks: three of 200 generated ones of up to 900 rows did, the longest of 247; no real one of two years. */
const SECOND_START = 0.25;
const SHORT_ROWS = 400;

/** A place in the search: coefficients, and the noise that their residuals ask for. */
export interface Point {
  theta: Float64Array;
  delta: Float64Array;
  /** What the coefficients say of each row. */
  parts: Parts;
  residuals: Float64Array;
  rss: number;
  variance: number;
  /** Log posterior. */
  height: number;
}

/**
 * The model with columns that multiply the trend: Gauss-Newton, then Newton steps, each solving the linear model that touches this
 * one for coefficients and noise at once. After each step the trend is scaled up and the multiplying columns down, or the other way, as
 * the priors like best: where they can add up to a constant that changes next to nothing else, and steps alone would crawl.
 */
export function maximiseProduct(
  design: Design,
  multiplies: readonly boolean[],
  y: Float64Array,
  tau: number,
  floor: number,
): Found {
  const land = { design, multiplies, y, tau, floor };
  const rescale = makeScaleMove(design, multiplies, tau);
  const found = climb(land, rescale, START);
  if (design.rows > SHORT_ROWS && found.distance <= ACCEPTABLE) return found;
  const other = climb(land, rescale, SECOND_START);
  return isBetter(other, found) ? other : found;
}

/** Higher, if it is a peak at all. */
export function isBetter(found: Found & { height: number }, best: Found & { height: number }): boolean {
  const isPeak = found.distance <= ACCEPTABLE;
  return isPeak === best.distance <= ACCEPTABLE ? found.height > best.height : isPeak;
}

export interface Landscape {
  design: Design;
  multiplies: readonly boolean[];
  y: Float64Array;
  tau: number;
  floor: number;
}

function climb(land: Landscape, rescale: ScaleMove, share: number): Found & { height: number } {
  const { design, multiplies, tau, floor } = land;
  let point = makeStart(land, rescale, share);
  let gain = Infinity;
  let distance = Infinity;
  let idle = 0;
  let lengths: Projection | null = null;
  // One room for every step's tangent, of which only the latest is in use.
  const columns = new Float64Array(design.columns.length);
  for (let step = 0; step < MAX_STEPS; step++) {
    const tangent = makeTangentAt(design, multiplies, point.parts, columns);
    const centre = { ...project(tangent, point.residuals), rss: point.rss };
    // By the lengths of the steps before, which change little: most of a Gram matrix is spared where there is nothing left to do.
    const known =
      lengths === null ? Infinity : measureCosine({ ...land, design: tangent }, lengths, point, centre);
    if (known <= OPTIMAL) {
      distance = known;
      break;
    }
    const problem = { design: tangent, gram: makeGram(tangent), tau, floor };
    lengths = getLengths(problem.gram);
    const next = measureCosine(problem, lengths, point, centre);
    idle = gain < TINY_GAIN && next > distance / 2 ? idle + 1 : 0;
    distance = next;
    if (distance <= OPTIMAL || idle > MAX_IDLE_STEPS) break;
    const tolerance = gain < SMALL_GAIN ? undefined : ROUGH_TOLERANCE;
    let ahead: Point | null = null;
    if (gain < SMALL_GAIN) {
      const curved: Problem = {
        ...problem,
        gram: addCurvature(problem.gram, design, multiplies, point.residuals),
      };
      const to = makePoint(land, solveAround(curved, point, centre));
      if (isHigher(to, point)) ahead = to;
    }
    ahead ??= searchLine(land, point, solveAround(problem, point, centre, tolerance));
    if (ahead === null) break;
    const rescaled = makePoint(land, rescale(ahead));
    if (rescaled.height > ahead.height + TINY_GAIN) ahead = rescaled;
    gain = ahead.height - point.height;
    point = ahead;
  }
  const { theta, delta, variance, height } = point;
  return { state: { theta, delta, variance }, distance, height };
}

/** A level trend and, on top of it, nothing, or the constant that the multiplying columns can make. */
function makeStart(land: Landscape, rescale: ScaleMove, share: number): Point {
  const { design, y } = land;
  const theta = new Float64Array(design.precision.length);
  theta[0] = y.reduce((sum, value) => sum + value, 0) / y.length;
  const level = makePoint(land, { theta, delta: new Float64Array(design.knots.length) });
  return share === START ? level : makePoint(land, rescale(level, share));
}

export function makePoint(land: Landscape, { theta, delta }: Pick<Point, "theta" | "delta">): Point {
  const { design, multiplies, y, tau } = land;
  const parts = makeParts(design, multiplies, theta, delta);
  const residuals = subtractParts(y, parts);
  const rss = sumSquares(residuals);
  const variance = makeVariance(land, rss);
  let penalty = 0;
  theta.forEach((value, i) => (penalty += (value * value * design.precision[i]!) / 2));
  for (const change of delta) penalty += Math.abs(change) / tau;
  const height = (-design.rows * Math.log(variance)) / 2 - rss / (2 * variance) - 2 * variance - penalty;
  return { theta, delta, parts, residuals, rss, variance, height };
}

/** Or as high, for all that rounding of the residuals lets one know. */
export function isHigher(point: Point, than: Point): boolean {
  const rounding = (8 * Number.EPSILON * point.residuals.length) / Math.sqrt(point.variance);
  return point.height > than.height - rounding;
}

/** The first point higher than this on the way to the target, halving the way; null if there is none. */
function searchLine(land: Landscape, from: Point, target: Pick<Point, "theta" | "delta">): Point | null {
  let reach = 1;
  for (let halving = 0; halving < MAX_HALVINGS; halving++, reach /= 2) {
    const theta = from.theta.map((value, i) => value + reach * (target.theta[i]! - value));
    const delta = from.delta.map((value, i) => value + reach * (target.delta[i]! - value));
    const point = makePoint(land, { theta, delta });
    if (isHigher(point, from)) return point;
  }
  return null;
}
