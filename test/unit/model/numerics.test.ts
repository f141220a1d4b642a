import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { factorise, solveLower, solveUpper } from "../../../src/model/cholesky.js";
import { solveLasso } from "../../../src/model/lasso.js";
import { normalQuantile } from "../../../src/model/normal-quantile.js";
import { makeNormal } from "../../support/series.js";

/** A'A of a tall matrix of normal numbers, columns nearly alike if `likeness` is near 1. */
function makeGramMatrix(n: number, seed: number, likeness = 0): Float64Array {
  const normal = makeNormal(seed);
  const rows = Array.from({ length: 3 * n }, () => {
    const common = normal();
    return Array.from({ length: n }, () => likeness * common + (1 - likeness) * normal());
  });
  return Float64Array.from({ length: n * n }, (_, at) =>
    rows.reduce((sum, row) => sum + row[Math.floor(at / n)]! * row[at % n]!, 0),
  );
}

test("the Cholesky factor solves the system", () => {
  const n = 12;
  const matrix = makeGramMatrix(n, 5);
  const factor = matrix.slice();
  factorise(factor, n);
  const x = Float64Array.from({ length: n }, (_, i) => i + 1);
  solveLower(factor, n, x, 1);
  solveUpper(factor, n, x);
  for (let i = 0; i < n; i++) {
    let product = 0;
    for (let j = 0; j < n; j++) product += matrix[i * n + j]! * x[j]!;
    expect(product).toBeCloseTo(i + 1, 9);
  }
});

test("a singular matrix factorises to finite numbers", () => {
  const factor = Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1);
  factorise(factor, 3);
  for (const value of factor) expect(Number.isFinite(value)).toBe(true);
});

describe("the lasso", () => {
  test("of one coordinate is the soft threshold", () => {
    const solve = (r: number) =>
      solveLasso(Float64Array.of(2), Float64Array.of(r), new Float64Array(1), 1, new Float64Array(1))[0];
    expect(solve(5)).toBeCloseTo(2, 14);
    expect(solve(-5)).toBeCloseTo(-2, 14);
    expect([solve(1), solve(-0.5)]).toEqual([0, 0]);
  });

  test("meets its optimality conditions from any start, around any centre", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 25 }),
        fc.nat(),
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        fc.constantFrom(0, 0.9, 0.99),
        (n, seed, lambda, likeness) => {
          const q = makeGramMatrix(n, seed, likeness);
          const normal = makeNormal(seed + 1);
          const r = Float64Array.from({ length: n }, () => 20 * normal());
          const centre = Float64Array.from({ length: n }, () => (normal() > 1 ? normal() : 0));
          const start = Float64Array.from({ length: n }, () => (normal() > 0.5 ? normal() : 0));
          const x = solveLasso(q, r, centre, lambda, start);
          for (let i = 0; i < n; i++) {
            let gradient = r[i]!;
            for (let j = 0; j < n; j++) gradient -= q[i * n + j]! * (x[j]! - centre[j]!);
            if (x[i] === 0) expect(Math.abs(gradient)).toBeLessThanOrEqual(lambda + 1e-7);
            else expect(gradient).toBeCloseTo(lambda * Math.sign(x[i]!), 7);
          }
        },
      ),
      { seed: 42, numRuns: 100 },
    );
  });
});

describe("the normal quantile", () => {
  test.each([
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.975, 1.959963984540054],
    [0.995, 2.575829303548901],
    [0.999, 3.090232306167813],
    [1e-10, -6.361340902404056],
    [1e-300, -37.0471],
  ])("of %d is %d", (p, expected) => {
    expect(normalQuantile(p)).toBeCloseTo(expected, p < 1e-100 ? 3 : 13);
  });

  test("is odd about a half", () => {
    for (const p of [0.01, 0.1, 0.3, 0.45]) expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 13);
  });
});
