import { describe, expect, test } from "@jest/globals";
import { makeChangepointTimes } from "../../../src/model/changepoints.js";
import { makeDesign } from "../../../src/model/design.js";
import type { Design, ModelShape } from "../../../src/model/design.js";
import { addCurvature, makeGram } from "../../../src/model/gram.js";
import { makeResiduals, makeTangent, project } from "../../../src/model/projection.js";
import type { Mode } from "../../../src/model/index.js";
import { makeNormal, makeSeries } from "../../support/series.js";

const series = makeSeries({ days: 203, closedWeekdays: [7], promo: 0.2 });
const start = series.days[0]!;
const tScale = series.days.at(-1)! - start;
const normal = makeNormal(3);
const regressors = { ...series.regressors, price: series.y.map(() => normal()) };

function makeTestDesign(modes: { waves: Mode; rest: Mode }, growth: "linear" | "flat"): Design {
  const season = { priorScale: 10, mode: modes.waves, conditionName: null };
  const shape: ModelShape = {
    growth,
    start,
    tScale,
    changepointsT: makeChangepointTimes(
      series.days.slice(10, 100).filter((_, i) => i % 9 === 0),
      start,
      tScale,
    ),
    seasonalities: [
      { ...season, name: "yearly", period: 365.25, fourierOrder: 10 },
      { ...season, name: "weekly in promo", period: 7, fourierOrder: 2, conditionName: "promo" },
      { ...season, name: "weekly", period: 7, fourierOrder: 3 },
      { ...season, name: "single", period: 29.3, fourierOrder: 1 },
    ],
    holidays: [
      { name: "a", days: [start + 30, start + 90], lowerWindow: -2, upperWindow: 1 },
      { name: "b", days: [start + 31], lowerWindow: 0, upperWindow: 0 },
    ],
    regressors: [{ name: "price", priorScale: 10, standardize: false, mode: modes.rest, mu: 0, std: 1 }],
    holidaysMode: modes.rest,
    holidaysPriorScale: 10,
  };
  return makeDesign(shape, { days: series.days, regressors });
}

/** Every column of a linear design written out, as many values as rows. */
function writeOut(design: Design): { smooth: number[][]; hinges: number[][] } {
  const rows = [...Array(design.rows).keys()];
  const dense = Array.from({ length: design.denseCount }, (_, j) => [
    ...design.columns.subarray(j * design.rows, (j + 1) * design.rows),
  ]);
  const indicators = design.indicators.map((hits) =>
    rows.map((row) => (hits.includes(row) ? (design.indicatorWeight?.[row] ?? 1) : 0)),
  );
  const hinges = [...design.knots].map((knot) =>
    rows.map((row) => (design.hingeWeight?.[row] ?? 1) * Math.max(0, design.t[row]! - knot)),
  );
  return { smooth: [...dense, ...indicators], hinges };
}

const multiply = (a: number[], b: ArrayLike<number>) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

const KINDS: [string, Mode, Mode, "linear" | "flat"][] = [
  ["additive", "additive", "additive", "linear"],
  ["multiplicative", "multiplicative", "multiplicative", "linear"],
  ["mixed", "multiplicative", "additive", "linear"],
  ["mixed the other way", "additive", "multiplicative", "linear"],
  ["multiplicative and flat", "multiplicative", "multiplicative", "flat"],
];

describe.each(KINDS)("a model that is %s", (_name, waves, rest, growth) => {
  const design = makeTestDesign({ waves, rest }, growth);
  const theta = Float64Array.from(design.precision, () => 0.3 * normal());
  const delta = Float64Array.from(design.knots, () => normal());
  const tangent = makeTangent(design, theta, delta);
  const { smooth, hinges } = writeOut(tangent);

  test("has the inner products of its columns written out", () => {
    const gram = makeGram(tangent);
    const n = gram.smoothCount;
    expect([n, gram.hingeCount]).toEqual([smooth.length, hinges.length]);
    smooth.forEach((column, i) => {
      for (let j = 0; j <= i; j++)
        expect(gram.smooth[i * n + j]).toBeCloseTo(multiply(column, smooth[j]!), 9);
    });
    hinges.forEach((hinge, i) => {
      smooth.forEach((column, j) => expect(gram.cross[i * n + j]).toBeCloseTo(multiply(hinge, column), 9));
      hinges.forEach((other, j) => {
        expect(gram.hinges[i * hinges.length + j]).toBeCloseTo(multiply(hinge, other), 9);
      });
    });
  });

  test("has the projections of its columns written out", () => {
    const found = project(tangent, series.y);
    smooth.forEach((column, i) =>
      expect(found.smooth[i]! / 1e6).toBeCloseTo(multiply(column, series.y) / 1e6, 9),
    );
    hinges.forEach((column, i) =>
      expect(found.hinges[i]! / 1e6).toBeCloseTo(multiply(column, series.y) / 1e6, 9),
    );
  });

  test("has the residuals, slopes and curvature that differences tell", () => {
    const y = series.y.map((value) => value / 5000);
    const halfRss = (at: Float64Array, hinged: Float64Array) =>
      makeResiduals(design, y, at, hinged).reduce((sum, value) => sum + (value * value) / 2, 0);
    const residuals = makeResiduals(design, y, theta, delta);
    const gradient = project(tangent, residuals);
    const size = 1e-4;
    const moved = (i: number, by: number) => theta.with(i, theta[i]! + by);
    for (let i = 0; i < theta.length; i += 3) {
      const slope = (halfRss(moved(i, size), delta) - halfRss(moved(i, -size), delta)) / (2 * size);
      expect(slope).toBeCloseTo(-gradient.smooth[i]!, 4);
    }
    if (!design.multiplies) return;
    const curved = addCurvature(makeGram(tangent), design, design.multiplies, residuals);
    const step = Float64Array.from(theta, () => size * normal());
    const bend = Float64Array.from(delta, () => size * normal());
    const shift = (sign: number) =>
      halfRss(
        theta.map((value, i) => value + sign * step[i]!),
        delta.map((value, i) => value + sign * bend[i]!),
      );
    const n = curved.smoothCount;
    let expected = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        expected += step[i]! * step[j]! * curved.smooth[Math.max(i, j) * n + Math.min(i, j)]!;
      }
      bend.forEach((value, knot) => (expected += 2 * step[i]! * value * curved.cross[knot * n + i]!));
    }
    bend.forEach((value, i) =>
      bend.forEach((other, j) => (expected += value * other * curved.hinges[i * bend.length + j]!)),
    );
    const found = shift(1) + shift(-1) - 2 * halfRss(theta, delta);
    expect(found / expected).toBeCloseTo(1, 4);
  });
});
