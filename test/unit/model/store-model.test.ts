import { describe, expect, test } from "@jest/globals";
import { dayOf, isoWeekday } from "../../../src/model/day.js";
import {
  DEFAULT_RECIPE,
  fit,
  fitStoreModel,
  floorAtZero,
  forecastStore,
  fromStoreModelJson,
  listInputs,
  predict,
  seasonalNaive,
  toProphetJson,
  toStoreModelJson,
  trainStoreModel,
  type StoreModel,
} from "../../../src/model/index.js";
import { sliceSeries } from "../../../src/model/series.js";
import { makeSeries } from "../../support/series.js";

const series = makeSeries({ days: 600, promo: 0.3, closedWeekdays: [7], noise: 0.04 });
const mayDay = { name: "May Day", days: ["2013-05-01", "2014-05-01", "2015-05-01"] };
const asked = { horizon: 7, folds: 4, step: 7, level: 0.8 };
const input = { series, recipe: DEFAULT_RECIPE, holidays: [mayDay], backtest: asked, chain: [] };
const { model, backtest, residuals } = trainStoreModel(input);
const future = (() => {
  const days = Int32Array.from({ length: 14 }, (_, i) => series.days.at(-1)! + 1 + i);
  return { days, regressors: { promo: Float64Array.from(days, (day) => Math.floor(day / 7) % 2) } };
})();

describe("a store's model", () => {
  test("is fitted to logarithms and forecasts units", () => {
    expect([model.transform, model.forecaster]).toEqual(["log", "prophet"]);
    expect(model.prophet.history.y[0]).toBe(Math.log(series.y[0]!));
    const { yhat } = forecastStore(model, future, 0.8);
    for (const value of yhat) expect(value).toBeGreaterThan(2_000);
  });

  test("needs the regressors of the series, and works the interactions out by itself", () => {
    expect(listInputs(model)).toEqual([{ name: "promo", mu: 0 }]);
    expect(model.prophet.regressors.map(({ name }) => name)).toContain("promo_monday");
  });

  test("has components by the recipe's terms, which sum to the forecast", () => {
    const { yhat, components } = forecastStore(model, future, 0.8);
    expect(components.map(({ name }) => name)).toEqual([
      ...["trend", "yearly", "weekly", "promo", "public_holidays", "seasons", "month_days"],
    ]);
    yhat.forEach((value, i) => {
      expect(components.reduce((sum, { values }) => sum + values[i]!, 0)).toBeCloseTo(value, 6);
    });
    const promo = components.find(({ name }) => name === "promo")!.values;
    future.days.forEach((_, i) => expect(promo[i]! > 500).toBe(future.regressors.promo[i] === 1));
  });

  test("has intervals that hold the point forecast, are at least 0 and widen with the level", () => {
    const levels = [0.01, 0.5, 0.8, 0.95, 0.999].map((level) => forecastStore(model, future, level));
    levels.forEach(({ yhat, lower, upper }, at) => {
      yhat.forEach((value, i) => {
        expect(lower[i]!).toBeGreaterThanOrEqual(0);
        expect(lower[i]!).toBeLessThanOrEqual(value);
        expect(upper[i]!).toBeGreaterThanOrEqual(value);
        if (at > 0) {
          expect(lower[i]!).toBeLessThanOrEqual(levels[at - 1]!.lower[i]!);
          expect(upper[i]!).toBeGreaterThanOrEqual(levels[at - 1]!.upper[i]!);
        }
      });
    });
  });

  test("is the same to the bit a second time, and after it has been saved", () => {
    expect(trainStoreModel(input)).toEqual({ model, backtest, residuals });
    const text = toStoreModelJson(model);
    const read = fromStoreModelJson(text);
    expect(read).toEqual(model);
    expect(forecastStore(read, future, 0.9)).toEqual(forecastStore(model, future, 0.9));
  });

  test("knows the holidays on which the store stays closed", () => {
    const open = [...series.days.keys()].filter((row) => !mayDay.days.includes(dayOf(series.days[row]!)));
    const pick = (values: Float64Array) => Float64Array.from(open, (row) => values[row]!);
    const closing = {
      days: Int32Array.from(open, (row) => series.days[row]!),
      y: pick(series.y),
      regressors: { promo: pick(series.regressors.promo!) },
    };
    expect(fitStoreModel(closing, DEFAULT_RECIPE, [mayDay]).closedHolidays.map(dayOf)).toEqual(mayDay.days);
    expect(model.closedHolidays).toEqual([]);
  });
});

describe("its training", () => {
  test("backtests each fold as the store's model would have been on that day, its interval calibrated by the other folds", () => {
    expect(backtest!.folds).toHaveLength(4);
    const fold = backtest!.folds[3]!;
    const split = series.days.findIndex((day) => dayOf(day) > fold.cutoff);
    const known = fitStoreModel(sliceSeries(series, 0, split), DEFAULT_RECIPE, [mayDay]);
    const heldOut = sliceSeries(series, split, split + fold.days.length);
    expect(fold.yhat).toEqual(forecastStore(known, heldOut, 0.8).yhat);
    expect(residuals.count).toBe(24);
    expect(model.calibration!.scale).toBeGreaterThan(0);
    expect(backtest!.summary.metrics.wape).toBeLessThan(0.06);
  });

  test("lets the baseline serve where it did better", () => {
    // The same week over and over, and effects of months that came twice by chance.
    const repeating = {
      ...series,
      y: Float64Array.from(series.days, (day) => 100 + 50 * isoWeekday(day)),
      regressors: {},
    };
    const wobbling = {
      ...repeating,
      y: repeating.y.map((value, i) => (i < 500 ? value * (1 + 0.5 * Math.sin(i)) : value)),
    };
    const trained = trainStoreModel({ ...input, series: wobbling, holidays: [] });
    expect(trained.backtest!.summary.skill).toBeLessThan(0);
    expect(trained.model.forecaster).toBe("baseline");
    const days = { days: future.days, regressors: {} };
    const served = forecastStore(trained.model, days, 0.8);
    const naive = seasonalNaive(wobbling, days, 0.8);
    served.yhat.forEach((value, i) => expect(value).toBeCloseTo(naive.yhat[i]!, 9));
    expect(fromStoreModelJson(toStoreModelJson(trained.model)).forecaster).toBe("baseline");
  });

  test("of a history too short for a fold has neither backtest nor errors", () => {
    const short = makeSeries({ days: 16 });
    const trained = trainStoreModel({ ...input, series: short, holidays: [] });
    expect([trained.backtest, trained.residuals, trained.model.forecaster]).toEqual([
      null,
      { count: 0, meanSize: 0 },
      "prophet",
    ]);
  });
});

describe("a model without an envelope", () => {
  const prophet = fit(series, { regressors: [{ name: "promo" }] });
  const plain = fromStoreModelJson(toProphetJson(prophet));

  test("is served as it is, with Prophet's own intervals", () => {
    expect(plain).toMatchObject({
      recipe: null,
      transform: "none",
      calibration: null,
      forecaster: "prophet",
    });
    const { yhat, lower } = forecastStore(plain, future, 0.8);
    const raw = floorAtZero(predict(prophet, future, 0.8));
    expect(yhat).toEqual(raw.yhat);
    expect(lower).toEqual(raw.lower);
    expect(listInputs(plain)).toEqual([{ name: "promo", mu: 0 }]);
  });

  test.each<[string, (envelope: Record<string, unknown>) => void, RegExp]>([
    ["transform", (own) => (own.transform = "sqrt"), /model\.storecast\.transform/],
    ["recipe", (own) => (own.recipe = { name: "x" }), /recipe\.version is missing/],
    ["forecaster", (own) => delete own.forecaster, /model\.storecast\.forecaster/],
  ])("whose %s is broken is refused by name", (_, change, message) => {
    const saved = JSON.parse(toStoreModelJson(model)) as { storecast: Record<string, unknown> };
    change(saved.storecast);
    expect(() => fromStoreModelJson(JSON.stringify(saved))).toThrow(message);
  });

  test("asks for the conditions of its seasonalities too", () => {
    const conditional: StoreModel = fromStoreModelJson(
      toProphetJson(
        fit(series, {
          weeklySeasonality: false,
          seasonalities: [{ name: "weekly in promo", period: 7, fourierOrder: 2, conditionName: "promo" }],
        }),
      ),
    );
    expect(listInputs(conditional)).toEqual([{ name: "promo", mu: 0 }]);
  });
});
