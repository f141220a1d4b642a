import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { fit } from "../../../src/model/index.js";
import type { ModelParams } from "../../../src/model/index.js";
import { makeObjective } from "../../support/objective.js";
import {
  makeParityOptions,
  makeParityRecipe,
  makeParitySeries,
  PARITY_MODES,
  PARITY_SEEDS,
} from "../../support/parity.js";

type StanParams = Omit<ModelParams, "delta" | "beta" | "logPosterior"> & {
  delta: number[];
  beta: number[];
  logPosterior: number;
};

/** What `test/golden/make-parity-golden.py` writes. */
interface Golden {
  series: {
    recipe: ReturnType<typeof makeParityRecipe>;
    rows: number;
    sum: number;
    stan: Record<(typeof PARITY_MODES)[number], StanParams>;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL("../../golden/parity-golden.json", import.meta.url), "utf8"),
) as Golden;

const cases = golden.series.map(({ recipe, rows, sum, stan }) => ({
  recipe,
  rows,
  sum,
  stan,
  series: makeParitySeries(recipe),
}));

test("the series are those that Stan saw", () => {
  expect(cases.map(({ recipe }) => recipe)).toEqual(
    Array.from({ length: PARITY_SEEDS }, (_, i) => makeParityRecipe(i + 1)),
  );
  expect(cases.map(({ rows, sum }) => ({ rows, sum }))).toEqual(
    cases.map(({ series }) => ({
      rows: series.y.length,
      sum: series.y.reduce((sum, value) => sum + value, 0),
    })),
  );
});

test("the series are of every kind", () => {
  const kinds = cases.map(
    ({ series, recipe }) => `${Object.keys(series.regressors).join()} ${recipe.closedWeekdays?.length}`,
  );
  expect(new Set(kinds).size).toBe(12);
  const lengths = cases.map(({ recipe }) => recipe.days);
  expect(Math.min(...lengths)).toBeLessThan(80);
  expect(Math.max(...lengths)).toBeGreaterThan(880);
});

/** How far below Stan's log posterior ours may be. A multiplicative one can have two peaks. */
const SLACK = { additive: 1e-6, multiplicative: 0.01 };

describe.each(PARITY_MODES)("of 200 %s models", (mode) => {
  const compared = cases.map(({ recipe, series, stan }) => {
    const model = fit(series, makeParityOptions(series, mode));
    const objective = makeObjective(model);
    const { delta, beta, ...rest } = stan[mode];
    const theirs = { ...rest, delta: Float64Array.from(delta), beta: Float64Array.from(beta) };
    return {
      seed: recipe.seed,
      atTheirs: objective.lp(theirs) - rest.logPosterior,
      gain: model.params.logPosterior! - rest.logPosterior,
      kkt: objective.kkt(model.params),
    };
  });

  test("all have Stan's own log posterior at Stan's parameters", () => {
    expect(compared.filter(({ atTheirs }) => !(Math.abs(atTheirs) < 1e-7))).toEqual([]);
  });

  test("none has a lower log posterior than Stan's", () => {
    expect(compared.filter(({ gain }) => !(gain >= -SLACK[mode]))).toEqual([]);
  });

  test("all are stationary", () => {
    expect(compared.filter(({ kkt }) => !(kkt <= 1e-5))).toEqual([]);
  });
});
