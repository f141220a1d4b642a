import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { factorise, makeTriangle, solveLower, solveUpper } from "../../../src/model/cholesky.js";
import { orderGram, orderSmooth, restoreSmooth } from "../../../src/model/factor-order.js";
import type { OrderedGram } from "../../../src/model/factor-order.js";
import { factoriseSmooth, solveLasso } from "../../../src/model/lasso.js";
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
  const factor = { ...makeTriangle(n), values: matrix.slice() };
  factorise(factor, 0, 7);
  factorise(factor, 7, n);
  const x = Float64Array.from({ length: n }, (_, i) => i + 1);
  solveLower(factor, n, x);
  solveUpper(factor, n, x);
  for (let i = 0; i < n; i++) {
    let product = 0;
    for (let j = 0; j < n; j++) product += matrix[i * n + j]! * x[j]!;
    expect(product).toBeCloseTo(i + 1, 9);
  }
});

test("a singular matrix factorises to finite numbers", () => {
  const factor = { ...makeTriangle(3), values: Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1) };
  factorise(factor, 0, 3);
  for (const value of factor.values) expect(Number.isFinite(value)).toBe(true);
});

test("indicators are factorised before dense columns, from the first one they share a row with", () => {
  const [denseCount, smoothCount, hingeCount] = [2, 5, 2];
  const product = (i: number, j: number) => 10 * Math.max(i, j) + Math.min(i, j);
  const gram = {
    ...{ denseCount, smoothCount, hingeCount },
    firstOverlap: Int32Array.of(0, 1, 1),
    smooth: Float64Array.from({ length: 25 }, (_, at) => product(Math.floor(at / 5), at % 5)),
    cross: Float64Array.from({ length: 10 }, (_, at) => at),
    hinges: new Float64Array(4),
  };
  const ordered = orderGram(gram);
  expect([...ordered.first]).toEqual([0, 1, 1, 0, 0]);
  const columns = [2, 3, 4, 0, 1];
  const expected = columns.flatMap((i, row) =>
    columns.map((j, column) => (column <= row && column >= ordered.first[row]! ? product(i, j) : 0)),
  );
  expect([...ordered.smooth]).toEqual(expected);
  expect([...ordered.cross]).toEqual([2, 3, 4, 0, 1, 7, 8, 9, 5, 6]);
  const vector = Float64Array.of(5, 6, 7, 8, 9);
  expect([...orderSmooth(gram, vector)]).toEqual([7, 8, 9, 5, 6]);
  expect(restoreSmooth(gram, orderSmooth(gram, vector))).toEqual(vector);
});

/** A Gram matrix of all columns taken apart: the first `smoothCount` are smooth, all others hinges. */
function makeLassoGram(matrix: Float64Array, smoothCount: number): OrderedGram {
  const n = Math.sqrt(matrix.length);
  const hingeCount = n - smoothCount;
  const cut = (fromRow: number, rows: number, fromColumn: number, columns: number) =>
    Float64Array.from({ length: rows * columns }, (_, at) => {
      const row = fromRow + Math.floor(at / columns);
      return matrix[row * n + fromColumn + (at % columns)]!;
    });
  return {
    ...{ smoothCount, hingeCount },
    first: new Int32Array(smoothCount),
    smooth: cut(0, smoothCount, 0, smoothCount),
    cross: cut(smoothCount, hingeCount, 0, smoothCount),
    hinges: cut(smoothCount, hingeCount, smoothCount, hingeCount),
  };
}

describe("the lasso", () => {
  test("of one coordinate is the soft threshold", () => {
    const solve = (r: number) => {
      const gram = makeLassoGram(Float64Array.of(2), 0);
      const right = { smooth: new Float64Array(0), hinges: Float64Array.of(r) };
      const factor = makeTriangle(1);
      return solveLasso(gram, factor, right, new Float64Array(1), 1, new Float64Array(1)).delta[0];
    };
    expect(solve(5)).toBeCloseTo(2, 14);
    expect(solve(-5)).toBeCloseTo(-2, 14);
    expect([solve(1), solve(-0.5)]).toEqual([0, 0]);
  });

  test("meets its optimality conditions from any start, around any centre, with unpenalised coefficients beside it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 0, max: 6 }),
        fc.nat(),
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        fc.constantFrom(0, 0.9, 0.99),
        (hingeCount, smoothCount, seed, lambda, likeness) => {
          const n = smoothCount + hingeCount;
          const matrix = makeGramMatrix(n, seed, likeness);
          const gram = makeLassoGram(matrix, smoothCount);
          const normal = makeNormal(seed + 1);
          const smooth = Float64Array.from({ length: smoothCount }, () => 20 * normal());
          const hinges = Float64Array.from({ length: hingeCount }, () => 20 * normal());
          const centre = Float64Array.from({ length: hingeCount }, () => (normal() > 1 ? normal() : 0));
          const start = Float64Array.from({ length: hingeCount }, () => (normal() > 0.5 ? normal() : 0));
          const factor = makeTriangle(n);
          factoriseSmooth(gram, new Float64Array(smoothCount).fill(0.25), 2, factor);
          const found = solveLasso(gram, factor, { smooth, hinges }, centre, lambda, start);
          const step = [...found.step, ...found.moved];
          [...smooth, ...hinges].forEach((right, i) => {
            const gradient = step.reduce((rest, value, j) => rest - matrix[i * n + j]! * value, right);
            if (i < smoothCount) return expect(gradient).toBeCloseTo(0.5 * found.step[i]!, 7);
            const x = found.delta[i - smoothCount]!;
            expect(found.moved[i - smoothCount]).toBe(x - centre[i - smoothCount]!);
            if (x === 0) expect(Math.abs(gradient)).toBeLessThanOrEqual(lambda + 1e-7);
            else expect(gradient).toBeCloseTo(lambda * Math.sign(x), 7);
          });
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
