import type { Design } from "./design.js";
import { addCurvature } from "./gram.js";
import type { Gram } from "./gram.js";
import { makeSteepness, makeTrendLine } from "./logistic-trend.js";
import type { Point } from "./product-optimiser.js";
import { makeParts } from "./projection.js";

/**
 * The Gram matrix of a logistic model's tangent with second derivatives added for steps along which the trend's line moves evenly: less the residuals
 * times what bends, the trend along its line and the trend times multiplying columns, and, m then bending, the prior of m.
 *
 * @param gram of the tangent at the coefficients
 */
export function addLogisticCurvature(
  gram: Gram,
  design: Design,
  multiplies: readonly boolean[],
  cap: Float64Array,
  { theta, delta, residuals, variance }: Pick<Point, "theta" | "delta" | "residuals" | "variance">,
): Gram {
  const { trend, factor } = makeParts(design, multiplies, theta, delta);
  const steepness = makeSteepness(trend, cap);
  const pull = residuals.map((value, row) => value * steepness[row]!);
  const line = makeTrendLine(design, theta);
  const curved = { ...addCurvature(gram, line, multiplies, pull), hinges: gram.hinges.slice() };
  addLineProducts(
    curved,
    line,
    pull.map((value, row) => -value * factor[row]! * (1 - (2 * trend[row]!) / cap[row]!)),
  );
  curved.smooth[gram.smoothCount]! -= (variance * design.precision[0]! * theta[0]!) / theta[1]!;
  return curved;
}

/** Adds the inner products of the trend line's columns, the first two and the hinges, under weights of either sign. */
function addLineProducts(
  { smooth, smoothCount, cross, hinges, hingeCount }: Gram,
  { rows, t, dense, denseCount, knots }: Design,
  weights: Float64Array,
): void {
  for (let row = 0; row < rows; row++) {
    const byM = dense[row * denseCount]!;
    const byK = dense[row * denseCount + 1]!;
    smooth[0]! += weights[row]! * byM * byM;
    smooth[smoothCount]! += weights[row]! * byM * byK;
    smooth[smoothCount + 1]! += weights[row]! * byK * byK;
  }
  // Of the columns m, k and the hinges' own t and 1, over the rows after a knot: their products with 1, and with t.
  const sums = new Float64Array(4);
  const sumsT = new Float64Array(4);
  let row = rows - 1;
  for (let i = hingeCount - 1; i >= 0; i--) {
    for (; row >= 0 && t[row]! > knots[i]!; row--) {
      const at = row * denseCount;
      [dense[at]!, dense[at + 1]!, t[row]!, 1].forEach((value, column) => {
        sums[column]! += weights[row]! * value;
        sumsT[column]! += weights[row]! * value * t[row]!;
      });
    }
    const [byM, byK, byT, byOne] = sumsT.map((sum, column) => sum - knots[i]! * sums[column]!);
    cross[i]! += byM!;
    cross[hingeCount + i]! += byK!;
    // Rows after the later knot i count for every earlier knot j.
    for (let j = 0; j <= i; j++) {
      const product = byT! - knots[j]! * byOne!;
      hinges[i * hingeCount + j]! += product;
      if (j < i) hinges[j * hingeCount + i]! += product;
    }
  }
}
