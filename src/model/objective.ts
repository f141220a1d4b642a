import type { Design } from "./design.js";
import { turnProjection } from "./logistic-trend.js";
import { makeResiduals, makeTangent, project } from "./projection.js";
import type { ModelParams } from "./types.js";

/**
 * What Stan maximises and prints as `lp__` for Prophet's model: log posterior in (k, m, delta, sigma, beta), constants dropped.
 *
 * @param y scaled values
 * @param tau scale of the Laplace prior on delta
 */
export function logPosterior(design: Design, y: Float64Array, params: ModelParams, tau: number): number {
  const { delta, sigmaObs: sigma } = params;
  const theta = makeTheta(design, params);
  let rss = 0;
  for (const residual of makeResiduals(design, y, theta, delta)) rss += residual * residual;
  let penalty = 0;
  theta.forEach((value, i) => (penalty += (value * value * design.precision[i]!) / 2));
  for (const change of delta) penalty += Math.abs(change) / tau;
  return -design.rows * Math.log(sigma) - rss / (2 * sigma * sigma) - penalty - 2 * sigma * sigma;
}

/**
 * How far parameters are from stationary: the largest partial derivative of the log posterior, kinks of |delta| allowed for. 0 at its mode.
 *
 * @param y scaled values
 * @param tau scale of the Laplace prior on delta
 */
export function kktResidual(design: Design, y: Float64Array, params: ModelParams, tau: number): number {
  const { delta, sigmaObs: sigma } = params;
  const theta = makeTheta(design, params);
  const residuals = makeResiduals(design, y, theta, delta);
  const rss = residuals.reduce((sum, value) => sum + value * value, 0);
  const { smooth, hinges } = project(makeTangent(design, theta, delta), residuals);
  if (design.cap) turnProjection(smooth, theta);
  const variance = sigma * sigma;
  let worst = Math.abs(-design.rows / sigma + rss / (variance * sigma) - 4 * sigma);
  smooth.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(value / variance - design.precision[i]! * theta[i]!));
  });
  hinges.forEach((value, i) => {
    const gradient = value / variance;
    const excess =
      delta[i] === 0 ? Math.abs(gradient) - 1 / tau : Math.abs(gradient - Math.sign(delta[i]!) / tau);
    worst = Math.max(worst, excess);
  });
  return worst;
}

function makeTheta(design: Design, { k, m, beta }: ModelParams): Float64Array {
  const theta = new Float64Array(design.precision.length);
  theta[0] = m;
  theta[1] = k;
  design.betaIndex.forEach((index, i) => (theta[i + 2] = beta[index]!));
  return theta;
}
