import { describe, expect, test } from "@jest/globals";

import { forecastPast } from "../../../src/evaluation/store-forecasts.js";
import type { ForecastTask } from "../../../src/evaluation/types.js";
import { epochDay } from "../../../src/model/day.js";
import {
  DEFAULT_RECIPE,
  forecastStore,
  seasonalNaive,
  sliceSeries,
  trainStoreModel,
  type Series,
} from "../../../src/model/index.js";
import { makeChain } from "../../support/evaluation.js";

const backtest = { horizon: 7, folds: 4, step: 7, level: 0.8 };

const makeTask = (change: Partial<ForecastTask> = {}): ForecastTask => ({
  ...makeChain(1)[0]!,
  ...{ recipe: DEFAULT_RECIPE, cutoffs: ["2014-03-12", "2014-03-19"], horizon: 7, backtest },
  ...change,
});

/** What was known on a day, and what a training would have made of it. */
const trainOn = ({ series, holidays }: ForecastTask, cutoff: string) => {
  const rows = series.days.filter((day) => day <= epochDay(cutoff)).length;
  const known = sliceSeries(series, 0, rows);
  return {
    rows,
    known,
    ...trainStoreModel({ series: known, recipe: DEFAULT_RECIPE, holidays, backtest, chain: [] }),
  };
};

describe("forecasts of the past", () => {
  test("are those of a training on that day", () => {
    const task = makeTask();
    const { code, cutoffs } = forecastPast(task);
    expect(code).toBe("1");
    expect(cutoffs.map(({ cutoff }) => cutoff)).toEqual(["2014-03-12", "2014-03-19"]);
    for (const made of cutoffs) {
      const { rows, model, residuals } = trainOn(task, made.cutoff);
      const heldOut = sliceSeries(task.series, rows, rows + 6);
      expect(made).toMatchObject({
        forecaster: model.forecaster,
        transform: "log",
        refusal: null,
        residuals,
      });
      expect(made.said.recipe).toEqual([...forecastStore(model, heldOut, 0.8).yhat]);
      expect(made.y).toEqual([...heldOut.y]);
    }
    // From Wednesday on: Thursday to Saturday, then Monday to Wednesday.
    expect(cutoffs[0]!.ahead).toEqual([1, 2, 3, 5, 6, 7]);
  });

  test("know nothing of later days", () => {
    const task = makeTask({ cutoffs: ["2014-03-12"] });
    const { series } = task;
    const changed: Series = {
      ...series,
      y: series.y.map((y, i) => (series.days[i]! > epochDay("2014-03-12") ? 3 * y : y)),
    };
    const [one] = forecastPast(task).cutoffs;
    const [other] = forecastPast({ ...task, series: changed }).cutoffs;
    expect(other!.said).toEqual(one!.said);
    expect([other!.mean, other!.sd, other!.residuals]).toEqual([one!.mean, one!.sd, one!.residuals]);
    expect(other!.y).not.toEqual(one!.y);
  });

  test("are the baseline's where that did better before, with the model's kept beside them", () => {
    const { series } = makeChain(1)[0]!;
    // Exactly the same week after week, at a level that jumped when the backtest's folds began.
    const weekly = (day: number) => 500 + 100 * (day % 7);
    const jumped = {
      ...series,
      y: series.y.map((_, i) => weekly(series.days[i]!) * (series.days[i]! > epochDay("2014-02-10") ? 3 : 1)),
    };
    const task = makeTask({ series: jumped, cutoffs: ["2014-03-19"] });
    const [made] = forecastPast(task).cutoffs;
    const { rows, known, model } = trainOn(task, "2014-03-19");
    expect(model.forecaster).toBe("baseline");
    expect(made).toMatchObject({ forecaster: "baseline", transform: "none", refusal: null });
    const naive = seasonalNaive(known, sliceSeries(jumped, rows, rows + 6), 0.5);
    expect(made!.said.recipe).toEqual([...naive.yhat]);
    expect(made!.mean).toEqual([...naive.yhat]);
    expect(made!.said.model).not.toEqual(made!.said.recipe);
  });

  test("are the baseline's where there is too little for a model, and none without a day", () => {
    const task = makeTask({ cutoffs: ["2012-12-31", "2013-01-04", "2014-03-26"] });
    const { cutoffs } = forecastPast(task);
    expect(cutoffs).toHaveLength(1);
    expect(cutoffs[0]).toMatchObject({
      ...{ cutoff: "2013-01-04", forecaster: "baseline", residuals: { count: 0, meanSize: 0 } },
      refusal: expect.stringMatching(/\w/) as unknown,
    });
    expect(cutoffs[0]!.said.model).toEqual(cutoffs[0]!.said.last_week);
  });

  test("a broken series is refused by name", () => {
    const task = makeTask();
    task.series.y[3] = NaN;
    expect(() => forecastPast(task)).toThrow(/series\.y\[3\].*NaN/);
  });
});
