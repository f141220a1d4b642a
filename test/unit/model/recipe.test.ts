import { describe, expect, test } from "@jest/globals";
import { epochDay } from "../../../src/model/day.js";
import { DEFAULT_RECIPE, fit, getRecipeLabel, makeRecipeOptions } from "../../../src/model/index.js";
import { makeSeries } from "../../support/series.js";

const NEW_YEAR = { name: "New Year's Day", days: ["2014-01-01", "2013-01-01", "2014-01-01"] };

describe("the default recipe", () => {
  test("is plain JSON with a label", () => {
    expect(JSON.parse(JSON.stringify(DEFAULT_RECIPE))).toEqual(DEFAULT_RECIPE);
    expect(getRecipeLabel(DEFAULT_RECIPE)).toBe("default@1");
  });

  test("takes up the regressors that a series has, those it names first, unless it is told to keep to them", () => {
    const take = (names: string[], recipe = DEFAULT_RECIPE) =>
      makeRecipeOptions(recipe, names, []).regressors.map(({ name }) => name);
    const names = ["price", "school_holiday", "discount", "promo"];
    expect(take(names)).toEqual(["promo", "school_holiday", "discount", "price"]);
    expect(take(names, { ...DEFAULT_RECIPE, takesOtherRegressors: false })).toEqual([
      "promo",
      "school_holiday",
    ]);
    expect(take(["promo"])).toEqual(["promo"]);
    expect(take([])).toEqual([]);
  });

  test("gives every public holiday a window and a tight prior, its days in order", () => {
    const { holidays } = makeRecipeOptions(DEFAULT_RECIPE, [], [NEW_YEAR, { name: "never", days: [] }]);
    expect(holidays).toEqual([
      {
        name: "New Year's Day",
        days: [epochDay("2013-01-01"), epochDay("2014-01-01")],
        lowerWindow: -2,
        upperWindow: 1,
        priorScale: 0.1,
      },
    ]);
  });

  test("is what a fit takes", () => {
    const series = makeSeries({ days: 400, promo: 0.3 });
    const model = fit(series, makeRecipeOptions(DEFAULT_RECIPE, Object.keys(series.regressors), [NEW_YEAR]));
    expect(model.params.beta).toHaveLength(6 + 4 + 1);
    expect(model.settings.nChangepoints).toBe(25);
  });
});
