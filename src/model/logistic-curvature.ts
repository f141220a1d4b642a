import type { Design } from "./design.js";
import { addCurvature } from "./gram.js";
import type { Gram } from "./gram.js";
import { makeSteepness, turnGram } from "./logistic-trend.js";
import type { Point } from "./product-optimiser.js";

/**
 * The Gram matrix of a logistic model's tangent, turned to m and k, with second derivatives added for steps along which the trend's line moves
 * evenly: less the residuals times what bends, the trend along its line and the trend times multiplying columns, and, m then bending, the prior of m.
 *
 * @param gram of the tangent at the coefficients, not yet turned
 */
export function addLogisticCurvature(
  gram: Gram,
  design: Design,
  multiplies: readonly boolean[],
  cap: Float64Array,
  { theta, parts, residuals, variance }: Pick<Point, "theta" | "parts" | "residuals" | "variance">,
): Gram {
  const { trend, factor } = parts;
  const steepness = makeSteepness(trend, cap);
  const pull = residuals.map((value, row) => value * steepness[row]!);
  const curved = { ...addCurvature(gram, design, multiplies, pull), hinges: gram.hinges.slice() };
  const bend = pull.map((value, row) => -value * factor[row]! * (1 - (2 * trend[row]!) / cap[row]!));
  addLineProducts(curved, design, bend);
  const turned = turnGram(curved, theta);
  turned.smooth[gram.smoothCount]! -= (variance * design.precision[0]! * theta[0]!) / theta[1]!;
  return turned;
}

/** Adds the inner products of the line's value at time 0, its slope and the hinges, under weights of either sign. */
function addLineProducts(
  { smooth, smoothCount, cross, hinges, hingeCount }: Gram,
  { rows, t, knots, knotRows }: Design,
  weights: Float64Array,
): void {
  let sum = 0;
  let sumT = 0;
  let sumTT = 0;
  let end = rows;
  for (let i = hingeCount - 1; i >= -1; i--) {
    const start = i < 0 ? 0 : knotRows[i]!;
    for (let row = start; row < end; row++) {
      const weight = weights[row]!;
      sum += weight;
      sumT += weight * t[row]!;
      sumTT += weight * t[row]! * t[row]!;
    }
    end = start;
    if (i < 0) break;
    const knot = knots[i]!;
    cross[i * smoothCount]! += sumT - knot * sum;
    cross[i * smoothCount + 1]! += sumTT - knot * sumT;
    // Rows after the later knot i count for every earlier knot j.
    for (let j = 0; j <= i; j++) {
      const product = sumTT - (knot + knots[j]!) * sumT + knot * knots[j]! * sum;
      hinges[i * hingeCount + j]! += product;
      if (j < i) hinges[j * hingeCount + i]! += product;
    }
  }
  smooth[0]! += sum;
  smooth[smoothCount]! += sumT;
  smooth[smoothCount + 1]! += sumTT;
}
