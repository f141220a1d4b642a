import { describe, expect, test } from "@jest/globals";

import { scoreForecasts } from "../../../src/evaluation/scoring.js";
import { DEFAULT_RECIPE } from "../../../src/model/index.js";
import { makeForecast } from "../../support/evaluation.js";

const score = (forecasts: Parameters<typeof scoreForecasts>[0], cutoffs = ["2015-06-05", "2015-06-12"]) =>
  scoreForecasts(forecasts, { recipe: DEFAULT_RECIPE, cutoffs, horizon: 7 });

describe("the scores of a chain", () => {
  const evaluation = score([
    {
      code: "1",
      cutoffs: [
        makeForecast(),
        // A day without a sale says nothing of the error in shares.
        makeForecast({ cutoff: "2015-06-12", ahead: [3, 4], y: [50, 0] }),
      ],
    },
    { code: "2", cutoffs: [makeForecast({ cutoff: "2015-06-12", y: [100, 200], refusal: "Too short." })] },
    { code: "3", cutoffs: [] },
  ]);

  test("are by cutoff, by day and pooled", () => {
    // (10 + 20) / (90 + 120), then (50 + 0 + 100) / (50 + 100 + 200), together 180 / 560.
    expect(evaluation.cutoffs.map(({ wmape }) => wmape.recipe)).toEqual([30 / 210, 150 / 350]);
    expect(evaluation.pooled.wmape.last_year).toBe(180 / 560);
    expect(evaluation.horizonDays.map(({ ahead, days, wmape }) => [ahead, days, wmape.recipe])).toEqual([
      [1, 2, 10 / 190],
      [3, 3, 170 / 370],
    ]);
    expect(evaluation.pooled.days).toBe(5);
  });

  test("are by store, without those that were never scored", () => {
    expect(evaluation.stores).toEqual([
      { code: "1", days: 3, wmape: 80 / 260 },
      { code: "2", days: 2, wmape: 100 / 300 },
    ]);
    expect(evaluation.storeCount).toBe(2);
    expect([evaluation.deciles.recipe[0], evaluation.deciles.recipe[10]]).toEqual([80 / 260, 100 / 300]);
    expect(evaluation.storeCoverage.map(({ level }) => level)).toEqual([0.5, 0.8, 0.95]);
  });

  test("say who made the forecasts", () => {
    expect(evaluation).toMatchObject({
      ...{ label: "default@3", horizon: 7, refusal: "Too short." },
      cutoffs: [
        { cutoff: "2015-06-05", stores: 1, servedByBaseline: 1, notFitted: 0 },
        { cutoff: "2015-06-12", stores: 2, servedByBaseline: 2, notFitted: 1 },
      ],
    });
  });

  test("judge the interval that served", () => {
    // Means of 100, standard deviations of 10: half-widths of 6.7, 12.8 and 19.6.
    const { served, prophet } = score([{ code: "1", cutoffs: [makeForecast()] }], ["2015-06-05"]).pooled
      .intervals;
    expect(served.map(({ coverage }) => coverage)).toEqual([0, 0.5, 0.5]);
    expect(served[1]!.width).toBeCloseTo((4 * 12.815515655) / 210, 9);
    expect(prophet).toEqual(served);
  });
});
