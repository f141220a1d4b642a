import { describe, expect, test } from "@jest/globals";
import {
  DEFAULT_RECIPE,
  fit,
  getRecipeLabel,
  ModelError,
  toProphetJson,
  toStoreModelJson,
  trainStoreModel,
  type Series,
} from "../../../src/model/index.js";
import { reproduce } from "../../../src/training/reproduction.js";
import { makeSeries } from "../../support/series.js";

const backtest = { horizon: 7, folds: 2, step: 7, level: 0.8 };
const holidays = [{ name: "May Day", days: ["2013-05-01", "2014-05-01", "2015-05-01"] }];
const long = makeSeries({ days: 500, promo: 0.3, closedWeekdays: [7], noise: 0.04 });
const train = (series: Series, recipe = DEFAULT_RECIPE) =>
  toStoreModelJson(trainStoreModel({ series, recipe, holidays, backtest, chain: [] }).model);
const text = train(long);

describe("a model fitted anew from its own text", () => {
  const short = makeSeries({ days: 40, noise: 0.1 });
  const withZeros = { ...long, y: long.y.map((y, i) => (i % 11 === 0 ? 0 : y)) };
  const weather = Float64Array.from(long.days, (day) => ((day * 37) % 301) / 10);
  const withWeather = { ...long, regressors: { ...long.regressors, weather } };
  const table: [what: string, text: string][] = [
    ["of a long history with promotions, holidays and closed days", text],
    ["of a history too short for all changepoints", train(short)],
    ["of days without sales", train(withZeros)],
    ["fitted to units", train(long, { ...DEFAULT_RECIPE, transform: "none" })],
    ["with a regressor that is standardised", train(withWeather)],
    ["of Prophet's own options", toProphetJson(fit(long, { regressors: [{ name: "promo" }] }))],
  ];

  test.each(table)("%s is the same to the bit", (_, stored) => {
    const found = reproduce(stored);
    expect(found).toMatchObject({ isSame: true, isTextSame: true, differences: [] });
    expect(found.parameters).toBeGreaterThan(10);
  });

  test("says what it was made of", () => {
    expect(reproduce(text)).toMatchObject({ rows: long.days.length, recipe: getRecipeLabel(DEFAULT_RECIPE) });
  });
});

describe("a model that somebody has changed", () => {
  test("names the parameter and both values", () => {
    const stored = (JSON.parse(text) as { params: { beta: number[][] } }).params.beta[0]![3]!;
    const found = reproduce(text.replace(String(stored), "0.125"));
    expect(found).toMatchObject({
      ...{ isSame: false, isTextSame: false },
      differences: [{ name: "beta[3]", stored: 0.125, refitted: stored }],
    });
  });

  test("comes out otherwise if its history was changed", () => {
    const y = String(Math.log(long.y[100]!));
    const found = reproduce(text.replaceAll(`\\"y\\":${y},`, `\\"y\\":9.5,`));
    expect(found.isSame).toBe(false);
    expect(found.differences.length).toBeGreaterThan(10);
  });

  test("is refused by name if it is no model any more", () => {
    expect(() => reproduce("{}")).toThrow(ModelError);
  });
});
