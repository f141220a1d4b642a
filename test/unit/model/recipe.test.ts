import { describe, expect, test } from "@jest/globals";
import { DEFAULT_RECIPE, fit, getRecipeLabel, parseRecipe } from "../../../src/model/index.js";
import type { Recipe } from "../../../src/model/index.js";
import { makeRecipeCalendar, makeRecipeOptions } from "../../../src/model/recipe-options.js";
import { transformSeries } from "../../../src/model/transform.js";
import { makeSeries } from "../../support/series.js";

const series = makeSeries({ days: 400, promo: 0.3 });
const calendar = makeRecipeCalendar(DEFAULT_RECIPE, series.days, []);

describe("a recipe", () => {
  test("is plain JSON with a label", () => {
    expect(parseRecipe(JSON.parse(JSON.stringify(DEFAULT_RECIPE)))).toEqual(DEFAULT_RECIPE);
    expect(getRecipeLabel({ name: "winter", version: 3 })).toBe("winter@3");
  });

  test.each<[string, (recipe: Record<string, unknown>) => void, string]>([
    ["without a name", (recipe) => delete recipe.name, "recipe.name is missing:"],
    ["with a word nobody knows", (recipe) => (recipe.trend = 1), "recipe is {"],
    [
      "with a prior scale of 0",
      (recipe) => (recipe.weekly = { fourierOrder: 3, priorScale: 0 }),
      "recipe.weekly.priorScale is 0:",
    ],
    [
      "with a weekday 8",
      (recipe) => (recipe.weekdayInteractions = [{ regressor: "promo", weekdays: [8], priorScale: 1 }]),
      "recipe.weekdayInteractions.0.weekdays.0 is 8:",
    ],
    [
      "with a window that ends before it starts",
      (recipe) => (recipe.publicHolidays = { lowerWindow: 1, upperWindow: 2, priorScale: 1 }),
      "recipe.publicHolidays.lowerWindow is 1:",
    ],
    [
      "with a season that ends before it starts",
      (recipe) => (recipe.seasons = [{ name: "sale", month: 1, fromDay: 9, toDay: 2, priorScale: 1 }]),
      "fromDay must not be after toDay",
    ],
    ["that is no object", () => undefined, "recipe is [1]"],
  ])("%s is refused, naming field, value and rule", (what, change, message) => {
    const recipe: Record<string, unknown> = structuredClone(DEFAULT_RECIPE);
    change(recipe);
    expect(() => parseRecipe(what === "that is no object" ? [1] : recipe)).toThrow(message);
  });
});

describe("what a recipe asks the fit for", () => {
  const take = (names: string[], recipe: Recipe = DEFAULT_RECIPE) => {
    const regressors = Object.fromEntries(names.map((name) => [name, series.regressors.promo!]));
    const { options } = makeRecipeOptions(recipe, "none", { ...series, regressors }, calendar);
    return options.regressors!.map(({ name }) => name);
  };

  test("its own regressors first, then their interactions, then what else there is, unless it leaves that out", () => {
    const interactions = ["promo_monday", "promo_tuesday", "promo_wednesday", "promo_thursday"];
    const names = ["price", "school_holiday", "discount", "promo"];
    expect(take(names)).toEqual(["promo", "school_holiday", ...interactions, "discount", "price"]);
    expect(take(names, { ...DEFAULT_RECIPE, otherRegressors: null })).toEqual([
      "promo",
      "school_holiday",
      ...interactions,
    ]);
    expect(take([])).toEqual([]);
  });

  test("prior scales in Prophet's unit: of the largest logarithm, or of the mean over the largest value", () => {
    const logs = transformSeries("log", series);
    const { options } = makeRecipeOptions(DEFAULT_RECIPE, "log", logs, calendar);
    const scale = DEFAULT_RECIPE.weekly!.priorScale;
    expect(options.seasonalities!.find(({ name }) => name === "weekly")!.priorScale).toBeCloseTo(
      scale / Math.max(...logs.y),
      12,
    );
    const units = makeRecipeOptions(DEFAULT_RECIPE, "none", series, calendar).options;
    const mean = series.y.reduce((sum, value) => sum + value, 0) / series.y.length;
    expect(units.seasonalities!.find(({ name }) => name === "weekly")!.priorScale).toBeCloseTo(
      (scale * mean) / Math.max(...series.y),
      12,
    );
  });

  test("something that a fit takes", () => {
    const { options } = makeRecipeOptions(
      { ...DEFAULT_RECIPE, weekdayInteractions: [] },
      "none",
      series,
      calendar,
    );
    expect(fit(series, options).params.logPosterior).toBeGreaterThan(0);
  });
});
